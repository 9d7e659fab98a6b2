#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// min(a, b), b where they are equal or unordered. Gradient: half to each at a tie, as PyTorch.
struct minimum_op {
  static constexpr auto name = "minimum";
  template <class T>
  static constexpr T value(T a, T b) {
    return math::min(a, b);
  }
  static constexpr partials<2> derivative(any_expr a, any_expr b, any_expr /*y*/) {
    return {{half_step(b - a), half_step(a - b)}};
  }
};
constexpr any_expr min(any_expr a, any_expr b) { return apply<minimum_op>(a, b); }

}  // namespace pathwise
