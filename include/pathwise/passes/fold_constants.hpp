#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Evaluates an elementwise node whose operands are all constants, in double.
struct constant_folder {
  constexpr int operator()(graph& to, const node& n, int /*old*/) const {
    if (n.kind != op_kind::elementwise) return to.add(n);
    const node* const all = to.nodes.begin();
    for (int k = 0; k < n.arity; ++k)
      if (all[n.operands[k]].kind != op_kind::constant) return to.add(n);
    double x[3] = {};
    for (int k = 0; k < n.arity; ++k) x[k] = all[n.operands[k]].constant;
    return literal(to, to.ops[n.op].record->value_double(x)).id;
  }
};

/// Evaluates, in double, every elementwise node whose operands are all constants.
constexpr graph fold_constants(const graph& from) { return rewrite(from, constant_folder{}); }

}  // namespace pathwise
