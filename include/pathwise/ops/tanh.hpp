#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The hyperbolic tangent. Condition: its derivative is right to a unit in the last place of 1, so nothing of it is
/// left in float32 beyond 9.
struct tanh_op {
  static constexpr auto name = "tanh";
  template <class T>
  static constexpr T value(T x) {
    return math::tanh(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return 1.0 - square(y); }
};
constexpr any_expr tanh(any_expr x) { return apply<tanh_op>(x); }

}  // namespace pathwise
