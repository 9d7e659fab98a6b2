#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a * b.
struct multiply_op {
  static constexpr auto name = "multiply";
  template <class T>
  static constexpr T value(T a, T b) {
    return a * b;
  }
  static constexpr partials<2> derivative(any_expr a, any_expr b, any_expr /*y*/) { return {{b, a}}; }
};
constexpr any_expr operator*(any_expr a, any_expr b) { return apply<multiply_op>(a, b); }

}  // namespace pathwise
