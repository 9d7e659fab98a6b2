#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The integral of t^k / (1 + x t)^(k + 1) over [0, 1], k the order: log1p(x) / x for order 0, finite at 0. Domain:
/// order 0 to 3, x > -1; NaN elsewhere.
struct log1p_ratio_op {
  static constexpr auto name = "log1p_ratio";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::log1p_ratio(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, -(order + 1.0) * log1p_ratio(order + 1.0, x)}};
  }
};
constexpr any_expr log1p_ratio(any_expr order, any_expr x) { return apply<log1p_ratio_op>(order, x); }

}  // namespace pathwise
