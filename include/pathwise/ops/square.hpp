#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// x * x.
struct square_op {
  static constexpr auto name = "square";
  template <class T>
  static constexpr T value(T x) {
    return x * x;
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return 2.0 * x; }
};
constexpr any_expr square(any_expr x) { return apply<square_op>(x); }

}  // namespace pathwise
