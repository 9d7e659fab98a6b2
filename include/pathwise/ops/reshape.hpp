#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The same numbers in row-major order under other extents, or at other positions of a row; of the same size in all.
/// Programs lay a matrix without rows out as a weight and every other value flat: from one such matrix to another goes
/// by way of a flat value.
struct reshape_op {
  static constexpr auto name = "reshape";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::reshape;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    return {{reshape(dy, x[0].axes(), x[0].positions())}};
  }
};

constexpr any_expr reshape(any_expr x, const extents& axes, int positions) {
  if (x.axes() == axes && x.positions() == positions) return x;
  if ((x.axes().rank == 0) != (axes.rank == 0)) {  // numbers lie otherwise than columns do
    const extents all{1, {axes.size() * (positions > 1 ? positions : 1)}};
    return gather(x, identity_map(all), {axes, static_cast<std::uint16_t>(positions)});
  }
  if (!x.has_rows() && x.axes().rank == 2 && axes.rank == 2) x = reshape(x, extents{1, {axes.size()}});
  node n = x.g->node_of(id_of<reshape_op>(), &record_of<reshape_op>);
  n.operands[0] = x.id;
  n.axes = x.g->intern(axes);
  n.positions = static_cast<std::uint16_t>(positions);
  return {x.g, x.g->add(n)};
}
constexpr any_expr reshape(any_expr x, const extents& axes) { return reshape(x, axes, x.positions()); }

}  // namespace pathwise
