#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The derivative of log Gamma. Domain: x > 0; -infinity at 0, NaN below.
struct digamma_op {
  static constexpr auto name = "digamma";
  template <class T>
  static constexpr T value(T x) {
    return math::digamma(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return polygamma(literal(*x.g, 1), x); }
};
constexpr any_expr digamma(any_expr x) { return apply<digamma_op>(x); }

}  // namespace pathwise
