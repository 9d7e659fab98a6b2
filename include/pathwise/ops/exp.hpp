#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// e^x.
struct exp_op {
  static constexpr auto name = "exp";
  template <class T>
  static constexpr T value(T x) {
    return math::exp(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return y; }
};
constexpr any_expr exp(any_expr x) { return apply<exp_op>(x); }

}  // namespace pathwise
