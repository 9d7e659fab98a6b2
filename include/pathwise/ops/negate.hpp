#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// -x.
struct negate_op {
  static constexpr auto name = "negate";
  template <class T>
  static constexpr T value(T x) {
    return -x;
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return literal(*x.g, -1); }
};
constexpr any_expr operator-(any_expr x) { return apply<negate_op>(x); }

}  // namespace pathwise
