#pragma once
// The arc tangent. One body for float, double and long double, one number or a register.
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

namespace detail {

/// (atan(r) / r - 1) / r^2 as a polynomial in z = r^2, for |r| <= tan(pi / 8). Relative error 1.6e-8 z, 3e-17 z.
template <class T>
[[gnu::always_inline]] constexpr T atan_polynomial(T z) {
  if constexpr (is_float<T>)
    return polynomial(z, -0.33333331761, 0.19999540484, -0.14263955598, 0.10743731491, -0.06451928212);
  else
    return polynomial(z, -0.333333333333333302, 0.199999999999955207, -0.142857142846665429, 0.111111110152563617,
                      -0.0909090457812390189, 0.0769218319082608656, -0.06664511447381948, 0.0585814891280220988,
                      -0.0508544973794025986, 0.0392316582955871913, -0.019176887119062259);
}
/// The same by its series, for the oracle.
constexpr long double atan_series(long double z) {
  long double sum = 0;
  for (int k = 57; k > 1; k -= 2) sum = (k % 4 == 3 ? -1.0L : 1.0L) / k + z * sum;
  return sum;
}

}  // namespace detail

/// The angle in (-pi / 2, pi / 2) whose tangent is x; +-pi / 2 at the infinities.
template <class T>
[[gnu::always_inline]] constexpr T atan(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T magnitude = abs(x), one = lit<T>(1);
  const auto steep = less(one, magnitude);
  const T slope = select(steep, one, magnitude) / select(steep, magnitude, one);  // of the angle or of its complement
  const auto upper = less(lit<T>(0.41421356237309503), slope);                    // tan(pi / 8)
  const T r = select(upper, (slope - one) / (slope + one), slope), z = r * r;
  T series;
  if constexpr (std::is_same_v<T, long double>)
    series = detail::atan_series(z);
  else
    series = detail::atan_polynomial(z);
  constexpr long double pi = 3.14159265358979323846264338327950288L;
  const auto quarter = [&](int quarters) {
    if constexpr (std::is_same_v<T, long double>)
      return quarters * pi / 4;
    else
      return lit<T>(static_cast<double>(quarters * pi / 4));
  };
  // The parts of pi / 4 and pi / 2 that a number of type T lacks.
  constexpr double low = is_float<T> ? -2.1855694e-8 : std::is_same_v<T, long double> ? 0 : 3.061616997868383e-17;
  const T rest = fma(z * r, series, select(upper, lit<T>(low), lit<T>(0))) + r;
  const T angle = select(upper, quarter(1), lit<T>(0)) + rest;
  return copysign(select(steep, quarter(2) - (angle - lit<T>(2 * low)), angle), x);
}

}  // namespace pathwise::math
