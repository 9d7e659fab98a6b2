#pragma once
// The elementary functions in long double, by series: slow, plain and right to about 1e-18. The interpreter that is the
// oracle computes with them, and nothing else does.
#include <limits>

#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math::extended {

using real = long double;

inline constexpr real infinity = std::numeric_limits<real>::infinity();
inline constexpr real not_a_number = std::numeric_limits<real>::quiet_NaN();
inline constexpr real ln2_high = 0x1.62e42feep-1L, ln2_low = 1.90821492927058781614426568076e-10L;
inline constexpr real pi = 3.14159265358979323846264338327950288L;

/// x * 2^n, in steps that neither overflow nor lose bits early.
constexpr real scale(real x, int n) {
  for (; n > 1000; n -= 1000) x *= 0x1p1000L;
  for (; n < -1000; n += 1000) x *= 0x1p-1000L;
  return x * exact::power_of_two(n);
}

/// exp(r) - 1 for |r| <= 0.35: Horner's scheme on the Taylor series.
constexpr real expm1_near_zero(real r) {
  real sum = 1;
  for (int k = 22; k > 1; --k) sum = 1 + r * sum / k;
  return r * sum;
}

constexpr real round_to_integer(real x) {
  const real shift = x < 0 ? -0x1p63L : 0x1p63L;
  return (x + shift) - shift;
}

constexpr real exp(real x) {
  if (!(x == x)) return x;
  if (x > 11356.523406294143949L) return infinity;
  if (x < -11400) return 0;
  const real n = round_to_integer(x / (ln2_high + ln2_low)), r = (x - n * ln2_high) - n * ln2_low;
  return scale(1 + expm1_near_zero(r), static_cast<int>(n));
}

constexpr real expm1(real x) {
  if (!(x == x) || x == 0) return x;
  if (x < -50) return -1;
  if (x > 11300) return exp(x);
  const real n = round_to_integer(x / (ln2_high + ln2_low)), r = (x - n * ln2_high) - n * ln2_low;
  const real power = scale(1, static_cast<int>(n));
  return power * expm1_near_zero(r) + (power - 1);
}

/// 2 atanh(s) for |s| <= 0.18: log((1 + s) / (1 - s)).
constexpr real twice_atanh(real s) {
  const real z = s * s;
  real sum = 0;
  for (int k = 27; k > 0; k -= 2) sum = 1.0L / k + z * sum;
  return 2 * s * sum;
}

constexpr real log(real x) {
  if (!(x > 0)) return x == 0 ? -infinity : not_a_number;
  if (x > std::numeric_limits<real>::max()) return x;
  int n = 0;
  for (int step = 8192; step > 0; step /= 2) {  // towards [2/3, 4/3), powers of two at a time
    const real high = scale(1, step), low = scale(1, -step);
    for (; x >= high; x *= low) n += step;
    for (; x <= low; x *= high) n -= step;
  }
  if (x > 4.0L / 3) {
    x *= 0.5L;
    n += 1;
  }
  if (x < 2.0L / 3) {
    x *= 2;
    n -= 1;
  }
  return n * ln2_high + (n * ln2_low + twice_atanh((x - 1) / (x + 1)));
}

constexpr real log1p(real x) { return x > -0.25L && x < 0.4L ? (x == 0 ? x : twice_atanh(x / (2 + x))) : log(1 + x); }

constexpr real tanh(real x) {
  if (!(x == x) || x == 0) return x;
  const real magnitude = x < 0 ? -x : x, grown = magnitude > 25 ? 1e22L : expm1(2 * magnitude);
  return (x < 0 ? -grown : grown) / (grown + 2);
}

constexpr real sigmoid(real x) {
  const real e = exp(x < 0 ? x : -x);
  return (x < 0 ? e : x == x ? 1 : x) / (1 + e);
}

constexpr real softplus(real x) { return (x > 0 ? x : x == x ? 0 : x) + log1p(exp(x < 0 ? x : -x)); }

/// exp(-x^2), the square taken in two parts so that its rounding does not count.
constexpr real exp_minus_square(real x) {
  const real high = round_to_integer(x * 0x1p20L) * 0x1p-20L, low = x - high;
  return exp(-high * high) * exp(-low * (x + high));
}

/// erf for 0 <= x <= 2.5 by the series with positive terms (Abramowitz and Stegun 7.1.6).
constexpr real erf_series(real x) {
  const real twice_square = 2 * x * x;
  real sum = 1;
  for (int k = 80; k > 0; --k) sum = 1 + twice_square / (2 * k + 1) * sum;
  return 1.12837916709551257389615890312L * x * exp_minus_square(x) * sum;
}

/// erfc for x >= 1 by its continued fraction (Abramowitz and Stegun 7.1.14), from the far end; each term of k brings
/// exp(-2.83 x sqrt(k)).
constexpr real erfc_fraction(real x) {
  real rest = x;
  for (int k = x > 20.0L ? 30 : static_cast<int>(320 / (x * x) + 20.0L); k > 0; --k) rest = x + 0.5L * k / rest;
  return 0.564189583547756286948079451561L * exp_minus_square(x) / rest;
}

constexpr real erf(real x) {
  if (!(x == x) || x == 0) return x;
  const real magnitude = x < 0 ? -x : x;
  const real value = magnitude > 7 ? 1 : magnitude < 2.5L ? erf_series(magnitude) : 1 - erfc_fraction(magnitude);
  return x < 0 ? -value : value;
}

constexpr real erfc(real x) {
  if (!(x == x)) return x;
  return x > 110 ? 0 : x < 1 ? 1 - erf(x) : erfc_fraction(x);
}

/// sin and cos of 2 pi u.
struct circle_point {
  real sin, cos;
};

constexpr circle_point sincos_turns(real u) {
  const real quarter = round_to_integer(4 * u), angle = (u - quarter * 0.25L) * 2 * pi, z = angle * angle;
  real s = 1, c = 1;
  for (int k = 24; k > 0; k -= 2) {
    s = 1 - z / (k * (k + 1)) * s;
    c = 1 - z / (k * (k - 1)) * c;
  }
  s *= angle;
  const int quadrant = static_cast<int>(quarter - 4 * round_to_integer(quarter * 0.25L)) & 3;
  return {quadrant == 0   ? s
          : quadrant == 1 ? c
          : quadrant == 2 ? -s
                          : -c,
          quadrant == 0   ? c
          : quadrant == 1 ? -s
          : quadrant == 2 ? -c
                          : s};
}

}  // namespace pathwise::math::extended
