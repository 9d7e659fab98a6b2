#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// e^x - 1 without cancellation near 0.
struct expm1_op {
  static constexpr auto name = "expm1";
  template <class T>
  static constexpr T value(T x) {
    return math::expm1(x);
  }
  /// Not y + 1, which has no digits left where e^x is small.
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return exp(x); }
};
constexpr any_expr expm1(any_expr x) { return apply<expm1_op>(x); }

}  // namespace pathwise
