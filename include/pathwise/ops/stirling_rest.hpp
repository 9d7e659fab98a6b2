#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log Gamma(x) less its leading form (x - 1/2) log x - x + log(2 pi) / 2, to the last digits. Domain: x > 0.
struct stirling_rest_op {
  static constexpr auto name = "stirling_rest";
  template <class T>
  static constexpr T value(T x) {
    return math::stirling_rest(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 0.5 / x - log_less_digamma(x); }
};
constexpr any_expr stirling_rest(any_expr x) { return apply<stirling_rest_op>(x); }

}  // namespace pathwise
