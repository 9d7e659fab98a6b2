#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Makes a product that only one sum uses part of it: a * b + c -> fma(a, b, c), a * b - c -> fma(a, b, -c) where -c
/// costs nothing, c - a * b -> fma(-a, b, c) where a is a constant. No other place contracts, so results do not depend
/// on the compiler.
constexpr graph contract(const graph& from) {
  const list<std::int32_t> uses = use_counts(from);
  return rewrite(from, [&](graph& to, const node& n, int old) {
    const auto lone_product = [&](int k) {
      return from.is<multiply_op>(from.nodes[old].operands[k]) && uses[from.nodes[old].operands[k]] == 1;
    };
    const auto fused = [&](int product, any_expr c, bool negated) {
      const node p = to.nodes[product];
      const int constant = to.is_constant(p.operands[0]) ? 0 : 1;
      any_expr a{&to, p.operands[0]}, b{&to, p.operands[1]};
      if (negated) a = literal(to, -to.nodes[p.operands[constant]].constant), b.id = p.operands[1 - constant];
      const any_expr y = fma(a, b, c);
      return y.id;
    };
    if (to.ops[n.op].id == id_of<add_op>()) {
      for (const int k : {0, 1})
        if (lone_product(k) && to.is<multiply_op>(n.operands[k]))
          return fused(n.operands[k], {&to, n.operands[1 - k]}, false);
    } else if (to.ops[n.op].id == id_of<subtract_op>()) {
      if (lone_product(0) && to.is<multiply_op>(n.operands[0]) && to.is_constant(n.operands[1]))
        return fused(n.operands[0], literal(to, -to.nodes[n.operands[1]].constant), false);
      if (lone_product(1) && to.is<multiply_op>(n.operands[1]) &&
          (to.is_constant(to.nodes[n.operands[1]].operands[0]) || to.is_constant(to.nodes[n.operands[1]].operands[1])))
        return fused(n.operands[1], {&to, n.operands[0]}, true);
    }
    return to.add(n);
  });
}

}  // namespace pathwise
