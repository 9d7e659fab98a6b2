#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Makes a product that only one sum uses part of it: a * b + c -> fma(a, b, c), a * b - c -> fma(a, b, -c) where -c
/// costs nothing, c - a * b -> fma(-a, b, c) where a is a constant. No other place contracts, so results do not depend
/// on the compiler.
class contraction {
 public:
  constexpr explicit contraction(const graph& from) : from_(from), uses_(use_counts(from)) {}

  constexpr int operator()(graph& to, const node& n, int old) const {
    if (n.kind != op_kind::elementwise || n.arity != 2) return to.add(n);
    const std::uint64_t op = to.ops[n.op].id;
    if (op == detail::id<add_op>) {
      for (const int k : {0, 1})
        if (is_lone_product(to, n, old, k)) return fused(to, n.operands[k], {&to, n.operands[1 - k]}, false);
    } else if (op == detail::id<subtract_op>) {
      if (to.is_constant(n.operands[1]) && is_lone_product(to, n, old, 0))
        return fused(to, n.operands[0], literal(to, -to.nodes[n.operands[1]].constant), false);
      if (is_lone_product(to, n, old, 1) &&
          (to.is_constant(to.nodes[n.operands[1]].operands[0]) || to.is_constant(to.nodes[n.operands[1]].operands[1])))
        return fused(to, n.operands[1], {&to, n.operands[0]}, true);
    }
    return to.add(n);
  }

 private:
  const graph& from_;
  list<std::int32_t> uses_;

  constexpr bool is_lone_product(const graph& to, const node& n, int old, int k) const {
    const int operand = from_.nodes[old].operands[k];
    return uses_[operand] == 1 && from_.is<multiply_op>(operand) && to.is<multiply_op>(n.operands[k]);
  }
  static constexpr int fused(graph& to, int product, any_expr c, bool negated) {
    const node p = to.nodes[product];
    const int constant = to.is_constant(p.operands[0]) ? 0 : 1;
    any_expr a{&to, p.operands[0]}, b{&to, p.operands[1]};
    if (negated) a = literal(to, -to.nodes[p.operands[constant]].constant), b.id = p.operands[1 - constant];
    const any_expr y = fma(a, b, c);
    return y.id;
  }
};

constexpr graph contract(const graph& from) { return rewrite(from, contraction(from)); }

}  // namespace pathwise
