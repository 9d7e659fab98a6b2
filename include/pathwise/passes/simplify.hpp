#pragma once
// Algebra that leaves a value as it is or makes it safer: identities, signs, and the forms of log-sum-exp and sigmoid
// that stay finite.
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
    const op_entry& op = to_.ops[n.op];
    if (op.record->kind == op_kind::elementwise) return elementwise(n, op);
    if (op.record->kind == op_kind::broadcast) return broadcast_of(n);
    if (op.record->kind == op_kind::reduce_features) return reduction_of(n, *op.record);
    if (op.record->kind == op_kind::gather) return gather_of(n);
    if ((op.record->kind == op_kind::custom_derivative || op.record->kind == op_kind::recompute) &&
        when_ == gradients::taken)
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

  constexpr int elementwise(const node& n, const op_entry& op) {
    const op_record& r = *op.record;
    const std::uint64_t id = op.id;  // `op` may move when a rule meets a new operation
    std::uint64_t of[3] = {};
    bool known = true, repeated = false;
    for (int k = 0; k < r.arity; ++k) {
      of[k] = op_of(n.operands[k]);
      known = known && of[k] == detail::id<constant_op>;
      repeated = repeated || of[k] == detail::id<broadcast_op>;
    }
    if (id == detail::id<when_training_op>) return like(n, handle(n.operands[1]));
    if (known) return folded(n, r);
    if (repeated) return like(n, handle(without_broadcasts(n, r)));
    const any_expr simple = r.arity == 1                                     ? unary(n, id)
                            : r.arity == 2 && may_simplify(id, of[0], of[1]) ? binary(n, id)
                                                                             : any_expr{};
    return simple ? like(n, simple) : to_.add(n);
  }
  /// x with the shape of n.
  constexpr int like(const node& n, any_expr x) { return broadcast(x, extents(to_.shapes[n.axes]), n.positions).id; }
  /// Whether a rule for `op` can fit operands that are `a` and `b`: most nodes are passed by here, for a few steps.
  static constexpr bool may_simplify(std::uint64_t op, std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t constant = detail::id<constant_op>, negate = detail::id<negate_op>;
    return a == constant || b == constant || a == negate || b == negate ||
           (op == detail::id<divide_op> && b == detail::id<exp_op>);
  }

  constexpr any_expr unary(const node& n, std::uint64_t op) {
    const any_expr x = handle(n.operands[0]);
    if (op == detail::id<negate_op>) {
      if (is<negate_op>(x)) return operand(x);
      if (is<multiply_op>(x) && is_constant(operand(x))) return again(number(-operand(x).constant()) * operand(x, 1));
      if (is<subtract_op>(x)) return again(operand(x, 1) - operand(x));
    } else if (op == detail::id<log_op>) {
      return logarithm(x);
    } else if (op == detail::id<exp_op>) {
      if (is<log_op>(x) && known_positive(operand(x))) return operand(x);
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
  constexpr bool known_positive(any_expr x) const { return is<exp_op>(x) || is<softplus_op>(x) || is<sigmoid_op>(x); }

  constexpr any_expr binary(const node& n, std::uint64_t op) {
    const any_expr a = handle(n.operands[0]), b = handle(n.operands[1]);
    if (op == detail::id<add_op>) return added(a, b);
    if (op == detail::id<subtract_op>) return subtracted(a, b);
    if (op == detail::id<multiply_op>) return multiplied(a, b);
    if (op == detail::id<divide_op>) return divided(a, b);
    return {};
  }
  constexpr any_expr added(any_expr a, any_expr b) {
    if (equals(a, 0)) return b;
    if (equals(b, 0)) return a;
    if (is<negate_op>(b)) return again(a - operand(b));
    if (is<negate_op>(a)) return again(b - operand(a));
    return {};
  }
  constexpr any_expr subtracted(any_expr a, any_expr b) {
    if (equals(b, 0)) return a;
    if (equals(a, 0)) return again(-b);
    if (is<negate_op>(b)) return again(a + operand(b));
    if (equals(a, 1) && is<sigmoid_op>(b)) return sigmoid(again(-operand(b)));
    if (equals(b, 1) && is<exp_op>(a)) return expm1(operand(a));
    return {};
  }
  constexpr any_expr multiplied(any_expr a, any_expr b) {
    if (equals(a, 0) || equals(b, 0)) return number(0);
    if (equals(a, 1)) return b;
    if (equals(b, 1)) return a;
    if (is_constant(b)) return again(b * a);
    if (equals(a, -1)) return again(-b);
    if (is_constant(a) && is<negate_op>(b)) return again(number(-a.constant()) * operand(b));
    if (is_constant(a) && is<multiply_op>(b) && is_constant(operand(b)))
      return again(number(a.constant() * operand(b).constant()) * operand(b, 1));
    if (is<negate_op>(a)) return again(-again(operand(a) * b));
    if (is<negate_op>(b)) return again(-again(a * operand(b)));
    return {};
  }
  constexpr any_expr divided(any_expr a, any_expr b) {
    if (equals(b, 1)) return a;
    if (equals(a, 0)) return number(0);
    if (is_constant(b) && is_power_of_two(b.constant())) return again(number(1 / b.constant()) * a);
    if (equals(a, 1) && is<add_op>(b))  // 1 / (1 + exp(x))
      for (const int k : {0, 1})
        if (equals(operand(b, k), 1) && is<exp_op>(operand(b, 1 - k)))
          return sigmoid(again(-operand(operand(b, 1 - k))));
    if (is<exp_op>(a) && is<exp_op>(b)) return again(exp(again(operand(a) - operand(b))));
    if (is<exp_op>(b))
      return again(a * again(exp(again(-operand(b)))));  // the derivative of a / b divides by b^2, which underflows
    if (is<negate_op>(a)) return again(-again(operand(a) / b));
    return {};
  }
  static constexpr bool is_power_of_two(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const auto exponent = bits >> 52 & 0x7ff;
    return (bits & 0xfffffffffffffu) == 0 && exponent > 1 && exponent < 0x7fd;
  }
};

}  // namespace detail

/// Applies the rules bottom-up. Values stay equal up to rounding, and finite where they were; 0 * x is 0.
constexpr graph simplify(const graph& from, gradients when = gradients::taken) {
  return rewrite(from, [when](graph& to, const node& n, int) { return detail::simplifier(to, when).node_for(n); });
}

}  // namespace pathwise
