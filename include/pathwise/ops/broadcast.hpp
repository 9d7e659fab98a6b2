#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// A value of rank 0 repeated over `axes`, or one without rows repeated over rows and their positions. Elementwise
/// operations broadcast by themselves: this is for products, outputs and reductions.
struct broadcast_op {
  static constexpr auto name = "broadcast";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::broadcast;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    any_expr d = dy;
    if (x[0].axes().rank == 0 && y.axes().rank != 0) d = sum(d);
    if (!x[0].has_rows() && y.has_rows()) d = sum_rows(d);
    return {{d}};
  }
};

constexpr any_expr broadcast(any_expr x, const extents& axes, int positions) {
  if (x.axes() == axes && x.positions() == positions) return x;
  node n = x.g->node_of(id_of<broadcast_op>(), &record_of<broadcast_op>);
  n.operands[0] = x.id;
  n.axes = x.g->intern(axes);
  n.positions = static_cast<std::uint16_t>(positions);
  return {x.g, x.g->add(n)};
}

/// x where it has rows; what has none is repeated over them.
constexpr any_expr with_rows(any_expr x) { return x.has_rows() ? x : broadcast(x, extents(x.axes()), 1); }

}  // namespace pathwise
