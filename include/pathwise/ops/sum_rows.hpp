#pragma once
#include <pathwise/ops/broadcast.hpp>

namespace pathwise {

/// The sum over rows and their positions: row-coupled, so it ends a phase. Summed in ascending order of rows, whatever
/// the threads.
struct sum_rows_op {
  static constexpr auto name = "sum_rows";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::sum_rows;
  static constexpr node_shape shape(const node_shape* x) { return {x[0].axes, 0}; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    return {{broadcast(dy, x[0].axes(), x[0].positions())}};
  }
};
/// A value without rows counts once a row.
constexpr any_expr sum_rows(any_expr x) { return apply<sum_rows_op>(with_rows(x)); }

}  // namespace pathwise
