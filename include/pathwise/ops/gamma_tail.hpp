#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The logarithm of x^shape exp(-x) / Gamma(shape), the density of log x for a gamma variable x of rate 1, at y =
/// log(x / shape). Domain: shape > 0.
struct log_gamma_density_op {
  static constexpr auto name = "log_gamma_density";
  template <class T>
  static constexpr T value(T shape, T y) {
    return math::log_gamma_density(shape, y);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr y, any_expr /*z*/) {
    return {{log_less_digamma(shape) - exponential_excess(y), -shape * expm1(y)}};
  }
};
constexpr any_expr log_gamma_density(any_expr shape, any_expr y) { return apply<log_gamma_density_op>(shape, y); }

/// shape d(log x) / d(shape) of a gamma variable x of rate 1 that stays at its probability, at y = log(x / shape).
/// Domain: shape > 0. Gradient: in the shape not provided, NaN.
struct gamma_shape_slope_op {
  static constexpr auto name = "gamma_shape_slope";
  template <class T>
  static constexpr T value(T shape, T y) {
    return math::gamma_shape_slope(shape, y);
  }
  /// Along y: from (slope - 1) / shape = dy / d(shape) = -F_shape / F_y, the shares of a probability F of density F_y.
  static constexpr partials<2> derivative(any_expr shape, any_expr y, any_expr slope) {
    return {{literal(*y.g, std::numeric_limits<double>::quiet_NaN()),
             shape * ((slope - 1.0) * expm1(y) - log_less_digamma(shape) + exponential_excess(y))}};
  }
};
constexpr any_expr gamma_shape_slope(any_expr shape, any_expr y) { return apply<gamma_shape_slope_op>(shape, y); }

namespace detail {

/// How P(shape, x) falls with the shape, and rises with x: both 0 below 0 and far above.
constexpr partials<2> gamma_probability_slopes(any_expr shape, any_expr x) {
  const any_expr inside = less(literal(*x.g, 0), x) * less(x, literal(*x.g, 1e30));
  const any_expr at = where(inside, x, shape), y = log_ratio(at, shape), none = literal(*x.g, 0);
  const any_expr density = exp(log_gamma_density(shape, y));
  return {{where(inside, density * gamma_shape_slope(shape, y) / shape, none), where(inside, density / at, none)}};
}

}  // namespace detail

/// The probability that a gamma variable of this shape and rate 1 is below x. Domain: shape > 0, x >= 0.
struct gamma_lower_tail_op {
  static constexpr auto name = "gamma_lower_tail";
  template <class T>
  static constexpr T value(T shape, T x) {
    return math::gamma_lower_tail(shape, x);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr x, any_expr /*y*/) {
    const partials<2> d = detail::gamma_probability_slopes(shape, x);
    return {{-d.at[0], d.at[1]}};
  }
};
constexpr any_expr gamma_lower_tail(any_expr shape, any_expr x) { return apply<gamma_lower_tail_op>(shape, x); }

/// The probability that a gamma variable of this shape and rate 1 is beyond x. Domain: shape > 0, x >= 0.
struct gamma_tail_op {
  static constexpr auto name = "gamma_tail";
  template <class T>
  static constexpr T value(T shape, T x) {
    return math::gamma_tail(shape, x);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr x, any_expr /*y*/) {
    const partials<2> d = detail::gamma_probability_slopes(shape, x);
    return {{d.at[0], -d.at[1]}};
  }
};
constexpr any_expr gamma_tail(any_expr shape, any_expr x) { return apply<gamma_tail_op>(shape, x); }

}  // namespace pathwise
