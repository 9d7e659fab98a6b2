#pragma once
// erf, erfc and erfinv. One body for float and double, one number or a register.
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_extended.hpp>
#include <pathwise/base/math_logarithm.hpp>
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

namespace detail {

/// How many low bits to drop so that what is left has an exact square.
template <class T>
inline constexpr int half_fraction = is_float<T> ? 12 : 27;

/// erf(x) for |x| < 1.
template <class T>
[[gnu::always_inline]] constexpr T erf_near_zero(T x) {
  const T z = x * x;
  if constexpr (is_float<T>) {
    const T p = polynomial(z, 0.128379136, -0.376124471, 0.112813205, -0.026748864, 0.00496750744, -0.000586208364);
    return fma(x, p, x);
  } else {
    const T p =
        polynomial(z, 0.12837916709551256, -0.37612638903183521, 0.11283791670944185, -0.026866170643111469,
                   0.0052239776061184734, -0.00085483259293144985, 0.00012055293576901036, -1.4924712302020164e-05,
                   1.6447131571431082e-06, -1.6206313759818312e-07, 1.3710980404347322e-08, -7.779468501688952e-10);
    return fma(x, p, x);
  }
}

/// 1 - erf(x) for x in [0.9, 4] to the accuracy that 1 minus it needs: exp of a polynomial.
template <class T>
[[gnu::always_inline]] constexpr T erfc_rough(T x) {
  const T p = polynomial(x, 1.12854147, 0.635673165, 0.105169483, -0.0225756038, 0.00286911312, -2.74321828e-05,
                         -4.99410817e-05, 5.29705312e-06);
  return exp_nonpositive(-(p * x));
}

/// (1 + 2x) exp(x^2) erfc(x) as a polynomial in t = (x - k) / (x + k), k = 2 (float) or 4 (double), but for its
/// constant: t times what is returned is to be added to `erfc_constant`.
template <class T>
inline constexpr double erfc_constant = is_float<T> ? 1.27697837 : 1.2329951186255526;
template <class T>
[[gnu::always_inline]] constexpr T erfc_polynomial(T t) {
  if constexpr (is_float<T>) {
    return polynomial(t, -0.0927638933, -0.166031361, 0.164053157, -0.0542051382, -0.00804460514, 0.00863843225,
                      0.00127338874, -0.00125338335, -0.000364625739, 2.64900027e-05);
  } else {
    return polynomial(t, -0.13962111684056322, 0.015379652102606728, 0.068097054254767531, -0.1010390660355906,
                      0.093732834996063968, -0.066330365827690294, 0.037167515568099975, -0.016197733884034417,
                      0.0050319697665895217, -0.00075777443268267247, -0.00019925591330229226, 0.00015062636445710653,
                      -2.4400561411120578e-05, -1.1234245906388334e-05, 5.7095500699392922e-06, 3.1380989154981513e-07,
                      -8.2043296072534897e-07, 5.5128421007670725e-08, 1.0160336425796426e-07, -7.9832755755609534e-09,
                      -8.3689688923038243e-09);
  }
}

/// erfc(x) for 0 <= x <= 27.3, as exp(-x^2) g / (1 + 2x) (Shepherd and Laframboise 1981). The rounding of each of the
/// three is kept and put back into the quotient, and the square is taken in two exact parts: plain, it is wrong by 4
/// units in the last place.
template <class T>
[[gnu::always_inline]] constexpr T erfc_nonnegative(T x) {
  using m = math_of<T>;
  const T one = lit<T>(1), k = lit<T>(is_float<T> ? 2 : 4), t = (x - k) / (x + k), c = lit<T>(erfc_constant<T>);
  const T slope = erfc_polynomial(t), g = fma(t, slope, c), g_rest = fma(t, slope, c - g);
  const T head = m::from_bits((m::bits(x) >> half_fraction<T>) << half_fraction<T>);
  const auto parts = take_apart_exp(-(head * head), exponent_bias<T> + 64);
  const T fraction = expm1_near_zero(parts.r - (x - head) * (x + head));
  const T e = one + fraction, e_rest = (one - e) + fraction;
  const T divisor = fma(lit<T>(2), x, one), divisor_rest = fma(lit<T>(2), x, one - divisor), inverse = one / divisor;
  const T product = e * g, product_rest = fma(e, g, -product) + fma(e, g_rest, e_rest * g);
  const T quotient = product * inverse;
  const T rest = fma(-quotient, divisor, product) + fma(-quotient, divisor_rest, product_rest);
  return fma(rest, inverse, quotient) * power_in_low_bits(parts.shifted) * lit<T>(0x1p-64);
}

}  // namespace detail

/// The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x; +-1 at the far ends.
template <class T>
[[gnu::always_inline]] constexpr T erf(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::erf(x);
  else {
    const T magnitude = min(lit<T>(is_float<T> ? 4.0 : 6.0), abs(x));
    const T near = detail::erf_near_zero(magnitude);
    T tail;
    if constexpr (is_float<T>)
      tail = detail::erfc_rough(magnitude);
    else
      tail = detail::erfc_nonnegative(magnitude);
    return copysign(select(less(magnitude, lit<T>(is_float<T> ? 0.95 : 1.0)), near, lit<T>(1) - tail), x);
  }
}

/// 1 - erf(x) without cancellation for large x; 2 at -inf, 0 above 10.06 (double 26.55).
template <class T>
[[gnu::always_inline]] constexpr T erfc(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::erfc(x);
  else {
    const T magnitude = min(lit<T>(is_float<T> ? 10.5 : 27.25), abs(x));
    const T tail = detail::erfc_nonnegative(magnitude);
    const T far = select(less(x, lit<T>(0)), lit<T>(2) - tail, tail);
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && magnitude >= T(0.5)) return far;  // the series would overflow for large x
    }
    const T near = lit<T>(1) - detail::erf_near_zero(x);
    return select(less(magnitude, lit<T>(0.5)), near, far);
  }
}

namespace detail {

/// erfinv(x) / x as a function of w = -log(1 - x^2): one polynomial in w below 5, one in sqrt(w) above (the form is
/// that of Giles 2010). Relative error 2e-8 and 4e-8; in double, where Halley's step follows, 1.2e-6 up to w = 37.
template <class T>
[[gnu::always_inline]] constexpr T erfinv_over_x(T w) {
  const T c = w - lit<T>(2.28125);
  const T central = polynomial(c, 1.44727051, 0.248278871, -0.00329219038, -0.00144540682, 0.000221121154,
                               3.37458452e-08, -4.13766975e-06, 4.10369097e-07, 4.05399305e-08, -8.79101414e-09);
  const T root = sqrt(max(w, lit<T>(0)));
  T tail;
  if constexpr (is_float<T>) {
    tail = polynomial(root - lit<T>(2.921875), 2.75478244, 1.0000478, 0.011461596, -0.00964822993, 0.00722763361,
                      -0.00429186039, 0.00146046176, 0.000161311356, -0.000392674177, 0.000116833478);
  } else {
    tail = polynomial(root - lit<T>(4), 3.83978152, 1.00951064, 0.00129106129, -0.000941534527, 0.000259252789,
                      -2.78744701e-05, 8.90657393e-05, -7.89140176e-05, 1.80386742e-05);
  }
  return select(less(w, lit<T>(5)), central, tail);
}

/// One step of Halley's method from y towards erf(y) = x >= 0: three times the digits. The residual is taken in erfc
/// where x is near 1, since 1 - x is exact there.
template <class T>
[[gnu::always_inline]] constexpr T erfinv_step(T y, T x) {
  const T by_erf = erf(y) - x, by_erfc = (lit<T>(1) - x) - erfc(y);
  const T residual = select(less(x, lit<T>(0.5)), by_erf, by_erfc);
  const T step = residual * lit<T>(0.886226925452758) * exp(y * y);  // sqrt(pi) / 2
  return y - step / fma(y, step, lit<T>(1));
}

}  // namespace detail

/// The inverse of erf. Domain: -1 <= x <= 1; +-infinity at +-1, NaN beyond.
template <class T>
[[gnu::always_inline]] constexpr T erfinv(T x) {
  if (detail::is_constant_nan(x)) return x;
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
