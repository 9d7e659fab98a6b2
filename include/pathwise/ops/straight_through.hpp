#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The first operand, with the derivative of the second: a hard decision that is trained as if it were soft. Source:
/// Bengio, Leonard and Courville 2013.
struct straight_through_op {
  static constexpr auto name = "straight_through";
  template <class T>
  static constexpr T value(T hard, T /*soft*/) {
    return hard;
  }
  static constexpr partials<2> derivative(any_expr hard, any_expr /*soft*/, any_expr /*y*/) {
    return {{zero_derivative, literal(*hard.g, 1)}};
  }
};
constexpr any_expr straight_through(any_expr hard, any_expr soft) { return apply<straight_through_op>(hard, soft); }

}  // namespace pathwise
