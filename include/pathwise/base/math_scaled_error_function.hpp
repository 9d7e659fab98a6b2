#pragma once
// erfc without its factor exp(-x^2), its logarithm, and the inverse of that: what the tails of a normal are made of.
#include <pathwise/base/math_error_function.hpp>

namespace pathwise::math {

namespace detail {

/// exp(x^2) erfc(x) for x >= 0: the polynomial of erfc as far as it was fitted, then the asymptotic series.
/// Source: DLMF 7.12.1.
template <class T>
[[gnu::always_inline]] constexpr T erfcx_nonnegative(T x) {
  const T k = lit<T>(is_float<T> ? 2 : 4), one = lit<T>(1), end = lit<T>(is_float<T> ? 10 : 27);
  const T inner = min(end, x), t = (inner - k) / (inner + k);
  const T near = fma(t, erfc_polynomial(t), lit<T>(erfc_constant<T>)) / fma(lit<T>(2), inner, one);
  const T outer = max(end, x), z = lit<T>(0.5) / outer / outer;
  const T series = polynomial(z, 1, -1, 3, -15, 105, -945, 10395);
  return select(less(x, end), near, lit<T>(0.56418958354775629) / outer * series);
}

}  // namespace detail

/// exp(x^2) erfc(x): 1 / (x sqrt(pi)) for large x; above the range of T below -9.4 (double -26.6).
template <class T>
[[gnu::always_inline]] constexpr T erfcx(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T magnitude = abs(x), tail = detail::erfcx_nonnegative(magnitude);
  const auto negative = less(x, lit<T>(0));
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated()) return x < 0 ? 2 * exp(min(T(11000), x * x)) - tail : tail;
  }
  return select(negative, lit<T>(2) * exp(magnitude * magnitude) - tail, tail);
}

/// log erfc(x), finite for every finite x whose square is.
template <class T>
[[gnu::always_inline]] constexpr T log_erfc(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T far = max(lit<T>(0.5), x);
  const T tail = log(detail::erfcx_nonnegative(far)) - far * far;
  return select(less(x, lit<T>(0.5)), log1p(-erf(min(lit<T>(0.5), x))), tail);
}

/// The x at which log erfc(x) = y. Domain: y <= log 2; NaN above. Condition: near log 2 the answer is as uncertain as
/// y.
template <class T>
[[gnu::always_inline]] constexpr T log_erfc_inverse(T y) {
  if (detail::is_constant_nan(y)) return y;
  const T far = min(lit<T>(-1), y);
  // From x^2 = -y - log(x sqrt(pi)) by iteration; then Newton's method, whose derivative is -2 / (sqrt(pi) erfcx(x)).
  T x = sqrt(-far);
  x = sqrt(max(lit<T>(0.2), -far - log(lit<T>(1.7724538509055160) * x)));
  for (int i = 0; i < (is_float<T> ? 3 : 4); ++i) {
    const T scaled = detail::erfcx_nonnegative(x);
    const T residual = (log(scaled) - x * x) - far;
    x = max(lit<T>(0.2), x + lit<T>(0.88622692545275801) * scaled * residual);
  }
  const T infinity = math_of<T>::splat(detail::infinity<T>);
  const T tail = select(equal(y, -infinity), infinity, x);
  return select(less(y, lit<T>(-1)), tail, erfinv(-expm1(max(lit<T>(-1), y))));
}

}  // namespace pathwise::math
