#pragma once
// Integrals over the real line of functions that fall exponentially, exact to about 1e-13, also where they have a kink
// at `middle`.
#include <cmath>
#include <vector>

namespace dist_tests {

/// On each side of `middle`, x = middle +- width exp(pi sinh(t) / 2) by the trapezoidal rule in t (Takahasi and Mori
/// 1974).
struct quadrature {
  std::vector<long double> points, weights;

  quadrature() = default;
  quadrature(long double middle, long double width) {
    const long double half_pi = std::acos(0.0L), step = 1.0L / 32;
    for (const int side : {-1, 1})
      for (int i = -112; i <= 112; ++i) {
        const long double t = step * i, distance = width * std::exp(half_pi * std::sinh(t));
        if (distance > 800 * width || distance < 1e-15L * width) continue;
        points.push_back(middle + side * distance);
        weights.push_back(step * half_pi * std::cosh(t) * distance);
      }
  }
  template <class Wanted>
  void keep(Wanted wanted) {
    quadrature kept;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (wanted(points[i])) kept.points.push_back(points[i]), kept.weights.push_back(weights[i]);
    *this = kept;
  }
};

/// The real line in parts that end at `a` and `b`, for a function that may have a kink at both.
inline std::vector<quadrature> split_at(long double a, long double b, long double width) {
  if (a == b) return {quadrature(a, width)};
  const long double low = std::fmin(a, b), high = std::fmax(a, b), half_pi = std::acos(0.0L), step = 1.0L / 64;
  quadrature below(low, width), above(high, width), between;
  below.keep([low](long double x) { return x < low; });
  above.keep([high](long double x) { return x > high; });
  for (int i = -256; i <= 256; ++i) {  // x = the middle + half the length times tanh(pi sinh(t) / 2)
    const long double t = step * i, cosh = std::cosh(half_pi * std::sinh(t)), half = (high - low) / 2;
    between.points.push_back((low + high) / 2 + half * std::tanh(half_pi * std::sinh(t)));
    between.weights.push_back(step * half * half_pi * std::cosh(t) / (cosh * cosh));
  }
  return {below, between, above};
}

}  // namespace dist_tests
