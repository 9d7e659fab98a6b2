#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
/// Condition: its derivative is right to about x^2 units in the last place, since x^2 is rounded before exp takes it.
struct erf_op {
  static constexpr auto name = "erf";
  template <class T>
  static constexpr T value(T x) {
    return math::erf(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 1.1283791670955126 * exp(-square(x)); }
};
constexpr any_expr erf(any_expr x) { return apply<erf_op>(x); }

}  // namespace pathwise
