#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

constexpr const index_map& map_of(any_expr y) { return y.g->maps[y.g->nodes[y.id].slot]; }

namespace detail {

template <class Op>
constexpr any_expr append_mapped(any_expr x, const index_map& map, const extents& axes) {
  node n = x.g->node_of(id_of<Op>(), &record_of<Op>);
  n.operands[0] = x.id;
  n.slot = x.g->intern(map);
  n.axes = x.g->intern(axes);
  n.has_rows = x.has_rows();
  return {x.g, x.g->add(n)};
}

}  // namespace detail

/// y[e] = x[map(e)], and 0 where the map leads outside x: slices, transpositions, repetitions, padding, windows.
struct gather_op {
  static constexpr auto name = "gather";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::gather;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* /*x*/, any_expr y, any_expr dy) {
    return {{scatter_sum(dy, index_map(map_of(y)))}};
  }
};

/// Shapes: x `map.to`, the result `map.from`.
constexpr any_expr gather(any_expr x, const index_map& map) {
  if (map == identity_map(x.axes())) return x;
  return detail::append_mapped<gather_op>(x, map, map.from);
}

}  // namespace pathwise
