#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// 1 where x > 0, 1/2 at 0, 0 elsewhere: the derivative of max with ties shared. Gradient: 0 everywhere.
struct half_step_op {
  static constexpr auto name = "half_step";
  template <class T>
  static constexpr T value(T x) {
    return math::select(math::greater(x, T(0)), T(1), math::select(math::equal(x, T(0)), T(0.5), T(0)));
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr /*y*/) { return zero_derivative; }
};
constexpr any_expr half_step(any_expr x) { return apply<half_step_op>(x); }

}  // namespace pathwise
