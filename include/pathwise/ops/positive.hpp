#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// 1 where x > 0, else 0 (also at NaN): the derivative of relu. Gradient: 0 everywhere.
struct positive_op {
  static constexpr auto name = "positive";
  template <class T>
  static constexpr T value(T x) {
    return math::select(math::greater(x, T(0)), T(1), T(0));
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr /*y*/) { return zero_derivative; }
};
constexpr any_expr positive(any_expr x) { return apply<positive_op>(x); }

}  // namespace pathwise
