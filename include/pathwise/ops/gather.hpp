#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

constexpr const index_map& map_of(any_expr y) { return y.g->maps[y.g->nodes[y.id].slot]; }

namespace detail {

/// A map of what one position has, as one of what a row has.
constexpr index_map at_all_positions(const index_map& map, int positions) {
  if (positions <= 1) return map;
  if (map.from.rank == extents::max_rank || map.to.rank == extents::max_rank)
    throw std::logic_error("E010: a value has at most six static axes, counting those that vmap runs over");
  index_map all;
  all.from.rank = map.from.rank + 1, all.to.rank = map.to.rank + 1;
  all.from.at[0] = all.to.at[0] = positions;
  all.step[0][0] = 1;
  for (int j = 0; j < map.from.rank; ++j) all.from.at[j + 1] = map.from.at[j];
  for (int k = 0; k < map.to.rank; ++k) {
    all.to.at[k + 1] = map.to.at[k];
    all.offset[k + 1] = map.offset[k];
    for (int j = 0; j < map.from.rank; ++j) all.step[k + 1][j + 1] = map.step[k][j];
  }
  return all;
}

template <class Op>
constexpr any_expr append_mapped(any_expr x, const index_map& map, const node_shape& to) {
  node n = x.g->node_of(id_of<Op>(), &record_of<Op>);
  n.operands[0] = x.id;
  n.slot = x.g->intern(map);
  n.axes = x.g->intern(to.axes);
  n.positions = to.positions;
  return {x.g, x.g->add(n)};
}

}  // namespace detail

/// y[e] = x[map(e)], and 0 where the map leads outside x: slices, transpositions, repetitions, padding, windows. The
/// map is one of all that a row has, position after position.
struct gather_op {
  static constexpr auto name = "gather";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::gather;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return {{scatter_sum(dy, index_map(map_of(y)), x[0].whole_shape())}};
  }
};

/// Shapes: a row of x has the elements of `map.to`, one of the result, which is of shape `to`, those of `map.from`.
constexpr any_expr gather(any_expr x, const index_map& map, const node_shape& to) {
  if (to == x.whole_shape() && map == identity_map(map.from)) return x;
  return detail::append_mapped<gather_op>(x, map, to);
}
/// At each position by the same map. Shapes: x `map.to`, the result `map.from`.
constexpr any_expr gather(any_expr x, const index_map& map) {
  return gather(x, detail::at_all_positions(map, x.positions()), {map.from, x.whole_shape().positions});
}

}  // namespace pathwise
