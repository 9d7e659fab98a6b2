#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The cosine of x radians.
struct cos_op {
  static constexpr auto name = "cos";
  template <class T>
  static constexpr T value(T x) {
    return math::cos(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return -sin(x); }
};
constexpr any_expr cos(any_expr x) { return apply<cos_op>(x); }

}  // namespace pathwise
