#pragma once
// The quantile of the beta law, as a logit.
#include <pathwise/base/math_incomplete_beta.hpp>

namespace pathwise::math {

namespace detail {

/// log(a B(a, b)): far below its mean the law's tail is x^a / (a B(a, b)). The norms, not logarithms of Gamma, which
/// for large b cancel.
template <class T>
[[gnu::always_inline]] constexpr T log_beta_leading(T a, T b) {
  return lgamma(a + lit<T>(1)) + a - b * log1p(a / b) - a * log(a + b) - log_gamma_norm(b) + log_gamma_norm(a + b);
}

/// log of the probability below logit x = y, and the rise of that logarithm with y.
template <class T>
struct beta_tail_logarithm {
  T value, rise;
};
/// Seen from the nearer end of [0, 1], so that c = x or 1 - x has its digits.
template <class T>
[[gnu::always_inline]] constexpr beta_tail_logarithm<T> log_beta_tail(T a, T b, T y) {
  const T zero = lit<T>(0), one = lit<T>(1), tiny = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min());
  const auto turned = less(zero, y);
  const T fall = exp(-abs(y)), c = fall / (one + fall);
  const auto at = beta_at<false>(select(turned, b, a), select(turned, a, b), c);
  const T own = at.log_density + log(max(tiny, at.share));
  const T other = log1p(-min(lit<T>(1) - lit<T>(std::numeric_limits<scalar_of<T>>::epsilon()), exp(min(zero, own))));
  const T value = select(turned, select(at.lower, other, own), select(at.lower, own, other));
  return {value, exp(min(lit<T>(is_float<T> ? 80 : 700), at.log_density - value))};
}

/// Where between its two bounds a search for the quantile begins: a normal approximation. Source: Abramowitz and Stegun
/// 26.5.22, for concentrations above 1; below, the bounds lead.
template <class T>
[[gnu::always_inline]] constexpr T beta_quantile_near(T a, T b, T log_tail) {
  const T one = lit<T>(1), z = normal_score(log_tail);
  const T in_a = one / max(lit<T>(0.2), lit<T>(2) * a - one), in_b = one / max(lit<T>(0.2), lit<T>(2) * b - one);
  const T lambda = (z * z - lit<T>(3)) * lit<T>(1.0 / 6), h = lit<T>(2) / (in_a + in_b);
  const T w =
      z * sqrt(max(lit<T>(0), h + lambda)) / h - (in_b - in_a) * (lambda + lit<T>(5.0 / 6) - lit<T>(2.0 / 3) / h);
  return log(a / b) - lit<T>(2) * w;
}

}  // namespace detail

/// logit x for the x below which a beta variable lies with probability p. Of the upper tail: the opposite of the lower
/// tail's with a and b exchanged. Domain: a, b > 0, 0 <= p <= 1; infinite at 0 and at 1. Condition: as right as the
/// logarithm of `beta_lower_tail` is, over its rise with logit x, for a and b from 1e-3 to 1e5. Newton's method for the
/// logarithm of the smaller tail, which is concave in logit x, so that it converges from wherever it begins; x^a / (a
/// B) and its mirror image bound it. Each number ends by its own measure, whatever the rest of its register does.
template <class T>
[[gnu::noinline]] constexpr T beta_logit_quantile(T a, T b, T p) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(p)) return p;
  const T zero = lit<T>(0), one = lit<T>(1), half = lit<T>(0.5);
  const T tiny = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min());
  const T infinity = math_of<T>::splat(detail::infinity<T>), none = math_of<T>::splat(detail::not_a_number<T>);
  const auto low = less_equal(p, half);
  const T first = select(low, a, b), second = select(low, b, a);
  const T tail = max(tiny, select(low, p, one - p)), log_tail = log(tail);
  const T least = (log_tail + detail::log_beta_leading(first, second)) / first;
  const T most = -(log1p(-min(half, tail)) + detail::log_beta_leading(second, first)) / second;
  // Where x or 1 - x nears the end of the type a bound is the quantile itself.
  const T reach = lit<T>(is_float<T> ? 80 : 700);
  const auto beyond_least = less(least, -reach), beyond_most = less(reach, most);
  T y = max(least, min(most, detail::beta_quantile_near(first, second, log_tail)));
  auto open = less_equal(abs(least), reach);
  y = select(beyond_least, least, min(reach, max(-reach, y)));
  constexpr int limit = 64;
  constexpr double unit = is_float<T> ? 0x1p-23 : 0x1p-52;
  for (int i = 0; i < limit && any<T>(open); ++i) {
    const auto at = detail::log_beta_tail(first, second, y);
    const T next = max(least, min(min(most, reach), y - (at.value - log_tail) / at.rise));
    const T moved = abs(next - y), room = lit<T>(2 * unit) * max(one, abs(y));
    y = select(open, next, y);
    const auto far = less(room, moved);
    open = open & far;
  }
  y = select(beyond_most, select(less_equal(reach, y), most, y), y);
  y = select(low, y, -y);
  y = select(less(zero, p), select(less(p, one), y, infinity), -infinity);
  return select(less_equal(zero, p), select(less_equal(p, one), y, none), none);
}

}  // namespace pathwise::math
