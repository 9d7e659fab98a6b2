#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The order-th derivative of digamma. Domain: order a whole number >= 1, x > 0; NaN elsewhere.
struct polygamma_op {
  static constexpr auto name = "polygamma";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::polygamma(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, polygamma(order + 1.0, x)}};
  }
};
constexpr any_expr polygamma(any_expr order, any_expr x) { return apply<polygamma_op>(order, x); }

}  // namespace pathwise
