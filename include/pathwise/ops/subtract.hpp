#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a - b.
struct subtract_op {
  static constexpr auto name = "subtract";
  template <class T>
  static constexpr T value(T a, T b) {
    return a - b;
  }
  static constexpr partials<2> derivative(any_expr a, any_expr /*b*/, any_expr /*y*/) {
    return {{literal(*a.g, 1), literal(*a.g, -1)}};
  }
};
constexpr any_expr operator-(any_expr a, any_expr b) { return apply<subtract_op>(a, b); }

}  // namespace pathwise
