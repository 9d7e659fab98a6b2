#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// 1 - erf(x), without cancellation for large x. Condition: within 1.9 units in the last place in float32; its
/// derivative, as erf's, to about x^2 of them.
struct erfc_op {
  static constexpr auto name = "erfc";
  template <class T>
  static constexpr T value(T x) {
    return math::erfc(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return -1.1283791670955126 * exp(-square(x)); }
};
constexpr any_expr erfc(any_expr x) { return apply<erfc_op>(x); }

}  // namespace pathwise
