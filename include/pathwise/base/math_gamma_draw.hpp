#pragma once
// A draw of the gamma law from a bounded number of numbers of noise.
#include <pathwise/base/math_incomplete_gamma.hpp>

namespace pathwise::math {

namespace detail {

/// log(1 + t) - t + t^2 / 2 - t^3 / 3, to the last digits where t is near 0. Domain: t > -1.
template <class T>
[[gnu::always_inline]] constexpr T log1p_beyond_cube(T t, T log1p_of_t) {
  constexpr int terms = is_float<T> ? 9 : 22;
  const T width = lit<T>(0.25), inner = max(-width, min(width, t));
  T sum = lit<T>(0);
  for (int k = terms; k >= 4; --k) sum = fma(sum, inner, lit<T>(k % 2 == 0 ? -1.0 / k : 1.0 / k));
  const T power = square(square(inner)),
          far = log1p_of_t - t * fma(t, fma(t, lit<T>(1.0 / 3), lit<T>(-0.5)), lit<T>(1));
  return select(less(abs(t), width), sum * power, far);
}

/// One try of Marsaglia and Tsang's for a gamma variable of shape d + 1/3, of a normal number and an exponential one.
template <class T>
struct gamma_try {
  T log_ratio;   // the logarithm of what it proposes over d
  T log_chance;  // the logarithm of its chance to be taken
};
template <class T>
[[gnu::always_inline]] constexpr gamma_try<T> gamma_try_of(T d, T normal) {
  const T t = normal / (lit<T>(3) * sqrt(d)), inner = max(lit<T>(-0.99), t), log_root = log1p(inner);
  const T chance = lit<T>(3) * d * log1p_beyond_cube(inner, log_root);
  return {lit<T>(3) * log_root, select(less(t, lit<T>(-0.99)), lit<T>(-80), max(lit<T>(-80), min(lit<T>(0), chance)))};
}

/// Above every log(x / a): a number beyond stands for a try that was refused, and by so much more for the exponential
/// number that is left.
template <class T>
inline constexpr double gamma_refused = is_float<T> ? 128 : 4096;
/// The exponential number that a refused try has left: at least a quarter of the unit that it was rounded to.
template <class T>
[[gnu::always_inline]] constexpr T left_of_refused(T tried) {
  return max(lit<T>(is_float<T> ? 0x1p-18 : 0x1p-42), tried - lit<T>(gamma_refused<T>));
}

template <class T>
[[gnu::always_inline]] constexpr T gamma_log_try(T a, T normal, T exponential) {
  const T d = a + lit<T>(2.0 / 3);
  const gamma_try<T> made = gamma_try_of(d, normal);
  const auto taken = less(-made.log_chance, exponential);
  const T y = log1p(lit<T>(2.0 / 3) / a) + made.log_ratio - (exponential + made.log_chance) / a;
  if (!any<T>(!taken)) return y;
  // What is refused lies below a chance, each place as likely.
  const T over = select(taken, lit<T>(0.5), exponential), most = select(taken, lit<T>(-1), made.log_chance);
  return select(taken, y, lit<T>(gamma_refused<T>) - log(expm1(-over) / expm1(most)));
}

}  // namespace detail

/// log(x / a) of a gamma variable x of shape a and rate 1, by a try of Marsaglia and Tsang's with a normal number and
/// an exponential one; where it is refused (at most once in 20) a number that says so, for `gamma_next_try`. x = y
/// exp(-r / a), y of shape a + 1, is what the try proposes, and r what it leaves of the exponential number, since those
/// have no memory. Domain: a > 0. Source: Marsaglia and Tsang 2000, and their note on shapes below 1.
template <class T>
[[gnu::noinline]] constexpr T gamma_first_try(T a, T normal, T exponential) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(normal)) return a;
  return detail::gamma_log_try(a, normal, exponential);
}
/// What was tried before, or where that was refused another try.
template <class T>
[[gnu::noinline]] constexpr T gamma_next_try(T a, T normal, T before) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(normal) || detail::is_constant_nan(before)) return a;
  const T limit = lit<T>(detail::gamma_refused<T>);
  const auto refused = less_equal(limit, before);
  if (!any<T>(refused)) return before;
  return select(
      refused, detail::gamma_log_try(a, normal, select(refused, detail::left_of_refused(before), lit<T>(100))), before);
}
/// What was tried, or where all was refused the quantile at what is left.
template <class T>
[[gnu::noinline]] constexpr T gamma_log_draw(T a, T tried) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(tried)) return a;
  const T limit = lit<T>(detail::gamma_refused<T>);
  const auto refused = less_equal(limit, tried);
  if (!any<T>(refused)) return tried;
  const T rest = select(refused, detail::left_of_refused(tried), lit<T>(1));
  return select(refused, gamma_log_quantile(a, -expm1(-rest), exp(-rest)), tried);
}

}  // namespace pathwise::math
