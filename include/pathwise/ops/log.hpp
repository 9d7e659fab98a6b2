#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The natural logarithm. Domain: x > 0; -infinity at 0, NaN below.
struct log_op {
  static constexpr auto name = "log";
  template <class T>
  static constexpr T value(T x) {
    return math::log(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.0 / x; }
};
constexpr any_expr log(any_expr x) { return apply<log_op>(x); }

}  // namespace pathwise
