#pragma once
// Probabilities of the tails of Student's law, with their slopes in the degrees of freedom. Fixed numbers of terms, so
// that one body serves a number and a register; the ranges in which they suffice are stated.
#include <pathwise/base/math_incomplete_gamma.hpp>

namespace pathwise::math {

namespace detail {

/// The continued fraction of the incomplete beta function but for its factor. Source: DLMF 8.17.22.
template <class T, class N>
[[gnu::always_inline]] constexpr N beta_fraction(N a, N b, N z) {
  constexpr int pairs = is_float<T> ? 48 : 64;
  const auto number = [](int n) { return constant_of<N>::template make<T>(n); };
  N t = number(1);
  for (int m = pairs; m > 0; --m) {
    const N even = number(m) * (b - number(m)) * z / ((a + number(2 * m - 1)) * (a + number(2 * m)));
    const N odd = (a + number(m)) * (a + b + number(m)) * z / ((a + number(2 * m)) * (a + number(2 * m + 1)));
    t = number(1) + even / (number(1) - odd / t);
  }
  return number(1) / (number(1) - (a + b) * z / ((a + number(1)) * t));
}

/// Of the tail of Student's law: which of the two fractions, of what, and the logarithm of their factor.
template <class T>
struct student_terms {
  typename math_of<T>::mask_type far;
  T a, ratio, z, rest, log_z, factor;  // a = df / 2, ratio = y / sqrt(df), z = df / (df + y^2), rest = 1 - z
};
template <class T>
[[gnu::always_inline]] constexpr student_terms<T> student_parts(T df, T y) {
  student_terms<T> s;
  const T one = lit<T>(1), half = lit<T>(0.5), large = lit<T>(is_float<T> ? 1e18 : 1e150);
  s.a = half * df;
  s.ratio = y / sqrt(df);
  const T small_ratio = min(s.ratio, large), square = small_ratio * small_ratio;
  s.z = one / (one + square);
  s.rest = square * s.z;
  const T big = max(one, s.ratio), inner = min(one, s.ratio) / big;
  s.log_z = -(lit<T>(2) * log(big) + log1p(inner * inner));
  s.far = less(s.z, (s.a + one) / (s.a + lit<T>(2.5)));
  const T log_beta = lit<T>(0.57236494292470009) - lgamma_half_step(lit<T>(0), s.a);
  s.factor = exp(s.a * s.log_z + log(s.ratio) + half * s.log_z - log_beta);
  return s;
}

}  // namespace detail

/// The probability that Student's t with df degrees of freedom is beyond y or below -y, for y >= 0. Domain: 0 < df <=
/// 1e4; beyond 1e6 (double 1e9) the normal's is returned.
template <class T>
[[gnu::always_inline]] constexpr T student_t_tail(T df, T y) {
  if (detail::is_constant_nan(df) || detail::is_constant_nan(y)) return y;
  const T one = lit<T>(1), half = lit<T>(0.5);
  const auto off = !less_equal(y, lit<T>(0));
  const auto s = detail::student_parts(df, select(off, y, one));
  const T fraction =
      detail::beta_fraction<T>(select(s.far, s.a, half), select(s.far, half, s.a), select(s.far, s.z, s.rest));
  const T share = s.factor / select(s.far, s.a, half) * fraction;
  const auto infinite = equal(y, math_of<T>::splat(detail::infinity<T>));
  const T inside = select(infinite, lit<T>(0), select(s.far, share, one - share));
  const auto normal = less(lit<T>(is_float<T> ? 1e6 : 1e9), df);  // where the fraction has no digits left
  return select(off, select(normal, erfc(y * lit<T>(0.70710678118654752)), inside), one);
}
/// Its derivative in df.
template <class T>
[[gnu::always_inline]] constexpr T student_t_tail_slope(T df, T y) {
  if (detail::is_constant_nan(df) || detail::is_constant_nan(y)) return y;
  using number = detail::dual<T>;
  const T zero = lit<T>(0), one = lit<T>(1), half = lit<T>(0.5);
  const auto off = !less_equal(y, zero);
  const auto s = detail::student_parts(df, select(off, y, one));
  const T z_slope = s.z * s.rest / df;
  const number shape{s.a, half}, other{half, zero};
  const number first{select(s.far, shape.value, other.value), select(s.far, shape.slope, other.slope)};
  const number second{select(s.far, other.value, shape.value), select(s.far, other.slope, shape.slope)};
  const number at{select(s.far, s.z, s.rest), select(s.far, z_slope, -z_slope)};
  const number share = detail::beta_fraction<T>(first, second, at) / first;
  const T log_slope = half * (s.log_z + s.rest - s.z / df + lgamma_half_step(one, s.a));
  const T slope = s.factor * (share.slope + log_slope * share.value);
  const auto infinite = equal(y, math_of<T>::splat(detail::infinity<T>));
  return select(off, select(infinite, zero, select(s.far, slope, -slope)), zero);
}

}  // namespace pathwise::math
