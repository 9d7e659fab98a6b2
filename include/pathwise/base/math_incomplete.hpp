#pragma once
// Probabilities of the tails of the gamma and Student laws, with their slopes in the shape, and the gamma's quantile.
// Fixed numbers of terms, so that one body serves a number and a register; the ranges in which they suffice are stated.
#include <pathwise/base/math_gamma.hpp>
#include <pathwise/base/math_scaled_error_function.hpp>

namespace pathwise::math {

namespace detail {

/// A value and its derivative in one variable.
template <class T>
struct dual {
  T value, slope;
  [[gnu::always_inline]] friend constexpr dual operator+(dual a, dual b) {
    return {a.value + b.value, a.slope + b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator-(dual a, dual b) {
    return {a.value - b.value, a.slope - b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator*(dual a, dual b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator/(dual a, dual b) {
    const T quotient = a.value / b.value;
    return {quotient, (a.slope - quotient * b.slope) / b.value};
  }
};
template <class N>
struct constant_of {
  template <class T>
  [[gnu::always_inline]] static constexpr N make(double x) {
    if constexpr (std::is_same_v<N, T>)
      return lit<T>(x);
    else
      return {lit<T>(x), lit<T>(0)};
  }
};

/// Sum of x^n / ((a + 1) ... (a + n)) over n >= 0: P(a, x) but for its factor. N is T or a dual.
template <class T, class N>
[[gnu::always_inline]] constexpr N gamma_series(N a, N x) {
  constexpr int terms = is_float<T> ? 48 : 112;
  const N one = constant_of<N>::template make<T>(1);
  N sum = one, term = one;
  for (int n = 1; n <= terms; ++n) {
    term = term * (x / (a + constant_of<N>::template make<T>(n)));
    sum = sum + term;
  }
  return sum;
}
/// The continued fraction of Q(a, x) but for its factor, from its far end. Source: DLMF 8.9.2.
template <class T, class N>
[[gnu::always_inline]] constexpr N gamma_fraction(N a, N x) {
  constexpr int terms = is_float<T> ? 28 : 80;
  const auto number = [](int n) { return constant_of<N>::template make<T>(n); };
  N t = x - a + number(2 * terms + 1);
  for (int n = terms; n > 0; --n) t = (x - a + number(2 * n - 1)) + number(n) * (a - number(n)) / t;
  return number(1) / t;
}
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

/// Beyond it, exp(-x) has underflowed, and Q(a, x) with it.
template <class T>
inline constexpr double gamma_end = is_float<T> ? 300 : 1500;

template <class T>
struct gamma_probabilities {
  T lower, upper, density_times_x;  // P, Q and x^a e^-x / Gamma(a)
};
template <class T>
[[gnu::always_inline]] constexpr gamma_probabilities<T> gamma_both(T a, T x) {
  const T one = lit<T>(1);
  const auto small = less(x, a + one);
  const T factor = exp(a * log(x) - x - lgamma(a));
  const T lower = factor / a * gamma_series<T>(a, select(small, x, one));
  const T upper = factor * gamma_fraction<T>(a, select(small, a + one, x));
  return {select(small, lower, one - upper), select(small, one - lower, upper), factor};
}

}  // namespace detail

/// Q(a, x), the probability that a gamma variable of shape a and rate 1 is beyond x. Domain: 0 < a <= 50, x >= 0.
template <class T>
[[gnu::always_inline]] constexpr T gamma_tail(T a, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(x)) return x;
  const auto positive = !less_equal(x, lit<T>(0));  // a NaN goes through
  const auto beyond = less(lit<T>(detail::gamma_end<T>), x);
  const T inner = select(positive, select(beyond, lit<T>(1), x), lit<T>(1));
  return select(beyond, lit<T>(0), select(positive, detail::gamma_both(a, inner).upper, lit<T>(1)));
}
/// The derivative of Q(a, x) in a.
template <class T>
[[gnu::always_inline]] constexpr T gamma_tail_slope(T a, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(x)) return x;
  using number = detail::dual<T>;
  const T zero = lit<T>(0), one = lit<T>(1);
  const auto inside = !less_equal(x, zero), beyond = less(lit<T>(detail::gamma_end<T>), x);
  const T y = select(inside, select(beyond, one, x), one);
  const auto small = less(y, a + one);
  const T log_y = log(y), factor = exp(a * log_y - y - lgamma(a));
  const number shape{a, one};
  const number series = detail::gamma_series<T>(shape, number{select(small, y, one), zero});
  const number fraction = detail::gamma_fraction<T>(shape, number{select(small, a + one, y), zero});
  const T lower = factor / a * ((log_y - digamma(a + one)) * series.value + series.slope);
  const T upper = factor * ((log_y - digamma(a)) * fraction.value + fraction.slope);
  return select(inside, select(beyond, zero, select(small, -lower, upper)), zero);
}

/// The x at which P(a, x) = p, given q = 1 - p as well: the smaller of the two is used. Domain: 0.01 <= a <= 50, 0 < p
/// < 1.
template <class T>
[[gnu::always_inline]] constexpr T gamma_quantile(T a, T p, T q) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(p)) return p;
  const T one = lit<T>(1), tiny = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min());
  const auto lower_side = less(p, q);
  const T log_tail = log(max(tiny, min(p, q)));
  // Wilson and Hilferty (1931), and the leading term near 0 where that is negative or a small.
  const T z = lit<T>(1.4142135623730951) * log_erfc_inverse(log_tail + lit<T>(0.69314718055994531));
  const T ninth = one / (lit<T>(9) * a), root = one - ninth + select(lower_side, -z, z) * sqrt(ninth);
  const T leading = exp((log(max(tiny, p)) + lgamma(a + one)) / a);
  const auto central = less(lit<T>(0.3), root);
  T x = select(central, a * root * root * root, leading);
  x = select(less(a, lit<T>(0.6)), select(lower_side, leading, max(leading, -log_tail - lit<T>(1))), x);
  // Newton's method for the logarithm of the smaller tail, in log x below and in x above.
  for (int i = 0; i < (is_float<T> ? 7 : 9); ++i) {
    x = max(tiny, min(lit<T>(detail::gamma_end<T>), x));
    const auto at = detail::gamma_both(a, x);
    const T tail = max(tiny, select(lower_side, at.lower, at.upper));
    const T step = (log_tail - log(tail)) * tail / max(tiny, at.density_times_x);
    const T bounded = max(lit<T>(-2), min(lit<T>(2), step));
    x = select(lower_side, x * exp(bounded), x * max(lit<T>(0.1), one - bounded));
  }
  return x;
}

namespace detail {

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
