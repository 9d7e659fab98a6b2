#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(log(1 + e^x)): the logarithm of a softplus scale. Below -24 it is x - e^x / 2, so that it is finite where
/// softplus(x) underflows.
struct log_softplus_op {
  static constexpr auto name = "log_softplus";
  template <class T>
  static constexpr T value(T x) {
    const T e = math::exp(-math::abs(x));
    const T direct = math::log(math::max(x, T(0)) + math::log1p(e));
    return math::select(math::less(x, T(-24)), x - T(0.5) * e, direct);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return softplus_ratio(x); }
};
constexpr any_expr log_softplus(any_expr x) { return apply<log_softplus_op>(x); }

}  // namespace pathwise
