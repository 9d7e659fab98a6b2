#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The sine of x radians.
struct sin_op {
  static constexpr auto name = "sin";
  template <class T>
  static constexpr T value(T x) {
    return math::sin(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return cos(x); }
};
constexpr any_expr sin(any_expr x) { return apply<sin_op>(x); }

}  // namespace pathwise
