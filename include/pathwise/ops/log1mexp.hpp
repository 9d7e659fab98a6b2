#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(1 - e^-x), by log(-expm1(-x)) below log 2 and log1p(-e^-x) above. Domain: x >= 0; -infinity at 0, NaN below.
struct log1mexp_op {
  static constexpr auto name = "log1mexp";
  template <class T>
  static constexpr T value(T x) {
    const auto small = math::less(x, math::lit<T>(0.6931471805599453));
    return math::select(small, math::log(-math::expm1(-x)), math::log1p(-math::exp(-x)));
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.0 / expm1(x); }
};
constexpr any_expr log1mexp(any_expr x) { return apply<log1mexp_op>(x); }

}  // namespace pathwise
