#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// x itself: gives an output that is a leaf or a constant a place of its own.
struct copy_op {
  static constexpr auto name = "copy";
  template <class T>
  static constexpr T value(T x) {
    return x;
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return literal(*x.g, 1); }
};

}  // namespace pathwise
