#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// exp(y) - 1 - y, to the last digits where y is near 0.
struct exponential_excess_op {
  static constexpr auto name = "exponential_excess";
  template <class T>
  static constexpr T value(T y) {
    return math::exponential_excess(y);
  }
  static constexpr any_expr derivative(any_expr y, any_expr /*z*/) { return expm1(y); }
};
constexpr any_expr exponential_excess(any_expr y) { return apply<exponential_excess_op>(y); }

}  // namespace pathwise
