#pragma once
#include <pathwise/passes/drop_unused.hpp>
#include <pathwise/passes/simplify.hpp>

namespace pathwise {
namespace detail {

/// Whether a map takes each axis to one axis, by single steps forwards or backwards: its elements keep apart.
constexpr bool keeps_apart(const index_map& m) {
  if (m.from.rank != m.to.rank) return false;
  unsigned seen = 0;
  for (int k = 0; k < m.to.rank; ++k) {
    int at = -1;
    for (int j = 0; j < m.from.rank; ++j) {
      if (m.step[k][j] == 0) continue;
      if (at >= 0 || (m.step[k][j] != 1 && m.step[k][j] != -1)) return false;
      at = j;
    }
    if (at < 0 || (seen >> at & 1) != 0) return false;
    seen |= 1u << at;
  }
  return true;
}
/// Whether a map is an order of axes: each of `from` is one whole axis of `to`, forwards.
constexpr bool is_order_of_axes(const index_map& m) {
  if (!keeps_apart(m)) return false;
  for (int k = 0; k < m.to.rank; ++k) {
    if (m.offset[k] != 0) return false;
    for (int j = 0; j < m.from.rank; ++j)
      if (m.step[k][j] != 0 && (m.step[k][j] != 1 || m.from.at[j] != m.to.at[k])) return false;
  }
  return true;
}
/// From `to` back to `from`, for a map that keeps its elements apart.
constexpr index_map inverse_of(const index_map& m) {
  index_map inverse{m.to, m.from};
  for (int k = 0; k < m.to.rank; ++k)
    for (int j = 0; j < m.from.rank; ++j)
      if (m.step[k][j] != 0) {
        inverse.step[j][k] = m.step[k][j];
        inverse.offset[j] = -m.step[k][j] * m.offset[k];
      }
  return inverse;
}
/// First by `outer`, whose `to` is `inner`'s `from`, then by `inner`.
constexpr index_map composed(const index_map& outer, const index_map& inner) {
  index_map m{outer.from, inner.to};
  for (int k = 0; k < inner.to.rank; ++k) {
    m.offset[k] = inner.offset[k];
    for (int l = 0; l < inner.from.rank; ++l) {
      m.offset[k] += inner.step[k][l] * outer.offset[l];
      for (int j = 0; j < outer.from.rank; ++j) m.step[k][j] += inner.step[k][l] * outer.step[l][j];
    }
  }
  return m;
}
/// Whether the composition of the two is an affine map: nothing outside `inner`'s axes may come to lie inside.
constexpr bool compose(const index_map& outer, const index_map& inner) {
  return outer.to == inner.from && (is_order_of_axes(inner) || (is_total(inner) && is_total(outer)));
}

class move_composer {
 public:
  constexpr int operator()(graph& to, const node& n, int /*old*/) const {
    if (n.kind == op_kind::reshape && n.positions != to.nodes[n.operands[0]].positions)
      return moved(to, {&to, n.operands[0]}, identity_map(all_axes(to.shapes[n.axes], n.positions)),
                   {to.shapes[n.axes], n.positions})
          .id;
    if (n.kind == op_kind::gather)
      return moved(to, {&to, n.operands[0]}, index_map(to.maps[n.slot]), {to.shapes[n.axes], n.positions}).id;
    if (n.kind == op_kind::scatter) return scattered_from(to, n);
    if (n.kind == op_kind::elementwise && n.positions == 1 && to.shapes[n.axes].rank > 0)
      if (const int id = in_order_of_operands(to, n); id >= 0) return id;
    return to.add(n);
  }

 private:
  static constexpr extents all_axes(const extents& axes, int positions) {
    if (positions <= 1 || axes.rank == extents::max_rank) return axes;
    extents all{axes.rank + 1, {positions}};
    for (int k = 0; k < axes.rank; ++k) all.at[k + 1] = axes.at[k];
    return all;
  }
  /// What a row's numbers are kept in, in order: a reshape moves none of them.
  static constexpr any_expr without_reshapes(any_expr x) {
    while (x.g->kind(x.id) == op_kind::reshape && x.has_rows()) x.id = x.g->nodes[x.id].operands[0];
    return x;
  }
  /// gather(x, map, to), through the gathers that x is.
  constexpr any_expr moved(graph& g, any_expr x, index_map map, const node_shape& to) const {
    x = without_reshapes(x);
    while (g.kind(x.id) == op_kind::gather && x.has_rows()) {
      const index_map inner = map_of(x);
      // Where one of the two keeps the order, only the other's axes count.
      if (map == identity_map(map.from))
        map = inner;
      else if (compose(map, inner))
        map = composed(map, inner);
      else if (!(inner == identity_map(inner.from)))
        break;
      x = without_reshapes({&g, g.nodes[x.id].operands[0]});
    }
    return gather(x, map, to);
  }
  /// Elements that keep apart are added to nothing, so they can be gathered.
  constexpr int scattered_from(graph& g, node n) const {
    const index_map map = g.maps[n.slot];
    if (n.positions > 0 && g.ops[n.op].record->reduce == reduction::sum && keeps_apart(map))
      return moved(g, {&g, n.operands[0]}, inverse_of(map), {g.shapes[n.axes], n.positions}).id;
    n.operands[0] = without_reshapes({&g, n.operands[0]}).id;
    return g.add(n);
  }

  /// An elementwise node whose operands are one value in another order of its axes is computed in that value's own
  /// order, and its result put in the other: orders then move on to where they compose or vanish. -1 where that is no
  /// gain.
  constexpr int in_order_of_operands(graph& g, const node& n) const {
    int leading = -1, others = 0;
    for (int k = 0; k < n.arity; ++k) {
      const node& o = g.nodes[n.operands[k]];
      if (g.shapes[o.axes].rank == 0) continue;
      if (leading < 0 && o.kind == op_kind::gather && o.positions == 1 && is_order_of_axes(g.maps[o.slot]))
        leading = k;
      else
        ++others;
    }
    if (leading < 0) return -1;
    const node first = g.nodes[n.operands[leading]];
    const any_expr source = without_reshapes({&g, first.operands[0]});
    const index_map map = g.maps[first.slot], back = inverse_of(map);
    const node_shape shape = source.whole_shape();
    if (others > 0 && shape.positions == 1) return -1;
    node inside = n;
    inside.axes = g.intern(shape.axes);
    inside.positions = shape.positions;
    for (int k = 0; k < n.arity; ++k) {
      const any_expr x{&g, n.operands[k]};
      if (x.axes().rank == 0) {
        if (x.has_rows() && shape.positions != 1) return -1;
      } else if (x.has_rows()) {
        inside.operands[k] = moved(g, x, back, shape).id;
      } else {
        const any_expr each = one_for_each_position(g, x, back, shape);
        if (!each) return -1;
        inside.operands[k] = each.id;
      }
    }
    const any_expr y{&g, g.add(inside)};
    return gather(y, map, {extents(g.shapes[n.axes]), 1}).id;
  }
  /// A value without rows that is the same at every position, as what one position sees of it; nothing where it is not.
  constexpr any_expr one_for_each_position(graph& g, any_expr x, const index_map& back, const node_shape& shape) const {
    if (shape.positions <= 1) return gather(x, back, {shape.axes, 0});
    if (g.kind(x.id) != op_kind::gather || shape.axes.rank != 1) return {};
    const index_map inner = map_of(x);
    if (!compose(back, inner)) return {};
    const index_map m = composed(back, inner);
    const any_expr v{&g, g.nodes[x.id].operands[0]};
    if (v.axes().size() != shape.axes.at[0] || m.from.at[m.from.rank - 1] != shape.axes.at[0]) return {};
    for (int k = 0; k < m.to.rank; ++k) {
      for (int j = 0; j < m.from.rank - 1; ++j)
        if (m.step[k][j] != 0) return {};
      if (m.step[k][m.from.rank - 1] != (m.to.at[k] == 1 ? 0 : 1) || m.offset[k] != 0) return {};
    }
    return reshape(v, shape.axes);
  }
};

/// What is scattered into one order of axes, or into rows, and from there gathered into another, is scattered there at
/// once, where nobody else reads it.
constexpr graph scatter_in_place(const graph& from) {
  const list<std::int32_t> uses = use_counts(from);
  return rewrite(from, [&](graph& to, const node& n, int old) {
    if (n.kind != op_kind::gather || n.positions == 0) return to.add(n);
    const node x = to.nodes[n.operands[0]];
    if (x.kind != op_kind::scatter || uses[from.nodes[old].operands[0]] != 1) return to.add(n);
    const index_map order = to.maps[n.slot], map = to.maps[x.slot];
    const bool kept = order == identity_map(order.from);
    if (!kept && !(is_order_of_axes(order) && order.to == map.to)) return to.add(n);
    index_map there = map;
    for (int j = 0; !kept && j < order.from.rank; ++j)
      for (int k = 0; k < order.to.rank; ++k) {
        if (order.step[k][j] == 0) continue;
        there.to.at[j] = map.to.at[k];
        there.offset[j] = map.offset[k];
        for (int i = 0; i < extents::max_rank; ++i) there.step[j][i] = map.step[k][i];
      }
    node scatter = x;
    scatter.slot = to.intern(there);
    scatter.axes = n.axes;
    scatter.positions = n.positions;
    return to.add(scatter);
  });
}

}  // namespace detail

/// Gathers of gathers become one, reshapes on the way to or from one vanish, and elementwise nodes on reordered values
/// are computed where those lie. No number changes. What is then unused is dropped.
constexpr graph compose_moves(graph from) {
  bool any = from.maps.size() > 0;
  for (const node& n : from.nodes) any = any || n.positions > 1;
  if (!any) return from;
  return drop_unused(detail::scatter_in_place(drop_unused(simplify(rewrite(from, detail::move_composer{})))));
}

}  // namespace pathwise
