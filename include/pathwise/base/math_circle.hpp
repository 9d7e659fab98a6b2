#pragma once
// Sine and cosine, of turns (what Box-Muller needs: exact reduction) and of radians.
#include <pathwise/base/math_extended.hpp>
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

template <class T>
struct sincos_of {
  T sin, cos;
};

namespace detail {

/// sin and cos of an angle |r| <= pi / 4 past as many quarter turns as the top two bits of `turned` say.
template <class T>
[[gnu::always_inline]] constexpr sincos_of<T> sincos_in_quarter(T r, typename math_of<T>::bits_type turned) {
  using m = math_of<T>;
  const T z = r * r;
  T s, c;
  if constexpr (is_float<T>) {
    s = polynomial(z, -0.166666552, 0.00833219197, -0.000195187909);
    c = polynomial(z, 0.0416666456, -0.00138873013, 2.44306702e-05);
  } else {
    s = polynomial(z, -0.16666666666666632, 0.0083333333333224895, -0.00019841269829857798, 2.7557313706999971e-06,
                   -2.5050760240238449e-08, 1.5896909081320266e-10);
    c = polynomial(z, 0.041666666666666602, -0.0013888888888874474, 2.480158728967153e-05, -2.7557314401026206e-07,
                   2.0875729280306195e-09, -1.1359934179290743e-11);
  }
  s = fma(s * z, r, r);
  c = fma(z * z, c, fma(z, lit<T>(-0.5), lit<T>(1)));
  const auto odd = turned << 1, minus = m::bits(lit<T>(-0.0));
  const T sine = m::select_by_top_bit(odd, c, s), cosine = m::select_by_top_bit(odd, s, c);
  return {m::from_bits(m::bits(sine) ^ (turned & minus)), m::from_bits(m::bits(cosine) ^ ((turned ^ odd) & minus))};
}
/// The low two bits of a number's representation as the top two.
template <class T>
[[gnu::always_inline]] constexpr auto quarters_on_top(T shifted) {
  return math_of<T>::bits(shifted) << (static_cast<int>(sizeof(scalar_of<T>)) * 8 - 2);
}

}  // namespace detail

/// sin(2 pi u) and cos(2 pi u). Domain: |u| <= 2^20 (double 2^49); the reduction is exact.
template <class T>
[[gnu::always_inline]] constexpr sincos_of<T> sincos_turns(T u) {
  if constexpr (std::is_same_v<T, long double>) {
    const auto point = extended::sincos_turns(u);
    return {point.sin, point.cos};
  } else {
    const T shift = lit<T>(is_float<T> ? 0x1.8p23 : 0x1.8p52), shifted = fma(u, lit<T>(4), shift);
    const T rest = fma(u, lit<T>(4), -(shifted - shift));  // exact, within half a quarter
    return detail::sincos_in_quarter(rest * lit<T>(1.5707963267948966), detail::quarters_on_top(shifted));
  }
}

namespace detail {

/// Radians: pi / 2 in parts, the first so short that their products with n are exact for a while without an fma.
template <class T>
[[gnu::always_inline]] constexpr sincos_of<T> sincos_radians(T x) {
  if constexpr (std::is_same_v<T, long double>)
    return sincos_turns(x / (2 * extended::pi));
  else {
    const T shift = lit<T>(is_float<T> ? 0x1.8p23 : 0x1.8p52), shifted = fma(x, lit<T>(0.6366197723675814), shift);
    const T n = shifted - shift;
    if constexpr (is_float<T>) {
      const T r = fma(n, lit<T>(-0.00048065185546875), fma(n, lit<T>(-1.5703125), x));
      return sincos_in_quarter(fma(n, lit<T>(-6.2234e-14), fma(n, lit<T>(-3.17493936564e-06), r)),
                               quarters_on_top(shifted));
    } else {
      const T r = fma(n, lit<T>(-6.07710050630396597660e-11), fma(n, lit<T>(-1.57079632673412561417), x));
      return sincos_in_quarter(fma(n, lit<T>(-2.02226624879595063154e-21), r), quarters_on_top(shifted));
    }
  }
}

}  // namespace detail

/// The sine of x radians, within 2.2 ULP for |x| <= 30000 (double 2.5, for |x| <= 1e5); the error grows beyond.
template <class T>
[[gnu::always_inline]] constexpr T sin(T x) {
  return detail::sincos_radians(x).sin;
}
/// The cosine of x radians; see `sin`.
template <class T>
[[gnu::always_inline]] constexpr T cos(T x) {
  return detail::sincos_radians(x).cos;
}

}  // namespace pathwise::math
