#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log x less digamma(x), to the last digits where x is large and both nearly agree. Domain: x > 0.
struct log_less_digamma_op {
  static constexpr auto name = "log_less_digamma";
  template <class T>
  static constexpr T value(T x) {
    return math::log_less_digamma(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.0 / x - polygamma(literal(*x.g, 1), x); }
};
constexpr any_expr log_less_digamma(any_expr x) { return apply<log_less_digamma_op>(x); }

}  // namespace pathwise
