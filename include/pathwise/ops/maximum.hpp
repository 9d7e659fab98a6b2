#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// max(a, b), b where they are equal or unordered. Gradient: half to each at a tie, as PyTorch.
struct maximum_op {
  static constexpr auto name = "maximum";
  template <class T>
  static constexpr T value(T a, T b) {
    return math::max(a, b);
  }
  static constexpr partials<2> derivative(any_expr a, any_expr b, any_expr /*y*/) {
    return {{half_step(a - b), half_step(b - a)}};
  }
};
constexpr any_expr max(any_expr a, any_expr b) { return apply<maximum_op>(a, b); }

}  // namespace pathwise
