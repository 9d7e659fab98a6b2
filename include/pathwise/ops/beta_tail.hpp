#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

namespace detail {

/// What log x and log(1 - x) are above their means, in a beta law of these concentrations.
struct beta_scores {
  any_expr first, second;
};
constexpr beta_scores scores_of_beta(any_expr a, any_expr b, any_expr x) {
  const any_expr total = a + b, mean = a / total, rest = b / total, of_total = log_less_digamma(total);
  const any_expr low = less(x, literal(*x.g, 0.5));
  const any_expr to_rest = where(low, log1p((mean - where(low, x, mean)) / rest), log_ratio(1.0 - x, rest));
  return {log_ratio(x, mean) + (log_less_digamma(a) - of_total), to_rest + (log_less_digamma(b) - of_total)};
}

}  // namespace detail

/// The logarithm of x^a (1 - x)^b / B(a, b), the density of logit x for a beta variable x. Domain: a, b > 0, 0 < x < 1.
struct log_beta_density_op {
  static constexpr auto name = "log_beta_density";
  template <class T>
  static constexpr T value(T a, T b, T x) {
    return math::log_beta_density(a, b, x);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr x, any_expr /*y*/) {
    const detail::beta_scores s = detail::scores_of_beta(a, b, x);
    return {{s.first, s.second, a / x - b / (1.0 - x)}};
  }
};
constexpr any_expr log_beta_density(any_expr a, any_expr b, any_expr x) { return apply<log_beta_density_op>(a, b, x); }

/// d(logit x) / da of a beta variable x that stays at its probability. Domain: a, b > 0, 0 < x < 1. Gradient: in the
/// concentrations not provided, NaN.
struct beta_first_slope_op {
  static constexpr auto name = "beta_first_slope";
  template <class T>
  static constexpr T value(T a, T b, T x) {
    return math::beta_first_slope(a, b, x);
  }
  /// Along logit x: from slope = -F_a / k, the density k of logit x.
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr x, any_expr slope) {
    const any_expr none = literal(*x.g, std::numeric_limits<double>::quiet_NaN()), rest = 1.0 - x;
    const any_expr along = detail::scores_of_beta(a, b, x).first + slope * (a * rest - b * x);
    return {{none, none, -along / (x * rest)}};
  }
};
constexpr any_expr beta_first_slope(any_expr a, any_expr b, any_expr x) { return apply<beta_first_slope_op>(a, b, x); }

/// d(logit x) / db of a beta variable x that stays at its probability. Domain: a, b > 0, 0 < x < 1. Gradient: in the
/// concentrations not provided, NaN.
struct beta_second_slope_op {
  static constexpr auto name = "beta_second_slope";
  template <class T>
  static constexpr T value(T a, T b, T x) {
    return math::beta_second_slope(a, b, x);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr x, any_expr slope) {
    const any_expr none = literal(*x.g, std::numeric_limits<double>::quiet_NaN()), rest = 1.0 - x;
    const any_expr along = detail::scores_of_beta(a, b, x).second + slope * (a * rest - b * x);
    return {{none, none, -along / (x * rest)}};
  }
};
constexpr any_expr beta_second_slope(any_expr a, any_expr b, any_expr x) {
  return apply<beta_second_slope_op>(a, b, x);
}

namespace detail {

/// How the probability below x changes with the concentrations and x: all 0 outside (0, 1).
constexpr partials<3> beta_probability_slopes(any_expr a, any_expr b, any_expr x) {
  const any_expr none = literal(*x.g, 0), inside = less(none, x) * less(x, literal(*x.g, 1));
  const any_expr at = where(inside, x, literal(*x.g, 0.5)), density = exp(log_beta_density(a, b, at));
  return {{where(inside, -density * beta_first_slope(a, b, at), none),
           where(inside, -density * beta_second_slope(a, b, at), none),
           where(inside, density / (at * (1.0 - at)), none)}};
}

}  // namespace detail

/// The probability that a beta variable is below x. Domain: a, b > 0, 0 <= x <= 1. Condition: right for a and b from
/// 1e-3 to 1e5; in float, below 0.05, a tail beside which the other is nearly 1 keeps four digits.
struct beta_lower_tail_op {
  static constexpr auto name = "beta_lower_tail";
  template <class T>
  static constexpr T value(T a, T b, T x) {
    return math::beta_lower_tail(a, b, x);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr x, any_expr /*y*/) {
    return detail::beta_probability_slopes(a, b, x);
  }
};
constexpr any_expr beta_lower_tail(any_expr a, any_expr b, any_expr x) { return apply<beta_lower_tail_op>(a, b, x); }

/// The probability that a beta variable is above x. Domain: a, b > 0, 0 <= x <= 1. Condition: right for a and b from
/// 1e-3 to 1e5; in float, below 0.05, a tail beside which the other is nearly 1 keeps four digits.
struct beta_tail_op {
  static constexpr auto name = "beta_tail";
  template <class T>
  static constexpr T value(T a, T b, T x) {
    return math::beta_tail(a, b, x);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr x, any_expr /*y*/) {
    const partials<3> below = detail::beta_probability_slopes(a, b, x);
    return {{-below.at[0], -below.at[1], -below.at[2]}};
  }
};
constexpr any_expr beta_tail(any_expr a, any_expr b, any_expr x) { return apply<beta_tail_op>(a, b, x); }

}  // namespace pathwise
