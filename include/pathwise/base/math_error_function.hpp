#pragma once
// erf, erfc and erfinv. One body for float and double, one number or a register.
#include "pathwise/base/math_exponential.hpp"
#include "pathwise/base/math_extended.hpp"
#include "pathwise/base/math_logarithm.hpp"
#include "pathwise/base/math_primitives.hpp"

namespace pathwise::math {

namespace detail {

/// erf(x) for |x| < 1.
template <class T>
[[gnu::always_inline]] constexpr T erf_near_zero(T x) {
  const T z = x * x;
  if constexpr (is_float<T>) {
    const T p = polynomial(z, 0.128379136, -0.376124471, 0.112813205, -0.026748864, 0.00496750744, -0.000586208364);
    return fma(x, p, x);
  } else {
    const T p = polynomial(z, 0.12837916709551256, -0.37612638903183521, 0.11283791670944185, -0.026866170643111469,
                           0.0052239776061184734, -0.00085483259293144985, 0.00012055293576901036, -1.4924712302020164e-05,
                           1.6447131571431082e-06, -1.6206313759818312e-07, 1.3710980404347322e-08, -7.779468501688952e-10);
    return fma(x, p, x);
  }
}

/// erfc(x) for x >= 0, as exp(-x^2) g / (1 + 2x), g a polynomial in (x - k) / (x + k) (Shepherd and Laframboise 1981).
template <class T>
[[gnu::always_inline]] constexpr T erfc_nonnegative(T x) {
  const T k = lit<T>(is_float<T> ? 2 : 4), t = (x - k) / (x + k);
  T g;
  if constexpr (is_float<T>) {
    g = polynomial(t, 1.27697837, -0.0927638933, -0.166031361, 0.164053157, -0.0542051382, -0.00804460514, 0.00863843225,
                   0.00127338874, -0.00125338335, -0.000364625739, 2.64900027e-05);
  } else {
    g = polynomial(t, 1.2329951186255526, -0.13962111684056322, 0.015379652102606728, 0.068097054254767531,
                   -0.1010390660355906, 0.093732834996063968, -0.066330365827690294, 0.037167515568099975,
                   -0.016197733884034417, 0.0050319697665895217, -0.00075777443268267247, -0.00019925591330229226,
                   0.00015062636445710653, -2.4400561411120578e-05, -1.1234245906388334e-05, 5.7095500699392922e-06,
                   3.1380989154981513e-07, -8.2043296072534897e-07, 5.5128421007670725e-08, 1.0160336425796426e-07,
                   -7.9832755755609534e-09, -8.3689688923038243e-09);
  }
  const T square = x * x, rest = fma(x, x, -square), e = exp_nonpositive(-square);
  return (fma(-rest, e, e) * g) / fma(lit<T>(2), x, lit<T>(1));
}

}  // namespace detail

/// The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x; +-1 at the far ends.
template <class T>
[[gnu::always_inline]] constexpr T erf(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::erf(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && detail::is_nan(x)) return x;
    }
    const T magnitude = min(lit<T>(is_float<T> ? 4.0 : 6.0), abs(x));
    const T near = detail::erf_near_zero(magnitude);
    const T far = lit<T>(1) - detail::erfc_nonnegative(magnitude);
    return copysign(select(less(magnitude, lit<T>(is_float<T> ? 0.95 : 1.0)), near, far), x);
  }
}

/// 1 - erf(x) without cancellation for large x; 2 at -inf, 0 above 10.06 (double 26.55).
template <class T>
[[gnu::always_inline]] constexpr T erfc(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::erfc(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && detail::is_nan(x)) return x;
    }
    const T magnitude = min(lit<T>(is_float<T> ? 10.5 : 28.0), abs(x));
    const T tail = detail::erfc_nonnegative(magnitude);
    const T near = lit<T>(1) - detail::erf_near_zero(x);
    const T far = select(less(x, lit<T>(0)), lit<T>(2) - tail, tail);
    return select(less(magnitude, lit<T>(0.5)), near, far);
  }
}

namespace detail {

/// Giles (2010), table 5: erfinv to about 3e-7, w = -log(1 - x^2).
template <class T>
[[gnu::always_inline]] constexpr T erfinv_over_x(T w) {
  const T c = w - lit<T>(2.5), t = sqrt(max(w, lit<T>(0))) - lit<T>(3);
  const T central = polynomial(c, 1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-06,
                               -3.5233877e-06, 3.43273939e-07, 2.81022636e-08);
  const T tail = polynomial(t, 2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844,
                            0.00134934322, 0.000100950558, -0.000200214257);
  return select(less(w, lit<T>(5)), central, tail);
}

/// One step of Halley's method from y towards erf(y) = x >= 0: three times the digits. The residual is taken in erfc where x is
/// near 1, since 1 - x is exact there.
template <class T>
[[gnu::always_inline]] constexpr T erfinv_step(T y, T x) {
  const T by_erf = erf(y) - x, by_erfc = (lit<T>(1) - x) - erfc(y);
  const T residual = select(less(x, lit<T>(0.5)), by_erf, by_erfc);
  const T step = residual * lit<T>(0.886226925452758) * exp(y * y);   // sqrt(pi) / 2
  return y - step / fma(y, step, lit<T>(1));
}

}  // namespace detail

/// The inverse of erf. Domain: -1 <= x <= 1; +-infinity at +-1, NaN beyond.
template <class T>
[[gnu::always_inline]] constexpr T erfinv(T x) {
  using number = scalar_of<T>;
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated() && !(x > -1 && x < 1)) {
      return x == 1 || x == -1 ? copysign(detail::infinity<T>, x) : detail::not_a_number<T>;
    }
  }
  const T magnitude = abs(x);
  const T w = -log((lit<T>(1) - magnitude) * (lit<T>(1) + magnitude));
  T y = detail::erfinv_over_x(w) * magnitude;
  if constexpr (!is_float<T>) y = detail::erfinv_step(y, magnitude);
  if constexpr (std::is_same_v<number, long double>) y = detail::erfinv_step(y, magnitude);
  const T ends = select(equal(magnitude, lit<T>(1)), math_of<T>::splat(detail::infinity<T>),
                        math_of<T>::splat(detail::not_a_number<T>));
  return copysign(select(less(magnitude, lit<T>(1)), y, ends), x);
}

}  // namespace pathwise::math
