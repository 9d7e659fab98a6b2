#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log erfc(x), finite far out in the tail.
struct log_erfc_op {
  static constexpr auto name = "log_erfc";
  template <class T>
  static constexpr T value(T x) {
    return math::log_erfc(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return -1.1283791670955126 / erfcx(x); }
};
constexpr any_expr log_erfc(any_expr x) { return apply<log_erfc_op>(x); }

}  // namespace pathwise
