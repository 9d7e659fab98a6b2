#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The square root, correctly rounded. Domain: x >= 0, NaN below. Gradient: infinite at 0.
struct sqrt_op {
  static constexpr auto name = "sqrt";
  template <class T>
  static constexpr T value(T x) {
    return math::sqrt(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return 0.5 / y; }
};
constexpr any_expr sqrt(any_expr x) { return apply<sqrt_op>(x); }

}  // namespace pathwise
