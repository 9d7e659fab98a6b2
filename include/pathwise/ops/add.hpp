#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a + b.
struct add_op {
  static constexpr auto name = "add";
  template <class T>
  static constexpr T value(T a, T b) {
    return a + b;
  }
  static constexpr partials<2> derivative(any_expr a, any_expr /*b*/, any_expr /*y*/) {
    const any_expr one = literal(*a.g, 1);
    return {{one, one}};
  }
};
constexpr any_expr operator+(any_expr a, any_expr b) { return apply<add_op>(a, b); }

}  // namespace pathwise
