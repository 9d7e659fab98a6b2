#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Keeps what the wanted marks (roots, gradients and written states) reach, in order; forgets all other marks, and
/// domains.
constexpr graph drop_unused(const graph& from) {
  const int count = from.nodes.size();
  const node* const all = from.nodes.begin();
  list<std::int32_t> places(count);  // first 1 where a node is wanted, then its new id and 1
  std::int32_t* const place = places.begin();
  for (const mark& m : from.marks)
    if (is_wanted(m.kind)) place[m.node] = 1;
  for (int i = count - 1; i >= 0; --i)
    if (place[i] != 0)
      for (int k = 0; k < 3 && all[i].operands[k] >= 0; ++k) place[all[i].operands[k]] = 1;

  graph to = with_tables_of(from);
  to.marks = {};
  to.domains = {};
  to.nodes.reserve(count);
  for (int i = 0; i < count; ++i) {
    if (place[i] == 0) continue;
    node n = all[i];
    for (int k = 0; k < 3 && n.operands[k] >= 0; ++k) n.operands[k] = place[n.operands[k]] - 1;
    place[i] = to.nodes.add(n) + 1;  // equal nodes were one before
  }
  for (const mark& m : from.marks)
    if (is_wanted(m.kind)) to.marks.add({m.name, m.kind, place[m.node] - 1});
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
