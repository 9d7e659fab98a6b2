#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The angle in (-pi / 2, pi / 2) whose tangent is x. Condition: within 1.9 units in the last place in float32; its
/// derivative within 2.5.
struct atan_op {
  static constexpr auto name = "atan";
  template <class T>
  static constexpr T value(T x) {
    return math::atan(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.0 / (1.0 + square(x)); }
};
constexpr any_expr atan(any_expr x) { return apply<atan_op>(x); }

}  // namespace pathwise
