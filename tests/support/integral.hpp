#pragma once
// Integrals in long double: the references of functions that libm has not. Analytic integrands, also with algebraic and
// logarithmic singularities at the ends, come out to about 1e-17.
#include <cmath>

namespace pathwise::testing {

/// A point between two ends, with its distances from them: exact where the point itself has rounded onto an end.
struct inner_point {
  long double at, from_start, to_end;
};

/// The trapezoidal rule under x = tanh(pi sinh(t) / 2) (Takahasi and Mori 1974). `f` takes an `inner_point`.
template <class F>
long double integral(F f, long double start, long double end, int steps_per_unit = 64) {
  const long double half_pi = std::acos(0.0L), length = end - start;
  long double sum = 0;
  for (int i = -7 * steps_per_unit; i <= 7 * steps_per_unit; ++i) {
    const long double t = static_cast<long double>(i) / steps_per_unit, grown = half_pi * std::sinh(t);
    const long double below = 1 / (1 + std::exp(-2 * grown)), above = 1 / (1 + std::exp(2 * grown));  // of the length
    const long double weight = 2 * half_pi * std::cosh(t) * below * above * length;
    if (weight > 0 && below > 0 && above > 0)
      sum += weight * f(inner_point{start + below * length, below * length, above * length});
  }
  return sum / steps_per_unit;
}

/// From 0 to infinity, under x = scale exp(pi sinh(t) / 2): `scale` is about where the integrand falls off.
template <class F>
long double integral_to_infinity(F f, long double scale, int steps_per_unit = 64) {
  const long double half_pi = std::acos(0.0L);
  long double sum = 0;
  for (int i = -7 * steps_per_unit; i <= 7 * steps_per_unit; ++i) {
    const long double t = static_cast<long double>(i) / steps_per_unit, x = scale * std::exp(half_pi * std::sinh(t));
    const long double height = f(x);
    if (height != 0) sum += half_pi * std::cosh(t) * x * height;
  }
  return sum / steps_per_unit;
}

}  // namespace pathwise::testing
