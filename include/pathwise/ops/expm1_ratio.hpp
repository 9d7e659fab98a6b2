#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The order-th derivative of expm1(x) / x, finite at 0. Domain: order 0 to 3; NaN elsewhere.
struct expm1_ratio_op {
  static constexpr auto name = "expm1_ratio";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::expm1_ratio(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, expm1_ratio(order + 1.0, x)}};
  }
};
constexpr any_expr expm1_ratio(any_expr order, any_expr x) { return apply<expm1_ratio_op>(order, x); }

}  // namespace pathwise
