#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a where the condition is not 0, b where it is. Gradient: to the operand taken alone, so that one which is infinite
/// where it is not taken does no harm; but what was computed to get there must itself have finite derivatives.
struct where_op {
  static constexpr auto name = "where";
  template <class T>
  static constexpr T value(T condition, T a, T b) {
    return math::select(math::equal(condition, T(0)), b, a);
  }
  static constexpr partials<3> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    const any_expr none = literal(*dy.g, 0);
    return {{zero_derivative, apply<where_op>(x[0], dy, none), apply<where_op>(x[0], none, dy)}};
  }
};
constexpr any_expr where(any_expr condition, any_expr a, any_expr b) { return apply<where_op>(condition, a, b); }

}  // namespace pathwise
