#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// |x|. Gradient: sign(x), so 0 at 0.
struct abs_op {
  static constexpr auto name = "abs";
  template <class T>
  static constexpr T value(T x) {
    return math::abs(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return sign(x); }
};
constexpr any_expr abs(any_expr x) { return apply<abs_op>(x); }

}  // namespace pathwise
