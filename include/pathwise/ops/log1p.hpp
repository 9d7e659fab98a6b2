#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(1 + x) without cancellation near 0. Domain: x > -1.
struct log1p_op {
  static constexpr auto name = "log1p";
  template <class T>
  static constexpr T value(T x) {
    return math::log1p(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.0 / (1.0 + x); }
};
constexpr any_expr log1p(any_expr x) { return apply<log1p_op>(x); }

}  // namespace pathwise
