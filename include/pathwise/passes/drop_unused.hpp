#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Keeps what the wanted marks (roots, gradients and written states) reach, in order; forgets all other marks, and
/// domains.
constexpr graph drop_unused(const graph& from) {
  list<char> wanted(from.nodes.size(), 0);
  for (const mark& m : from.marks)
    if (is_wanted(m.kind)) wanted[m.node] = 1;
  for (int i = from.nodes.size() - 1; i >= 0; --i)
    if (wanted[i])
      for (const std::int32_t o : from.nodes[i].operands)
        if (o >= 0) wanted[o] = 1;

  graph to = with_tables_of(from);
  to.marks = {};
  to.domains = {};
  list<std::int32_t> place(from.nodes.size(), -1);
  for (int i = 0; i < from.nodes.size(); ++i) {
    if (!wanted[i]) continue;
    node n = from.nodes[i];
    for (std::int32_t& o : n.operands)
      if (o >= 0) o = place[o];
    place[i] = to.nodes.add(n);  // equal nodes were one before
  }
  for (const mark& m : from.marks)
    if (is_wanted(m.kind)) to.marks.add({m.name, m.kind, place[m.node]});
  return to;
}

/// Gives each wanted value that is a leaf or a constant a node of its own, so that outputs and gradients always have a
/// place.
constexpr graph own_outputs(graph g) {
  for (mark& m : g.marks)
    if (g.kind(m.node) == op_kind::leaf || g.kind(m.node) == op_kind::constant)
      m.node = apply<copy_op>(any_expr{&g, m.node}).id;
  return g;
}

}  // namespace pathwise
