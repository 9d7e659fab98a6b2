#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log Gamma(x). Domain: x > 0; infinite at 0, NaN below.
struct lgamma_op {
  static constexpr auto name = "lgamma";
  template <class T>
  static constexpr T value(T x) {
    return math::lgamma(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return digamma(x); }
};
constexpr any_expr lgamma(any_expr x) { return apply<lgamma_op>(x); }

}  // namespace pathwise
