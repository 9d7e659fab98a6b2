#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// exp(x^2) erfc(x): erfc without the factor that underflows. Condition: its derivative cancels for large x, to about
/// x^2 units in the last place.
struct erfcx_op {
  static constexpr auto name = "erfcx";
  template <class T>
  static constexpr T value(T x) {
    return math::erfcx(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr y) { return 2.0 * x * y - 1.1283791670955126; }
};
constexpr any_expr erfcx(any_expr x) { return apply<erfcx_op>(x); }

}  // namespace pathwise
