#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// A matrix without rows is laid out as a weight is, every other value flat: where the two meet, the one without rows
/// is reshaped explicitly, and a reshape from flat to flat is no work at all.
constexpr graph flatten_matrices(graph from) {
  bool any = false;
  for (const extents& e : from.shapes) any = any || e.rank == 2;
  for (const op_entry& op : from.ops) any = any || op.record->kind == op_kind::reshape;
  if (!any) return from;
  list<char> wanted(from.nodes.size());
  for (const mark& m : from.marks) wanted[m.node] = 1;
  return rewrite(from, [&](graph& to, node n, int old) {
    const op_kind kind = to.ops[n.op].record->kind;
    if (kind == op_kind::reshape &&
        (n.positions > 0 || (to.shapes[n.axes].rank != 2 && to.axes(n.operands[0]).rank != 2))) {
      if (!wanted[old]) return static_cast<int>(n.operands[0]);
      node copied = to.node_of(id_of<copy_op>(), &record_of<copy_op>);  // of the wanted shape
      copied.operands[0] = n.operands[0], copied.axes = n.axes, copied.positions = n.positions;
      return to.add(copied);
    }
    const extents axes = to.shapes[n.axes], flat{1, {axes.size()}};
    if (axes.rank != 2) return to.add(n);
    if (kind == op_kind::sum_rows) {
      n.axes = to.intern(flat);
      return reshape({&to, to.add(n)}, axes).id;
    }
    if (n.positions == 0 || (kind != op_kind::elementwise && kind != op_kind::broadcast)) return to.add(n);
    for (std::int32_t& o : n.operands)
      if (o >= 0 && to.axes(o).rank == 2 && to.nodes[o].positions == 0) o = reshape({&to, o}, flat).id;
    return to.add(n);
  });
}

}  // namespace pathwise
