#pragma once
// Algebra that leaves a value as it is or makes it safer: identities, signs, and the forms of log-sum-exp and sigmoid
// that stay finite.
#include <limits>

#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Whether stop_gradient nodes, custom derivatives and recompute have done their work: before the last differentiation
/// they must stay.
enum class gradients : bool { to_come, taken };

namespace detail {

class simplifier {
 public:
  constexpr simplifier(graph& target, gradients when) : to_(target), when_(when) {}

  /// The simplest known node equal to `n`, whose operands are already simple.
  constexpr int node_for(const node& n) {
    if (n.kind == op_kind::elementwise) return elementwise(n);
    if (n.kind == op_kind::broadcast) return broadcast_of(n);
    if (n.kind == op_kind::reduce_features) return reduction_of(n, *to_.ops[n.op].record);
    if (n.kind == op_kind::gather) return gather_of(n);
    if ((n.kind == op_kind::custom_derivative || n.kind == op_kind::recompute) && when_ == gradients::taken)
      return n.operands[0];
    return to_.add(n);
  }

 private:
  graph& to_;
  gradients when_;

  constexpr any_expr handle(int id) { return {&to_, id}; }
  constexpr std::uint64_t op_of(int id) const { return to_.ops[to_.nodes[id].op].id; }
  template <class Op>
  constexpr bool is(any_expr x) const {
    return op_of(x.id) == detail::id<Op>;
  }
  constexpr any_expr operand(any_expr x, int k = 0) { return handle(to_.nodes[x.id].operands[k]); }
  constexpr bool is_constant(any_expr x) const { return to_.is_constant(x.id); }
  constexpr bool equals(any_expr x, double value) const { return is_constant(x) && to_.nodes[x.id].constant == value; }
  constexpr any_expr number(double value) { return literal(to_, value); }
  /// Simplifies a node just made of simple operands, if it is new.
  constexpr any_expr again(any_expr x) { return handle(node_for(node(to_.nodes[x.id]))); }

  constexpr int broadcast_of(const node& n) {
    any_expr x = handle(n.operands[0]);
    while (to_.kind(x.id) == op_kind::broadcast) x = operand(x);
    return broadcast(x, extents(to_.shapes[n.axes]), n.positions).id;
  }
  /// One number everywhere is the same wherever it is moved.
  constexpr int gather_of(const node& n) {
    const any_expr x = handle(n.operands[0]);
    if (to_.kind(x.id) != op_kind::broadcast || !is_total(to_.maps[n.slot])) return to_.add(n);
    const any_expr number = operand(x);
    if (number.axes().rank != 0 || (number.has_rows() && number.positions() != n.positions)) return to_.add(n);
    return broadcast(number, extents(to_.shapes[n.axes]), n.positions).id;
  }
  constexpr int reduction_of(const node& n, const op_record& r) {
    const any_expr x = handle(n.operands[0]);
    if (x.axes().rank == 0) return x.id;
    if (to_.kind(x.id) != op_kind::broadcast || operand(x).axes().rank != 0) return to_.add(n);
    const double count = r.reduce == reduction::sum ? x.axes().size() : 1;
    return broadcast(again(number(count) * operand(x)), extents{}, n.positions).id;
  }

  /// Operands broadcast by themselves, so explicit broadcasts among them move outwards or vanish: the node on their
  /// sources.
  constexpr int without_broadcasts(const node& n, const op_record& r) {
    node small = n;
    node_shape shapes[3];
    for (int k = 0; k < r.arity; ++k) {
      if (to_.kind(n.operands[k]) == op_kind::broadcast) small.operands[k] = to_.nodes[n.operands[k]].operands[0];
      shapes[k] = to_.shape(small.operands[k]);
    }
    const node_shape shape = r.shape(shapes);
    small.axes = to_.intern(shape.axes);
    small.positions = shape.positions;
    return node_for(small);
  }
  constexpr int folded(const node& n, const op_record& r) {
    double x[3] = {};
    for (int k = 0; k < r.arity; ++k) x[k] = to_.nodes[n.operands[k]].constant;
    return number(r.value_double(x)).id;
  }

  constexpr int elementwise(const node& n) {
    const std::uint64_t op = to_.ops[n.op].id;
    const node* const all = to_.nodes.begin();
    bool known = true, repeated = false;
    for (int k = 0; k < n.arity; ++k) {
      const op_kind kind = all[n.operands[k]].kind;
      known = known && kind == op_kind::constant;
      repeated = repeated || kind == op_kind::broadcast;
    }
    if (op == detail::id<when_training_op>) return like(n, handle(n.operands[1]));
    if (known) return folded(n, *to_.ops[n.op].record);
    if (repeated) return like(n, handle(without_broadcasts(n, *to_.ops[n.op].record)));
    any_expr simple;
    if (n.arity == 1) simple = unary(n, op);
    if (n.arity == 2) simple = binary(n, op);
    return simple ? like(n, simple) : to_.add(n);
  }
  /// x with the shape of n.
  constexpr int like(const node& n, any_expr x) {
    const node& is = to_.nodes[x.id];
    if (is.axes == n.axes && is.positions == n.positions) return x.id;
    return broadcast(x, extents(to_.shapes[n.axes]), n.positions).id;
  }
  /// Whether a rule for `op` can fit operands that are `a` and `b`: most nodes are passed by here, for a few steps.
  static constexpr bool may_simplify(std::uint64_t op, std::uint64_t a, std::uint64_t b) {
    return a == detail::id<constant_op> || b == detail::id<constant_op> || a == detail::id<negate_op> ||
           b == detail::id<negate_op> || (op == detail::id<divide_op> && b == detail::id<exp_op>);
  }

  constexpr any_expr unary(const node& n, std::uint64_t op) {
    const any_expr x = handle(n.operands[0]);
    if (op == detail::id<negate_op>) {
      if (is<negate_op>(x)) return operand(x);
      if (is<multiply_op>(x) && is_constant(operand(x))) return again(number(-operand(x).constant()) * operand(x, 1));
      if (is<subtract_op>(x)) return again(operand(x, 1) - operand(x));
    } else if (op == detail::id<log_op>) {
      return logarithm(x);
    } else if (op == detail::id<log1p_op>) {
      if (is<exp_op>(x)) return again(softplus(operand(x)));
    } else if (op == detail::id<sqrt_op>) {
      if (is<softplus_op>(x)) return exp(again(number(0.5) * log_softplus(operand(x))));
    } else if (op == detail::id<square_op> || op == detail::id<abs_op>) {
      if (is<negate_op>(x)) return op == detail::id<square_op> ? again(square(operand(x))) : again(abs(operand(x)));
    } else if (op == detail::id<stop_gradient_op>) {
      if (when_ == gradients::taken) return x;
    }
    return {};
  }
  constexpr any_expr logarithm(any_expr x) {
    if (is<exp_op>(x)) return operand(x);
    if (is<sqrt_op>(x)) return again(number(0.5) * again(log(operand(x))));
    if (is<softplus_op>(x)) return log_softplus(operand(x));
    if (is<sigmoid_op>(x)) return again(-softplus(again(-operand(x))));
    if (is<add_op>(x))
      for (const int k : {0, 1})
        if (equals(operand(x, k), 1)) return again(log1p(operand(x, 1 - k)));
    return {};
  }

  /// An operand as the rules for two ask for it: which operation it is, and its number, which equals none where it has
  /// none.
  struct side {
    any_expr x;
    std::uint64_t op = 0;
    double number = std::numeric_limits<double>::quiet_NaN();

    constexpr bool is_negated() const { return op == detail::id<negate_op>; }
    constexpr bool is_number() const { return op == detail::id<constant_op>; }
  };
  constexpr side side_of(int id) {
    const node& n = to_.nodes[id];
    side t{handle(id), to_.ops[n.op].id};
    if (n.kind == op_kind::constant) t.number = n.constant;
    return t;
  }

  constexpr any_expr binary(const node& n, std::uint64_t op) {
    const side a = side_of(n.operands[0]), b = side_of(n.operands[1]);
    if (!may_simplify(op, a.op, b.op)) return {};
    if (op == detail::id<multiply_op>) return multiplied(a, b);
    if (op == detail::id<add_op>) return added(a, b);
    if (op == detail::id<subtract_op>) return subtracted(a, b);
    if (op == detail::id<divide_op>) return divided(a, b);
    return {};
  }
  constexpr any_expr added(const side& a, const side& b) {
    if (a.number == 0) return b.x;
    if (b.number == 0) return a.x;
    if (b.is_negated()) return again(a.x - operand(b.x));
    if (a.is_negated()) return again(b.x - operand(a.x));
    return {};
  }
  constexpr any_expr subtracted(const side& a, const side& b) {
    if (b.number == 0) return a.x;
    if (a.number == 0) return again(-b.x);
    if (b.is_negated()) return again(a.x + operand(b.x));
    if (a.number == 1 && b.op == detail::id<sigmoid_op>) return sigmoid(again(-operand(b.x)));
    if (b.number == 1 && a.op == detail::id<exp_op>) return expm1(operand(a.x));
    return {};
  }
  constexpr any_expr multiplied(const side& a, const side& b) {
    if (a.number == 0 || b.number == 0) return number(0);
    if (a.number == 1) return b.x;
    if (b.number == 1) return a.x;
    if (b.is_number()) return again(b.x * a.x);
    if (a.number == -1) return again(-b.x);
    if (a.is_number() && b.is_negated()) return again(number(-a.number) * operand(b.x));
    if (a.is_number() && b.op == detail::id<multiply_op> && is_constant(operand(b.x)))
      return again(number(a.number * operand(b.x).constant()) * operand(b.x, 1));
    if (a.is_negated()) return again(-again(operand(a.x) * b.x));
    if (b.is_negated()) return again(-again(a.x * operand(b.x)));
    return {};
  }
  constexpr any_expr divided(const side& a, const side& b) {
    if (b.number == 1) return a.x;
    if (a.number == 0) return number(0);
    if (b.is_number() && is_power_of_two(b.number)) return again(number(1 / b.number) * a.x);
    if (a.number == 1 && b.op == detail::id<add_op>)  // 1 / (1 + exp(x))
      for (const int k : {0, 1})
        if (equals(operand(b.x, k), 1) && is<exp_op>(operand(b.x, 1 - k)))
          return sigmoid(again(-operand(operand(b.x, 1 - k))));
    if (a.op == detail::id<exp_op> && b.op == detail::id<exp_op>) return again(exp(again(operand(a.x) - operand(b.x))));
    if (b.op == detail::id<exp_op>)  // the derivative of a / b divides by b^2, which underflows
      return again(a.x * again(exp(again(-operand(b.x)))));
    if (a.is_negated()) return again(-again(operand(a.x) / b.x));
    return {};
  }
  static constexpr bool is_power_of_two(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const auto exponent = bits >> 52 & 0x7ff;
    return (bits & 0xfffffffffffffu) == 0 && exponent > 1 && exponent < 0x7fd;
  }
};

}  // namespace detail

/// The rules, as a rewriting's.
struct simplification {
  gradients when;

  constexpr int operator()(graph& to, const node& n, int /*old*/) const {
    return detail::simplifier(to, when).node_for(n);
  }
};

/// Applies the rules bottom-up. Values stay equal up to rounding, and finite where they were; 0 * x is 0.
constexpr graph simplify(const graph& from, gradients when = gradients::taken) {
  return rewrite(from, simplification{when});
}

}  // namespace pathwise
