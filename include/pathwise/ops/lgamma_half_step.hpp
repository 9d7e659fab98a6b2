#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The order-th derivative of log Gamma(x + 1/2) - log Gamma(x), without the cancellation of the difference for large
/// x. Domain: order 0 to 3, x > 0; NaN elsewhere.
struct lgamma_half_step_op {
  static constexpr auto name = "lgamma_half_step";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::lgamma_half_step(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, lgamma_half_step(order + 1.0, x)}};
  }
};
constexpr any_expr lgamma_half_step(any_expr order, any_expr x) { return apply<lgamma_half_step_op>(order, x); }

}  // namespace pathwise
