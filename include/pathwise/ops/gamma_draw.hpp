#pragma once
#include <pathwise/base/math_gamma_draw.hpp>
#include <pathwise/ops/gamma_tail.hpp>

namespace pathwise {

/// log(x / shape) of a gamma variable x of this shape and rate 1, made of a standard normal and an exponential number,
/// or a number that says that they were refused. Domain: shape > 0. Gradient: none; see `gamma_log_draw`. Source:
/// Marsaglia and Tsang 2000.
struct gamma_first_try_op {
  static constexpr auto name = "gamma_first_try";
  template <class T>
  static constexpr T value(T shape, T normal, T exponential) {
    return math::gamma_first_try(shape, normal, exponential);
  }
  static constexpr partials<3> derivative(any_expr /*shape*/, any_expr /*normal*/, any_expr /*exponential*/,
                                          any_expr /*y*/) {
    return {{zero_derivative, zero_derivative, zero_derivative}};
  }
};
constexpr any_expr gamma_first_try(any_expr shape, any_expr normal, any_expr exponential) {
  return apply<gamma_first_try_op>(shape, normal, exponential);
}

/// The same where `before` says that it was refused, with what is left of its exponential number; else `before`.
struct gamma_next_try_op {
  static constexpr auto name = "gamma_next_try";
  template <class T>
  static constexpr T value(T shape, T normal, T before) {
    return math::gamma_next_try(shape, normal, before);
  }
  static constexpr partials<3> derivative(any_expr /*shape*/, any_expr /*normal*/, any_expr /*before*/,
                                          any_expr /*y*/) {
    return {{zero_derivative, zero_derivative, zero_derivative}};
  }
};
constexpr any_expr gamma_next_try(any_expr shape, any_expr normal, any_expr before) {
  return apply<gamma_next_try_op>(shape, normal, before);
}

/// What was tried, or where all tries were refused the quantile at what they left. Domain: shape > 0. Gradient: by
/// implicit differentiation in the shape, as the probability below x stays; none in the noise, of which x is not a
/// continuous function. Source: Figurnov et al. 2018.
struct gamma_log_draw_op {
  static constexpr auto name = "gamma_log_draw";
  template <class T>
  static constexpr T value(T shape, T tried) {
    return math::gamma_log_draw(shape, tried);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr /*tried*/, any_expr y) {
    return {{(gamma_shape_slope(shape, y) - 1.0) / shape, zero_derivative}};
  }
};
constexpr any_expr gamma_log_draw(any_expr shape, any_expr tried) { return apply<gamma_log_draw_op>(shape, tried); }

}  // namespace pathwise
