#pragma once
// The beta law: its two tails, and how a quantile moves with each concentration, for concentrations from 1e-3 to 1e5.
// Fixed numbers of terms, so that one body serves a number and a register.
//
// What the parts have in common is k = x^a (1 - x)^b / B(a, b), the density of logit x: each tail is a share of it, and
// so are the slopes of logit x, which therefore hold in tails that have underflowed.
#include <pathwise/base/math_incomplete_gamma.hpp>

namespace pathwise::math {

namespace detail {

/// p times the share of the tail below z: the continued fraction of the incomplete beta function by its every second
/// convergent. `rest` is 1 - z and `distance` p - (p + q) z, which the caller knows without rounding. Source: DiDonato
/// and Morris 1992, equation 9.
template <class T, class N>
[[gnu::always_inline]] constexpr N beta_share_fraction(N p, N q, N z, N rest, N distance) {
  constexpr int terms = is_float<T> ? 26 : 64;
  const auto number = [](int n) { return constant_of<N>::template make<T>(n); };
  const N one = number(1), total = p + q, outer = one + rest;
  N t = number(0);  // what follows the n-th partial numerator
  for (int n = terms; n > 0; --n) {
    const N low = p + number(2 * n - 1), high = p + number(2 * n + 1), steps = number(n) * (q - number(n)) * z / low;
    const N own = number(n) + steps + (p + number(n)) / high * (distance + one + number(n) * outer);
    const N before = (p + number(n - 1)) * (total + number(n - 1)) / low;
    // The first partial numerator is taken over p, so that what is returned has no pole at 0.
    t = (n > 1 ? before : total / low) * steps * z / (own + t);
  }
  return one / ((distance + one) / (p + one) + t);
}

/// From where on, of the smaller concentration, a tail is by quadrature: before, the fraction is short enough.
inline constexpr double beta_quadrature_from = 100;

/// Half of the nodes and weights of Gauss's and Legendre's rules on [-1, 1].
struct rule_node {
  double at, weight;
};
inline constexpr rule_node gauss_32[] = {
    {0.04830766568773831623, 0.09654008851472780057}, {0.1444719615827964935, 0.09563872007927485942},
    {0.2392873622521370745, 0.09384439908080456564},  {0.3318686022821276498, 0.09117387869576388471},
    {0.4213512761306353454, 0.08765209300440381114},  {0.50689990893222939, 0.08331192422694675522},
    {0.587715757240762329, 0.07819389578707030647},   {0.663044266930215201, 0.07234579410884850623},
    {0.7321821187402896804, 0.06582222277636184684},  {0.794483795967942407, 0.05868409347853554715},
    {0.8493676137325699701, 0.0509980592623761762},   {0.896321155766052124, 0.04283589802222668066},
    {0.9349060759377396892, 0.0342738629130214331},   {0.9647622555875064308, 0.02539206530926205946},
    {0.9856115115452683354, 0.01627439473090567061},  {0.9972638618494815635, 0.0070186100094700966},
};
inline constexpr rule_node gauss_16[] = {
    {0.09501250983763744019, 0.1894506104550684963}, {0.2816035507792589132, 0.1826034150449235889},
    {0.4580167776572273863, 0.1691565193950025382},  {0.6178762444026437484, 0.1495959888165767321},
    {0.7554044083550030339, 0.1246289712555338721},  {0.8656312023878317439, 0.09515851168249278481},
    {0.9445750230732325761, 0.06225352393864789286}, {0.9894009349916499326, 0.02715245941175409485},
};

/// The larger part of the beta law at a place: the tail that does not hold the mean.
template <class T>
struct beta_place {
  typename math_of<T>::mask_type lower;  // which
  T log_density;                         // log k, the density of logit x
  T share;                               // the tail over k
  T first, second;                       // d(logit x) / da and / db where the probability stays
};

/// Where x lies in the law, seen from the nearer end of [0, 1]: c is x or 1 - x, whichever is the smaller.
template <class T>
struct beta_view {
  typename math_of<T>::mask_type turned;  // c = 1 - x
  T x, rest, mean, rest_mean;             // x + rest = 1, mean + rest_mean = 1
  T distance;                             // x - mean
  T log_x, log_rest;                      // over the mean, and over the rest of the mean
};
template <class T>
[[gnu::always_inline]] constexpr beta_view<T> beta_seen(T a, T b, T x) {
  beta_view<T> v;
  const T one = lit<T>(1), total = a + b;
  v.x = x, v.rest = one - x, v.mean = a / total, v.rest_mean = b / total;
  v.turned = less(v.rest, x);
  v.distance = select(less(v.mean, v.rest_mean), x - v.mean, v.rest_mean - v.rest);
  const T up = v.distance / v.mean, down = -v.distance / v.rest_mean;
  const T half = lit<T>(0.5), zero = lit<T>(0);
  const auto near_up = less(abs(up), half), near_down = less(abs(down), half);
  v.log_x = select(near_up, log1p(select(near_up, up, zero)), log(x) - log(v.mean));
  // Far above the mean 1 - x has the digits, far below it x.
  const T log_of_rest = select(v.turned, log(v.rest), log1p(-min(half, x)));
  v.log_rest = select(near_down, log1p(select(near_down, down, zero)), log_of_rest - log(v.rest_mean));
  return v;
}

/// A tail over k, and its derivatives in both concentrations over k.
template <class T>
struct beta_share {
  T whole, in_first, in_second;
};

/// The tail that leads away from the mean by Gauss's and Legendre's rule, in logit x from x on to where the density has
/// fallen by exp(-50) (float exp(-25)). For large concentrations. `to_x` and `to_rest` are log x and log(1 - x) less
/// their means.
template <bool Slope, class T>
[[gnu::always_inline]] constexpr beta_share<T> beta_quadrature(T a, T b, const beta_view<T>& v,
                                                               typename math_of<T>::mask_type lower, T to_x,
                                                               T to_rest) {
  constexpr double fall = is_float<T> ? 25 : 50;
  const T zero = lit<T>(0), total = a + b, c = min(v.x, v.rest);
  const T steep = total * abs(v.distance), bent = total * v.x * v.rest;
  const T reach = lit<T>(2 * fall) / (steep + sqrt(steep * steep + lit<T>(2 * fall) * bent));
  // c grows away from the mean where x is above and nearer 0, or below and nearer 1.
  const T away = select(lower, select(v.turned, reach, -reach), select(v.turned, -reach, reach));
  beta_share<T> sum{zero, zero, zero};
  const auto add = [&](double at, double weight) {
    const T step = lit<T>(at) * away;
    const T excess = exponential_excess(step), grown = log1p(c * (excess + step));
    const T bend = c * excess - exponential_excess(grown);
    const T weighed = lit<T>(weight) * exp(-fma(steep, abs(step), total * bend));
    sum.whole += weighed;
    if constexpr (Slope) {
      const T of_c = step - grown;  // the rise of log c, that of log(1 - c) is -grown
      sum.in_first += weighed * (to_x + select(v.turned, -grown, of_c));
      sum.in_second += weighed * (to_rest + select(v.turned, of_c, -grown));
    }
  };
  if constexpr (is_float<T>) {
    for (const rule_node& n : gauss_16) add(0.5 - 0.5 * n.at, 0.5 * n.weight), add(0.5 + 0.5 * n.at, 0.5 * n.weight);
  } else {
    for (const rule_node& n : gauss_32) add(0.5 - 0.5 * n.at, 0.5 * n.weight), add(0.5 + 0.5 * n.at, 0.5 * n.weight);
  }
  return {sum.whole * reach, sum.in_first * reach, sum.in_second * reach};
}

/// At x in (0, 1). Once a type, as gamma_at.
template <bool Slope, class T>
[[gnu::noinline]] constexpr beta_place<T> beta_at(T a, T b, T x) {
  const T one = lit<T>(1), zero = lit<T>(0), total = a + b, many = lit<T>(beta_quadrature_from);
  const beta_view<T> v = beta_seen(a, b, x);
  beta_place<T> place;
  place.log_density = (log_gamma_norm(a) + log_gamma_norm(b) - log_gamma_norm(total)) -
                      fma(a, exponential_excess(v.log_x), b * exponential_excess(v.log_rest));
  const auto large = less_equal(many, min(a, b));
  const auto before = less(x * (total + lit<T>(2)), a + one);
  place.lower = less(select(large, v.distance, select(before, -one, one)), zero);

  const T of_total = log_less_digamma(total);
  const T to_x = v.log_x + log_less_digamma(a) - of_total, to_rest = v.log_rest + log_less_digamma(b) - of_total;
  const T wide_a = max(many, a), wide_b = max(many, b);
  const beta_share<T> far =
      beta_quadrature<Slope>(wide_a, wide_b, beta_seen(wide_a, wide_b, x), less(v.distance, zero), to_x, to_rest);
  const T p = select(place.lower, a, b), q = select(place.lower, b, a), z = select(place.lower, v.x, v.rest);
  const T rest = select(place.lower, v.rest, v.x), distance = select(place.lower, -v.distance, v.distance) * total;
  T share, own = zero, other = zero;  // of the fraction; with the derivatives in p and in q
  if constexpr (Slope) {
    using number = dual<T>;
    const number place_z{z, zero}, place_rest{rest, zero};
    const number by_p =
        beta_share_fraction<T>(number{p, one}, number{q, zero}, place_z, place_rest, number{distance, rest});
    const number by_q =
        beta_share_fraction<T>(number{p, zero}, number{q, one}, place_z, place_rest, number{distance, -z});
    share = by_p.value / p;
    // psi(p) = psi(p + 1) - 1 / p, whose last part cancels the derivative of 1 / p
    const T to_own = select(place.lower, to_x, to_rest) - one / p, to_other = select(place.lower, to_rest, to_x);
    own = fma(to_own, by_p.value, by_p.slope) / p;
    other = fma(to_other, by_q.value, by_q.slope) / p;
  } else {
    share = beta_share_fraction<T>(p, q, z, rest, distance) / p;
  }
  place.share = select(large, far.whole, share);
  const T in_first = select(large, far.in_first, select(place.lower, own, other));
  const T in_second = select(large, far.in_second, select(place.lower, other, own));
  place.first = select(place.lower, -in_first, in_first);
  place.second = select(place.lower, -in_second, in_second);
  return place;
}

}  // namespace detail

/// The logarithm of x^a (1 - x)^b / B(a, b), the density of logit x. Domain: a, b > 0, 0 < x < 1.
template <class T>
[[gnu::always_inline]] constexpr T log_beta_density(T a, T b, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(x)) return x;
  const detail::beta_view<T> v = detail::beta_seen(a, b, x);
  return (detail::log_gamma_norm(a) + detail::log_gamma_norm(b) - detail::log_gamma_norm(a + b)) -
         fma(a, exponential_excess(v.log_x), b * exponential_excess(v.log_rest));
}
/// I_x(a, b), the probability that a beta variable is below x. Domain: a, b > 0, 0 <= x <= 1. Condition: right to some
/// units in the last place of its operands for a and b from 1e-3 to 1e5; in float, below 0.05, a tail beside which the
/// other is nearly 1 keeps four digits.
template <class T>
[[gnu::always_inline]] constexpr T beta_lower_tail(T a, T b, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(x)) return x;
  const T zero = lit<T>(0), one = lit<T>(1), half = lit<T>(0.5);
  const auto above = !less_equal(x, zero), below = !less_equal(one, x);  // a NaN goes through
  const auto at = detail::beta_at<false>(a, b, select(above, select(below, x, half), half));
  const T tail = min(one, exp(at.log_density) * at.share);
  return select(above, select(below, select(at.lower, tail, one - tail), one), zero);
}
/// 1 - I_x(a, b), with its own digits. Domain and condition: those of I.
template <class T>
[[gnu::always_inline]] constexpr T beta_tail(T a, T b, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(x)) return x;
  const T zero = lit<T>(0), one = lit<T>(1), half = lit<T>(0.5);
  const auto above = !less_equal(x, zero), below = !less_equal(one, x);
  const auto at = detail::beta_at<false>(a, b, select(above, select(below, x, half), half));
  const T tail = min(one, exp(at.log_density) * at.share);
  return select(above, select(below, select(at.lower, one - tail, tail), zero), one);
}
/// d(logit x) / da where I_x(a, b) stays; and d(logit x) / db. Domain: a, b > 0, 0 < x < 1. Condition: that of I.
/// Source: Figurnov et al. 2018, equation 5; the parts' own derivatives.
template <class T>
[[gnu::always_inline]] constexpr T beta_first_slope(T a, T b, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(x)) return x;
  return detail::beta_at<true>(a, b, x).first;
}
template <class T>
[[gnu::always_inline]] constexpr T beta_second_slope(T a, T b, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(b) || detail::is_constant_nan(x)) return x;
  return detail::beta_at<true>(a, b, x).second;
}

}  // namespace pathwise::math
