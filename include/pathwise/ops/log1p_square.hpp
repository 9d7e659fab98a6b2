#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(1 + x^2), finite for every finite x: the logarithm of a Cauchy density's denominator.
struct log1p_square_op {
  static constexpr auto name = "log1p_square";
  template <class T>
  static constexpr T value(T x) {
    const T magnitude = math::abs(x), large = math::max(T(1), magnitude), ratio = math::min(T(1), magnitude) / large;
    return T(2) * math::log(large) + math::log1p(ratio * ratio);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 2.0 / (x + 1.0 / x); }
};
constexpr any_expr log1p_square(any_expr x) { return apply<log1p_square_op>(x); }

}  // namespace pathwise
