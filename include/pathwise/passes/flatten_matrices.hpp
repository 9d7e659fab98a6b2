#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// A matrix without rows is laid out as a weight is, a matrix a row as a vector: where the two meet, the one without
/// rows is reshaped explicitly.
constexpr graph flatten_matrices(const graph& from) {
  return rewrite(from, [](graph& to, node n, int) {
    const op_kind kind = to.ops[n.op].record->kind;
    const extents axes = to.shapes[n.axes], flat{1, {axes.size()}};
    if (axes.rank != 2) return to.add(n);
    if (kind == op_kind::sum_rows) {
      n.axes = to.intern(flat);
      return reshape({&to, to.add(n)}, axes).id;
    }
    if (!n.has_rows || (kind != op_kind::elementwise && kind != op_kind::broadcast)) return to.add(n);
    for (std::int32_t& o : n.operands)
      if (o >= 0 && to.axes(o).rank == 2 && to.nodes[o].has_rows == 0) o = reshape({&to, o}, flat).id;
    return to.add(n);
  });
}

}  // namespace pathwise
