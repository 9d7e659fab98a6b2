#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The largest whole number not above x. Gradient: 0 everywhere.
struct floor_op {
  static constexpr auto name = "floor";
  template <class T>
  static constexpr T value(T x) {
    return math::floor(x);
  }
  static constexpr any_expr derivative(any_expr /*x*/, any_expr /*y*/) { return zero_derivative; }
};
constexpr any_expr floor(any_expr x) { return apply<floor_op>(x); }

}  // namespace pathwise
