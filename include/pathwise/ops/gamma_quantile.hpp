#pragma once
#include <pathwise/ops/gamma_tail.hpp>

namespace pathwise {

/// The x below which a gamma variable of this shape and rate 1 lies with probability p, q = 1 - p. Domain: 0.01 <=
/// shape <= 50, 0 < p < 1. Gradient: by implicit differentiation; since q goes with p, all of it is given to p.
struct gamma_quantile_op {
  static constexpr auto name = "gamma_quantile";
  template <class T>
  static constexpr T value(T shape, T p, T q) {
    return math::gamma_quantile(shape, p, q);
  }
  static constexpr partials<3> derivative(any_expr shape, any_expr /*p*/, any_expr /*q*/, any_expr x) {
    const any_expr density = detail::gamma_density(shape, x);
    return {{apply<gamma_tail_slope_op>(shape, x) / density, 1.0 / density, zero_derivative}};
  }
};
constexpr any_expr gamma_quantile(any_expr shape, any_expr p, any_expr q) {
  return apply<gamma_quantile_op>(shape, p, q);
}

}  // namespace pathwise
