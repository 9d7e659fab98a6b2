#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// NAME(x): one sentence.
/// Formula: what it computes.
/// Domain: where it is defined, and what it gives outside.
/// Gradient: in words, with what happens at kinks.
struct NAME_op {
  static constexpr auto name = "NAME";
  template <class T>
  static constexpr T value(T x) {
    return math::write_me(x);  // with math:: functions only
  }
  static constexpr any_expr derivative(any_expr x, any_expr y) {
    return NAME_op::write_me(x, y);  // an expression of the operand x and the result y
  }
};
constexpr any_expr NAME(any_expr x) { return apply<NAME_op>(x); }

}  // namespace pathwise
