#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// log(1 + e^x), as max(x, 0) + log1p(e^-|x|) so that no finite x overflows.
struct softplus_op {
  static constexpr auto name = "softplus";
  template <class T>
  static constexpr T value(T x) {
    return math::softplus(x);
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return sigmoid(x); }
};
constexpr any_expr softplus(any_expr x) { return apply<softplus_op>(x); }

}  // namespace pathwise
