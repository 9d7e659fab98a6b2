#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(expm1(x) / x), the log-normaliser of exp(x t) on [0, 1]; 0 at 0, linear for large x.
struct log_expm1_ratio_op {
  static constexpr auto name = "log_expm1_ratio";
  template <class T>
  static constexpr T value(T x) {
    return math::max(x, T(0)) + math::log(math::expm1_ratio(T(0), -math::abs(x)));
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) {
    return 0.5 + 0.5 * langevin(literal(*x.g, 0), 0.5 * x);
  }
};
constexpr any_expr log_expm1_ratio(any_expr x) { return apply<log_expm1_ratio_op>(x); }

}  // namespace pathwise
