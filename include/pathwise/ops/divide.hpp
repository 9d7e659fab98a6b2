#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a / b. Domain: b != 0; a / 0 is the IEEE infinity or NaN.
struct divide_op {
  static constexpr auto name = "divide";
  template <class T>
  static constexpr T value(T a, T b) {
    return math::divide(a, b);
  }
  static constexpr partials<2> derivative(any_expr /*a*/, any_expr b, any_expr y) { return {{1.0 / b, -(y / b)}}; }
};
constexpr any_expr operator/(any_expr a, any_expr b) { return apply<divide_op>(a, b); }

}  // namespace pathwise
