#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The order-th derivative of log(I0(x) exp(-x)), I0 the modified Bessel function; order 1 is I1(x) / I0(x) - 1.
/// Domain: x >= 0, order 0 to 3; NaN elsewhere.
struct log_i0e_op {
  static constexpr auto name = "log_i0e";
  template <class T>
  static constexpr T value(T order, T x) {
    return math::log_i0e(order, x);
  }
  static constexpr partials<2> derivative(any_expr order, any_expr x, any_expr /*y*/) {
    return {{zero_derivative, log_i0e(order + 1.0, x)}};
  }
};
constexpr any_expr log_i0e(any_expr order, any_expr x) { return apply<log_i0e_op>(order, x); }

}  // namespace pathwise
