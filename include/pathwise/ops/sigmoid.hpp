#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// 1 / (1 + e^-x), as e^-|x| / (1 + e^-|x|) on the negative side so that no finite x overflows.
/// Condition: within 1.7 units in the last place in float32; its derivative, of two of them, within 3.5.
struct sigmoid_op {
  static constexpr auto name = "sigmoid";
  template <class T>
  static constexpr T value(T x) {
    return math::sigmoid(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return y * (1.0 - y); }
};
constexpr any_expr sigmoid(any_expr x) { return apply<sigmoid_op>(x); }

}  // namespace pathwise
