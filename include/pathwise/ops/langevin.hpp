#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The order-th derivative of coth(x) - 1 / x. Domain: order 0 to 3; NaN elsewhere.
struct langevin_op {
  static constexpr auto name = "langevin";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::langevin(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, langevin(order + 1.0, x)}};
  }
};
constexpr any_expr langevin(any_expr order, any_expr x) { return apply<langevin_op>(order, x); }

}  // namespace pathwise
