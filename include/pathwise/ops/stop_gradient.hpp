#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// x, with a derivative of zero.
struct stop_gradient_op {
  static constexpr auto name = "stop_gradient";
  template <class T>
  static constexpr T value(T x) {
    return x;
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr /*y*/) { return zero_derivative; }
};
constexpr any_expr stop_gradient(any_expr x) { return apply<stop_gradient_op>(x); }

}  // namespace pathwise
