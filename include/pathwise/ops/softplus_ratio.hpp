#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// sigmoid(x) / softplus(x): the derivative of log_softplus. Below -24 it is 1 - e^x / 2, where both vanish.
/// Gradient: r (1 - sigmoid(x) - r).
struct softplus_ratio_op {
  static constexpr auto name = "softplus_ratio";
  template <class T>
  static constexpr T value(T x) {
    const T e = math::exp(-math::abs(x));
    const T ratio = math::sigmoid(x) / (math::max(x, T(0)) + math::log1p(e));
    return math::select(math::less(x, T(-24)), T(1) - T(0.5) * e, ratio);
  }
  static constexpr any_expr derivative(any_expr x, any_expr y) { return y * (1.0 - sigmoid(x) - y); }
};
constexpr any_expr softplus_ratio(any_expr x) { return apply<softplus_ratio_op>(x); }

}  // namespace pathwise
