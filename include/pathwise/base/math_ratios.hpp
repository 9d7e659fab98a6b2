#pragma once
// Ratios whose plain forms are 0 / 0 at the origin, with their derivatives: expm1(x) / x, log1p(x) / x, coth(x) - 1 /
// x. The order is an operand, so that the derivative of one is another of the same kind.
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_logarithm.hpp>

namespace pathwise::math {

namespace detail {

/// options[order], for whole orders 0 to 3; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T by_order(T order, const T (&options)[4]) {
  T result = math_of<T>::splat(not_a_number<T>);
  for (int k = 0; k < 4; ++k) result = select(equal(order, lit<T>(k)), options[k], result);
  return result;
}

}  // namespace detail

/// The integral of t^k exp(x t) over [0, 1]: expm1(x) / x for k = 0, of which it is the k-th derivative.
/// Domain: k = 0, 1, 2, 3; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T expm1_ratio(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  // Near 0 the series, sum of x^j / (j! (j + k + 1)); elsewhere by parts, I_k = (exp(x) - k I_(k-1)) / x.
  const T inner = max(lit<T>(-1), min(lit<T>(1), x));
  const auto near = less(abs(x), lit<T>(1));
  const T outer = select(near, lit<T>(1), x), whole = exp(outer);
  const T infinity = math_of<T>::splat(detail::infinity<T>);
  T options[4];
  T last = expm1(outer) / outer;
  for (int k = 0; k < 4; ++k) {
    T sum = lit<T>(0);
    constexpr int terms = is_float<T> ? 10 : 19;
    for (int j = terms; j >= 0; --j) {
      double factorial = 1;
      for (int i = 2; i <= j; ++i) factorial *= i;
      sum = fma(sum, inner, lit<T>(1.0 / (factorial * (j + k + 1))));
    }
    if (k > 0) last = (whole - lit<T>(k) * last) / outer;
    options[k] = select(near, sum, select(equal(whole, infinity), infinity, last));
  }
  return detail::by_order(order, options);
}

/// The integral of t^k / (1 + x t)^(k + 1) over [0, 1]: log1p(x) / x for k = 0; its derivative is -(k + 1) times that
/// of order k + 1. Domain: k = 0, 1, 2, 3, x > -1; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T log1p_ratio(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  // With h = 1 / (1 + x) it is the integral of w^k / (1 - x w) over [0, h]: a series in x h near 0, elsewhere
  // L_k = (L_(k-1) - h^k / k) / x.
  const auto near = less(abs(x - lit<T>(0.25)), lit<T>(0.5));  // -1/4 to 3/4
  const T inner = select(near, x, lit<T>(0)), h = lit<T>(1) / (lit<T>(1) + x),
          inner_h = lit<T>(1) / (lit<T>(1) + inner);
  const T outer = select(near, lit<T>(1), x), outer_h = select(near, lit<T>(0.5), h), ratio = inner * inner_h;
  T options[4];
  T last = log1p(outer) / outer, power = outer_h, inner_power = inner_h;
  for (int k = 0; k < 4; ++k) {
    T sum = lit<T>(0);
    constexpr int terms = is_float<T> ? 18 : 42;
    for (int j = terms; j >= 0; --j) sum = fma(sum, ratio, lit<T>(1.0 / (j + k + 1)));
    if (k > 0) {
      last = (last - power / lit<T>(k)) / outer;
      power = power * outer_h;
    }
    options[k] = select(near, inner_power * sum, last);
    inner_power = inner_power * inner_h;
  }
  return detail::by_order(order, options);
}

/// The k-th derivative of the Langevin function coth(x) - 1 / x. Domain: k = 0, 1, 2, 3; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T langevin(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  // Near 0: 2 x / (x^2 + pi^2), the share of the nearest poles, and the series of the rest, whose coefficients of
  // x^(2j - 1) are 2 (-1)^(j + 1) (zeta(2j) - 1) / pi^2j.
  constexpr double series[] = {
      0.13069096604865779,    -0.00169025771285355184,  0.0000360791698104118099, -8.59428333224307548e-7,
      2.12407018538660306e-8, -5.32499748401109974e-10, 1.34284116880441485e-11,  -3.39484226104179053e-13,
      8.5918722941302652e-15, -2.17552276722481675e-16, 5.50973915567658213e-18,  -1.39552936294380445e-19,
      3.5348003610678083e-21, -8.95362248735162576e-23, 2.26796427992789667e-24,  -5.74480398426409704e-26};
  constexpr int terms = is_float<T> ? 9 : 16;
  const auto near = less(abs(x), lit<T>(1.5));
  const T inner = select(near, x, lit<T>(0)), z = inner * inner, outer = select(near, lit<T>(1.5), x);
  const T pole = lit<T>(2) / (z + lit<T>(9.8696044010893586)), of_pole = z * pole;
  const T poles[4] = {inner * pole, pole - of_pole * pole, inner * pole * pole * (lit<T>(2) * of_pole - lit<T>(3)),
                      pole * pole * (lit<T>(12) * of_pole - lit<T>(6) * of_pole * of_pole - lit<T>(3))};
  const T magnitude = abs(outer), e = exp(lit<T>(-2) * magnitude), inverse = lit<T>(1) / outer;
  const T gap = lit<T>(1) - e;
  const T coth = copysign((lit<T>(1) + e) / gap, outer), csch2 = lit<T>(4) * e / (gap * gap);  // 1 / sinh^2
  const T far[4] = {
      coth - inverse, inverse * inverse - csch2, lit<T>(2) * (coth * csch2 - inverse * inverse * inverse),
      lit<T>(6) * inverse * inverse * inverse * inverse - lit<T>(2) * csch2 * (lit<T>(2) * coth * coth + csch2)};
  T options[4];
  for (int k = 0; k < 4; ++k) {
    T sum = lit<T>(0);
    for (int j = terms; j > k / 2; --j) {
      double factor = series[j - 1];
      for (int i = 0; i < k; ++i) factor *= 2 * j - 1 - i;
      sum = fma(sum, z, lit<T>(factor));
    }
    options[k] = select(near, poles[k] + (k % 2 == 0 ? sum * inner : sum), far[k]);
  }
  return detail::by_order(order, options);
}

}  // namespace pathwise::math
