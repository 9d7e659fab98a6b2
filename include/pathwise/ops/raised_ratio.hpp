#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// (a / b)^power, by exp and log. Domain: a > 0, b > 0. Gradient: power is divided by a and b before it multiplies, so
/// that a slope which is a number is one where the slope of exp or of log is beyond the type.
struct raised_ratio_op {
  static constexpr auto name = "raised_ratio";
  template <class T>
  static constexpr T value(T a, T b, T power) {
    return math::exp(power * math::log(math::divide(a, b)));
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr power, any_expr y) {
    return {{y * (power / a), -(y * (power / b)), y * log(a / b)}};
  }
};
constexpr any_expr raised_ratio(any_expr a, any_expr b, any_expr power) { return apply<raised_ratio_op>(a, b, power); }

}  // namespace pathwise
