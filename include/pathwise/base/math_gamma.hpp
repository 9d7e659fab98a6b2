#pragma once
// log Gamma and its derivatives, for positive arguments. One body for float and double, one number or a register; long
// double runs the double's body, so it is right to about 1e-15 of the largest term.
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_logarithm.hpp>

namespace pathwise::math {

namespace detail {

/// From where on the asymptotic series below are used, and how many unit steps lead there.
template <class T>
inline constexpr int gamma_steps = is_float<T> ? 6 : 10;

/// log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2): Stirling's series. Domain: x >= 3 (float), x >= 10 (double).
/// Source: DLMF 5.11.1.
template <class T>
[[gnu::always_inline]] constexpr T stirling_rest(T x) {
  const T inverse = lit<T>(1) / x, z = inverse * inverse;
  if constexpr (is_float<T>)
    return inverse * polynomial(z, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680);
  else
    return inverse * polynomial(z, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360,
                                1.0 / 156, -3617.0 / 122400);
}
template <class T>
[[gnu::always_inline]] constexpr T stirling(T x) {
  return fma(x - lit<T>(0.5), log(x), (lit<T>(0.91893853320467274) - x) + stirling_rest(x));
}

/// log Gamma(2 + t) for |t| <= 1 in float, by a polynomial with its two zeros taken out.
[[gnu::always_inline]] constexpr auto lgamma_near_two(auto t) {
  using T = decltype(t);
  return (t + lit<T>(1)) * t *
         polynomial(t, 0.42278433510, -0.10031727464, 0.03296498784, -0.01238494322, 0.00499899609, -0.00210224243,
                    0.00091259448, -0.00042515413, 0.00019173968, -0.00005283974, 0.00002388161, -0.00003858047,
                    0.00001809151);
}
/// log Gamma(2 + t) for |t| <= 1/2 in double, by its series: of (-1)^k (zeta(k) - 1) / k.
template <class T>
[[gnu::always_inline]] constexpr T lgamma_series(T t) {
  return t *
         polynomial(t, 0.422784335098467139, 0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479,
                    -0.00738555102867398527, 0.00289051033074152329, -0.00119275391170326098, 0.000509669524743042422,
                    -0.00022315475845357938, 0.0000994575127818085337, -0.0000449262367381331417,
                    0.0000205072127756706916, -9.4394882752683959e-6, 4.3748667899074878e-6, -2.03921575380136624e-6,
                    9.55141213040741983e-7, -4.49246919876456604e-7, 2.12071848055546659e-7, -1.00432248239680996e-7,
                    4.76981016936398057e-8, -2.27110946089431649e-8, 1.08386592148969541e-8, -5.18347504197004666e-9,
                    2.48367454380247832e-9, -1.19214014058609121e-9, 5.73136724167886201e-10, -2.75952288512423315e-10);
}

}  // namespace detail

/// log Gamma(x). Domain: x >= 0; infinite at 0, NaN below.
template <class T>
[[gnu::always_inline]] constexpr T lgamma(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T zero = lit<T>(0), one = lit<T>(1);
  const T infinity = math_of<T>::splat(detail::infinity<T>);
  const T none = math_of<T>::splat(detail::not_a_number<T>);
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated() && !(x > 0 && x <= std::numeric_limits<T>::max())) return x < 0 ? none : infinity;
  }
  T result;
  if constexpr (is_float<T>) {
    const auto below_one = less(x, one);
    const T y = select(below_one, x + one, min(x, lit<T>(3)));
    const T near = detail::lgamma_near_two(y - lit<T>(2)) - select(below_one, log(x), zero);
    result = select(less(x, lit<T>(3)), near, detail::stirling(max(x, lit<T>(3))));
  } else {
    const auto small = less(x, lit<T>(detail::gamma_steps<T>));
    T product = x;
    for (int k = 1; k < detail::gamma_steps<T>; ++k) product = product * (x + lit<T>(k));
    const T raised = select(small, x + lit<T>(detail::gamma_steps<T>), x);
    // A step up or down leads from [0.5, 3.5] to [1.5, 2.5], where Stirling's terms would cancel.
    const auto near = less_equal(abs(x - lit<T>(2)), lit<T>(1.5));
    const auto below = less(x, lit<T>(1.5)), above = less(lit<T>(2.5), x);
    const T centre = select(below, one, select(above, lit<T>(3), lit<T>(2)));
    const T step = select(below, x, select(above, one / (x - one), one));
    const T whole = select(near, detail::lgamma_series(select(near, x - centre, zero)), detail::stirling(raised));
    result = whole - log(select(near, step, select(small, product, one)));
  }
  result = select(less(x, infinity), result, infinity);
  return select(less(zero, x), result, select(equal(x, zero), infinity, none));
}

/// The derivative of log Gamma. Domain: x > 0; -infinity at 0, NaN below.
template <class T>
[[gnu::always_inline]] constexpr T digamma(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T zero = lit<T>(0), one = lit<T>(1);
  const T infinity = math_of<T>::splat(detail::infinity<T>);
  const T none = math_of<T>::splat(detail::not_a_number<T>);
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated() && !(x > 0 && x <= std::numeric_limits<T>::max()))
      return x < 0 ? none : x > 0 ? infinity : -infinity;
  }
  constexpr int steps = is_float<T> ? 4 : 8;  // from there on the asymptotic series holds. Source: DLMF 5.11.2
  const auto small = less(x, lit<T>(steps));
  // 1 / x, and of 1 / (x + 1) + ... + 1 / (x + steps - 1) those as far from the middle two at a time, in one division.
  const T few = min(x, lit<T>(steps)), middle = few + lit<T>(steps / 2);
  T top = one, bottom = middle;
  for (int k = 1; k < steps / 2; ++k) {
    const T product = fma(middle, middle, lit<T>(-k * k));
    top = fma(top, product, lit<T>(2) * middle * bottom);
    bottom = bottom * product;
  }
  const T shift = top / bottom;
  const T raised = select(small, x + lit<T>(steps), x), inverse = one / raised, z = inverse * inverse;
  T rest;
  if constexpr (is_float<T>)
    rest = z * polynomial(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132);
  else
    rest = z * polynomial(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
                          -3617.0 / 8160);
  const T series = log(raised) - fma(lit<T>(0.5), inverse, rest);
  const T result = select(less(x, infinity), select(small, (series - shift) - one / few, series), infinity);
  return select(less(zero, x), result, select(equal(x, zero), -infinity, none));
}

/// log x less digamma(x), which for large x is about 1 / (2 x). Domain: x > 0.
template <class T>
[[gnu::always_inline]] constexpr T log_less_digamma(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T many = lit<T>(detail::gamma_steps<T>), inverse = lit<T>(1) / max(many, x), z = inverse * inverse;
  T rest;
  if constexpr (is_float<T>)
    rest = z * polynomial(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240);
  else
    rest = z * polynomial(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
                          -3617.0 / 8160);
  return select(less(x, many), log(x) - digamma(x), fma(lit<T>(0.5), inverse, rest));
}

namespace detail {

/// The Hurwitz zeta function, the sum of (x + k)^-s over k >= 0, for s > 1 and x > 0, by Euler's and Maclaurin's
/// formula from x + gamma_steps on. Source: DLMF 25.11.28.
template <class T>
[[gnu::always_inline]] constexpr T hurwitz_zeta(T s, T x) {
  constexpr int steps = gamma_steps<T>;
  T sum = lit<T>(0);
  for (int k = steps - 1; k >= 0; --k) sum += exp(-s * log(x + lit<T>(k)));
  const T y = x + lit<T>(steps), inverse = lit<T>(1) / y, power = exp((lit<T>(1) - s) * log(y));
  // B_2j / (2j)!, times s (s + 1) ... (s + 2j - 2) / y^(2j - 1)
  constexpr double ratios[] = {
      1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160, -691.0 / 1307674368000, 1.0 / 74724249600};
  T term = s * inverse, tail = lit<T>(0.5);
  for (int j = 0; j < (is_float<T> ? 4 : 7); ++j) {
    tail += lit<T>(ratios[j]) * term;
    term = term * (s + lit<T>(2 * j + 1)) * (s + lit<T>(2 * j + 2)) * (inverse * inverse);
  }
  return sum + power * (tail * inverse + lit<T>(1) / (s - lit<T>(1)));
}

}  // namespace detail

/// The n-th derivative of digamma, (-1)^(n + 1) n! zeta(n + 1, x). Domain: n a whole number >= 1, x > 0; NaN elsewhere.
template <class T>
[[gnu::always_inline]] constexpr T polygamma(T n, T x) {
  if (detail::is_constant_nan(x) || detail::is_constant_nan(n)) return x;
  const T none = math_of<T>::splat(detail::not_a_number<T>);
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated() && !(x > 0 && n >= 1 && n == floor(n))) return none;
  }
  const T half = n * lit<T>(0.5), sign = select(equal(half, floor(half)), lit<T>(-1), lit<T>(1));
  const T result = sign * exp(lgamma(n + lit<T>(1))) * detail::hurwitz_zeta(n + lit<T>(1), x);
  const T of_order = select(equal(n, floor(n)), select(less_equal(lit<T>(1), n), result, none), none);
  return select(less(lit<T>(0), x), of_order, none);
}

/// The order-th derivative of log Gamma(x + 1/2) - log Gamma(x), which for large x is about log(x) / 2: by its own
/// series, since the difference cancels. Domain: order 0, 1, 2, 3, x > 0; NaN elsewhere. Source: DLMF 5.11.8, with h =
/// 1/2.
template <class T>
[[gnu::always_inline]] constexpr T lgamma_half_step(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  const T none = math_of<T>::splat(detail::not_a_number<T>), zero = lit<T>(0), one = lit<T>(1);
  if constexpr (is_scalar<T>) {
    if (std::is_constant_evaluated() && !(x > 0 && x <= std::numeric_limits<T>::max())) return none;
  }
  // The coefficients of x^(1 - 2j), j = 1, 2, ...
  constexpr double series[] = {-1.0 / 8,      1.0 / 192,      -1.0 / 640,      17.0 / 14336,
                               -31.0 / 18432, 691.0 / 180224, -5461.0 / 425984};
  constexpr int terms = is_float<T> ? 4 : 7, steps = detail::gamma_steps<T>;
  const auto small = less(x, lit<T>(steps));
  const T y = select(small, x + lit<T>(steps), x), inverse = one / y, z = inverse * inverse;
  T result = none;
  for (int k = 0; k < 4; ++k) {
    T sum = zero, shift = zero;
    for (int j = terms; j > 0; --j) {
      double factor = series[j - 1];
      for (int i = 0; i < k; ++i) factor *= -(2 * j - 1 + i);
      sum = fma(sum, z, lit<T>(factor));
    }
    T power = inverse;  // y^-(k + 1)
    for (int i = 0; i < k; ++i) power = power * inverse;
    double logs = 0.5;  // of the k-th derivative of log(y) / 2: times y^-k
    for (int i = 1; i < k; ++i) logs *= -i;
    const T leading = k == 0 ? lit<T>(0.5) * log(y) : lit<T>(logs) * power * y;
    for (int i = 0; i < steps; ++i) {  // log(x + i + 1/2) - log(x + i) and its derivatives
      const T low = one / (x + lit<T>(i)), high = one / (x + lit<T>(i + 0.5));
      if (k == 0)
        shift += log1p(lit<T>(0.5) * low);
      else if (k == 1)
        shift += high - low;
      else if (k == 2)
        shift += low * low - high * high;
      else
        shift += lit<T>(2) * (high * high * high - low * low * low);
    }
    const T value = leading + sum * power - select(small, shift, zero);
    result = select(equal(order, lit<T>(k)), value, result);
  }
  return select(less(zero, x), result, none);
}

}  // namespace pathwise::math
