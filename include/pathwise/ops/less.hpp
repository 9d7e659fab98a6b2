#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// 1 where a < b, 0 elsewhere and where either is NaN. Gradient: 0 everywhere.
struct less_op {
  static constexpr auto name = "less";
  template <class T>
  static constexpr T value(T a, T b) {
    return math::select(math::less(a, b), T(1), T(0));
  }
  static constexpr partials<2> derivative(any_expr /*a*/, any_expr /*b*/, any_expr /*y*/) {
    return {{zero_derivative, zero_derivative}};
  }
};
constexpr any_expr less(any_expr a, any_expr b) { return apply<less_op>(a, b); }
constexpr any_expr greater(any_expr a, any_expr b) { return less(b, a); }

}  // namespace pathwise
