#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The inverse of erf. Domain: -1 < x < 1; infinite at the ends, NaN outside.
struct erfinv_op {
  static constexpr auto name = "erfinv";
  template <class T>
  static constexpr T value(T x) {
    return math::erfinv(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr y) { return 0.88622692545275801 * exp(square(y)); }
};
constexpr any_expr erfinv(any_expr x) { return apply<erfinv_op>(x); }

}  // namespace pathwise
