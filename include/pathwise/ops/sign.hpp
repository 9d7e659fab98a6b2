#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// -1, 0 or 1; NaN at NaN. Gradient: 0 everywhere.
struct sign_op {
  static constexpr auto name = "sign";
  template <class T>
  static constexpr T value(T x) {
    return math::sign(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr /*y*/) { return zero_derivative; }
};
constexpr any_expr sign(any_expr x) { return apply<sign_op>(x); }

}  // namespace pathwise
