#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// a * b + c with one rounding where the machine has it (everywhere but SSE2): the only place where products and sums
/// are contracted.
struct fma_op {
  static constexpr auto name = "fma";
  template <class T>
  static constexpr T value(T a, T b, T c) {
    return math::fma(a, b, c);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr /*c*/, any_expr /*y*/) {
    return {{b, a, literal(*a.g, 1)}};
  }
};
constexpr any_expr fma(any_expr a, any_expr b, any_expr c) { return apply<fma_op>(a, b, c); }

}  // namespace pathwise
