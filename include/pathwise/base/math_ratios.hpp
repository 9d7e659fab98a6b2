#pragma once
// Ratios whose plain forms are 0 / 0 at the origin, with their derivatives: expm1(x) / x, log1p(x) / x, coth(x) - 1 / x.
// The order is an operand, so that the derivative of one is another of the same kind.
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_logarithm.hpp>

namespace pathwise::math {

namespace detail {

template <class T>
[[gnu::always_inline]] constexpr T not_a_number_of() {
  return math_of<T>::splat(std::numeric_limits<scalar_of<T>>::quiet_NaN());
}
/// options[order], for whole orders 0 to 3; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T by_order(T order, const T (&options)[4]) {
  T result = not_a_number_of<T>();
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
    options[k] = select(near, sum, last);
  }
  return detail::by_order(order, options);
}

/// The integral of t^k / (1 + x t)^(k + 1) over [0, 1]: log1p(x) / x for k = 0; its derivative is -(k + 1) times that of
/// order k + 1. Domain: k = 0, 1, 2, 3, x > -1; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T log1p_ratio(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  // With h = 1 / (1 + x) it is the integral of w^k / (1 - x w) over [0, h]: a series in x h near 0, elsewhere
  // L_k = (L_(k-1) - h^k / k) / x.
  const auto near = less(abs(x - lit<T>(0.25)), lit<T>(0.5));  // -1/4 to 3/4
  const T inner = select(near, x, lit<T>(0)), h = lit<T>(1) / (lit<T>(1) + x), inner_h = lit<T>(1) / (lit<T>(1) + inner);
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
  // 2^2j B_2j / (2j)!, the coefficients of x^(2j - 1)
  constexpr double series[] = {0.333333333333333333, -0.0222222222222222222, 0.0021164021164021164, -0.00021164021164021164, 0.0000213777991555769334, -2.16440428080639721e-6, 2.19259478518737778e-7, -2.22146087899796791e-8, 2.25078465168089929e-9, -2.28051512045921829e-10, 2.31064325990026241e-11, -2.3411706819824884e-12, 2.37210174002336543e-13, -2.40344153333077062e-14};
  constexpr int terms = is_float<T> ? 8 : 14;
  const auto near = less(abs(x), lit<T>(1));
  const T inner = select(near, x, lit<T>(0)), z = inner * inner, outer = select(near, lit<T>(1), x);
  const T magnitude = abs(outer), e = exp(lit<T>(-2) * magnitude), inverse = lit<T>(1) / outer;
  const T gap = lit<T>(1) - e;
  const T coth = copysign((lit<T>(1) + e) / gap, outer), csch2 = lit<T>(4) * e / (gap * gap);  // 1 / sinh^2
  const T far[4] = {coth - inverse, inverse * inverse - csch2, lit<T>(2) * (coth * csch2 - inverse * inverse * inverse),
                    lit<T>(6) * inverse * inverse * inverse * inverse -
                        lit<T>(2) * csch2 * (lit<T>(2) * coth * coth + csch2)};
  T options[4];
  for (int k = 0; k < 4; ++k) {
    T sum = lit<T>(0);
    for (int j = terms; j > k / 2; --j) {
      double factor = series[j - 1];
      for (int i = 0; i < k; ++i) factor *= 2 * j - 1 - i;
      sum = fma(sum, z, lit<T>(factor));
    }
    options[k] = select(near, k % 2 == 0 ? sum * inner : sum, far[k]);
  }
  return detail::by_order(order, options);
}

}  // namespace pathwise::math
