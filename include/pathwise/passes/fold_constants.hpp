#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Evaluates, in double, every elementwise node whose operands are all constants.
constexpr graph fold_constants(const graph& from) {
  return rewrite(from, [](graph& to, const node& n, int) {
    const op_record& r = *to.ops[n.op].record;
    if (r.kind != op_kind::elementwise) return to.add(n);
    double x[3] = {};
    for (int k = 0; k < r.arity; ++k) {
      if (!to.is_constant(n.operands[k])) return to.add(n);
      x[k] = to.nodes[n.operands[k]].constant;
    }
    return literal(to, r.value_double(x)).id;
  });
}

}  // namespace pathwise
