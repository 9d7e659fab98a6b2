#pragma once
#include <pathwise/ops/gamma_tail.hpp>

namespace pathwise {

/// log(x / shape) for the x below which a gamma variable of this shape and rate 1 lies with probability p, q = 1 - p.
/// Domain: shape > 0, 0 < p < 1. Gradient: by implicit differentiation; since q goes with p, all of it is given to p.
struct gamma_log_quantile_op {
  static constexpr auto name = "gamma_log_quantile";
  template <class T>
  static constexpr T value(T shape, T p, T q) {
    return math::gamma_log_quantile(shape, p, q);
  }
  static constexpr partials<3> derivative(any_expr shape, any_expr /*p*/, any_expr /*q*/, any_expr y) {
    return {{(gamma_shape_slope(shape, y) - 1.0) / shape, exp(-log_gamma_density(shape, y)), zero_derivative}};
  }
};
constexpr any_expr gamma_log_quantile(any_expr shape, any_expr p, any_expr q) {
  return apply<gamma_log_quantile_op>(shape, p, q);
}

}  // namespace pathwise
