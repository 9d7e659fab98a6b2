#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// max(x, 0); NaN stays NaN. Gradient: from the result, so that the input need not be kept; 0 at 0, as PyTorch.
struct relu_op {
  static constexpr auto name = "relu";
  template <class T>
  static constexpr T value(T x) {
    return math::max(T(0), x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return positive(y); }
};
constexpr any_expr relu(any_expr x) { return apply<relu_op>(x); }

}  // namespace pathwise
