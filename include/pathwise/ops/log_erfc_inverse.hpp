#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The x at which log erfc(x) = y. Domain: y <= log 2; NaN above.
struct log_erfc_inverse_op {
  static constexpr auto name = "log_erfc_inverse";
  template <class T>
  static constexpr T value(T x) {
    return math::log_erfc_inverse(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return -0.88622692545275801 * erfcx(y); }
};
constexpr any_expr log_erfc_inverse(any_expr x) { return apply<log_erfc_inverse_op>(x); }

}  // namespace pathwise
