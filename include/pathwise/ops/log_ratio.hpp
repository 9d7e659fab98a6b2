#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(x / a), to the last digits where x is near a. Domain: x >= 0, a > 0.
struct log_ratio_op {
  static constexpr auto name = "log_ratio";
  template <class T>
  static constexpr T value(T x, T a) {
    return math::log_ratio(x, a);
  }
  static constexpr partials<2> derivative(any_expr x, any_expr a, any_expr /*y*/) { return {{1.0 / x, -1.0 / a}}; }
};
constexpr any_expr log_ratio(any_expr x, any_expr a) { return apply<log_ratio_op>(x, a); }

}  // namespace pathwise
