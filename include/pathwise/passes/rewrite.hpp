#pragma once
// The frame of every pass that maps nodes to nodes.
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// A graph with the tables of `from` (ops, shapes, slots, marks, domains, maps), no nodes yet.
constexpr graph with_tables_of(const graph& from) {
  graph to;
  to.ops = from.ops;
  to.shapes = from.shapes;
  to.slots = from.slots;
  to.marks = from.marks;
  to.domains = from.domains;
  to.maps = from.maps;
  to.error = from.error;
  return to;
}

/// Rebuilds a graph node by node: `rule(to, n)` appends what stands for node `n`, whose operands are already nodes of
/// `to`, and returns its id. Equal nodes become one, since adding hash-conses.
template <class Rule>
constexpr graph rewrite(const graph& from, Rule rule) {
  graph to = with_tables_of(from);
  const int count = from.nodes.size();
  to.nodes.reserve(count);
  list<std::int32_t> places(count, -1);
  std::int32_t* const place = places.begin();
  for (int i = 0; i < count; ++i) {
    node n = from.nodes[i];
    for (std::int32_t& o : n.operands)
      if (o >= 0) o = place[o];
    place[i] = rule(to, n, i);
  }
  for (mark& m : to.marks) m.node = place[m.node];
  for (parameter_domain& d : to.domains) {
    d.node = place[d.node];
    if (d.previous >= 0) d.previous = place[d.previous];
  }
  return to;
}

/// How many operands refer to each node; marks count too, since they must survive.
constexpr list<std::int32_t> use_counts(const graph& g) {
  list<std::int32_t> uses(g.nodes.size(), 0);
  std::int32_t* const count = uses.begin();
  for (const node& n : g.nodes)
    for (const std::int32_t o : n.operands)
      if (o >= 0) ++count[o];
  for (const mark& m : g.marks) ++uses[m.node];
  return uses;
}

}  // namespace pathwise
