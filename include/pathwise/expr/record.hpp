#pragma once
// From an operation's struct (name, value, derivative) to its record in the graph, and `apply`, which appends it.
#include <pathwise/base/math.hpp>
#include <pathwise/expr/op_mistake.hpp>

namespace pathwise {
namespace detail {

template <class Op>
constexpr op_kind kind_of() {
  if constexpr (requires { Op::kind; })
    return Op::kind;
  else
    return op_kind::elementwise;
}
template <class Op>
constexpr reduction reduction_of() {
  if constexpr (requires { Op::reduce; })
    return Op::reduce;
  else
    return reduction::sum;
}

template <class Op, class T>
constexpr T call_value(const T* x) {
  if constexpr (arity_of<Op>() == 1)
    return Op::value(x[0]);
  else if constexpr (arity_of<Op>() == 2)
    return Op::value(x[0], x[1]);
  else
    return Op::value(x[0], x[1], x[2]);
}

/// Elementwise operands agree, or have rank 0 and broadcast.
template <int Arity>
constexpr node_shape elementwise_shape(const node_shape* operands) {
  node_shape r = operands[0];
  for (int i = 1; i < Arity; ++i) {
    if (r.axes.rank == 0)
      r.axes = operands[i].axes;
    else if (operands[i].axes.rank != 0 && !(operands[i].axes == r.axes))
      throw std::logic_error("E011: the extents of an elementwise operation differ");
    if (r.positions == 0) r.positions = operands[i].positions;
  }
  return r;
}
template <class Op>
constexpr node_shape call_shape(const node_shape* operands) {
  if constexpr (requires { Op::shape(operands); })
    return Op::shape(operands);
  else
    return elementwise_shape<arity_of<Op>()>(operands);
}

template <class Op>
constexpr auto call_derivative(const any_expr* x, any_expr result) {
  if constexpr (arity_of<Op>() == 1)
    return partials<1>{Op::derivative(x[0], result)};
  else if constexpr (arity_of<Op>() == 2)
    return Op::derivative(x[0], x[1], result);
  else
    return Op::derivative(x[0], x[1], x[2], result);
}

/// The chain rule for one node. Defined before any record takes its address: clang does not instantiate it later.
template <class Op>
constexpr void call_vjp(graph& g, int self, int cotangent, int* out) {
  constexpr int arity = arity_of<Op>();
  const node n = g.nodes[self];
  any_expr x[3];
  for (int i = 0; i < arity; ++i) x[i] = {&g, n.operands[i]};
  const any_expr y{&g, self}, dy{&g, cotangent};
  if constexpr (requires { Op::pull_back(g, self, cotangent, out); }) {
    Op::pull_back(g, self, cotangent, out);
  } else if constexpr (requires { Op::vjp(x, y, dy); }) {
    const auto d = Op::vjp(x, y, dy);
    for (int i = 0; i < arity; ++i) out[i] = d.at[i].id;
  } else {
    const partials<arity> d = call_derivative<Op>(x, y);
    for (int i = 0; i < arity; ++i)
      if (d.at[i].g != nullptr) {
        const node& partial = g.nodes[d.at[i].id];
        const bool unit = partial.kind == op_kind::constant && partial.constant == 1;
        out[i] = unit ? cotangent : (dy * d.at[i]).id;
      }
  }
}

template <class Op>
constexpr op_record make_record() {
  op_record r{};
  r.name = Op::name;
  r.kind = kind_of<Op>();
  r.arity = arity_of<Op>();
  r.reduce = reduction_of<Op>();
  if constexpr (kind_of<Op>() == op_kind::elementwise) {
    r.value_float = &call_value<Op, float>;
    r.value_double = &call_value<Op, double>;
    r.value_long_double = &call_value<Op, long double>;
  }
  if constexpr (kind_of<Op>() == op_kind::opaque) {
    r.row_float = &Op::template run<float>;
    r.row_double = &Op::template run<double>;
    r.row_long_double = &Op::template run<long double>;
  }
  if constexpr (arity_of<Op>() > 0) {
    r.shape = &call_shape<Op>;
    r.vjp = &call_vjp<Op>;
  }
  return r;
}

}  // namespace detail

/// The one record of an operation. Naming it makes the operation known to code generation: no registration.
template <class Op>
inline constexpr op_record record_of = (static_cast<void>(sizeof(declare_op<Op>)), detail::make_record<Op>());

namespace detail {

constexpr void join_shape(graph& g, node& n, const node& operand) {
  if (n.positions == 0)
    n.positions = operand.positions;
  else if (operand.positions != 0 && operand.positions != n.positions)
    g.fail(error_code::rows_meet_positions, text(g.ops[n.op].record->name));
  if (operand.axes == n.axes) return;
  if (g.shapes[n.axes].rank == 0)
    n.axes = operand.axes;
  else if (g.shapes[operand.axes].rank != 0)
    throw std::logic_error("E011: the extents of an elementwise operation differ");
}
/// The extents (by index) and rows of an elementwise node: extents are interned, so equal ones have one index.
template <int Arity>
constexpr void set_elementwise_shape(graph& g, node& n) {
  const node* const all = g.nodes.begin();
  const node& first = all[n.operands[0]];
  n.axes = first.axes;
  n.positions = first.positions;
  for (int i = 1; i < Arity; ++i)
    if (const node& o = all[n.operands[i]]; o.axes != n.axes || o.positions != n.positions) join_shape(g, n, o);
}
template <class Op, int Arity>
constexpr void set_shape(graph& g, node& n) {
  node_shape shapes[Arity];
  for (int i = 0; i < Arity; ++i) shapes[i] = g.shape(n.operands[i]);
  const node_shape r = call_shape<Op>(shapes);
  n.axes = g.intern(r.axes);
  n.positions = r.positions;
}

template <class Op, int Arity>
constexpr any_expr append(const any_expr (&x)[Arity]) {
  graph& g = *x[0].g;
  node n = g.node_of(id_of<Op>(), &record_of<Op>);
  for (int i = 0; i < Arity; ++i) n.operands[i] = x[i].id;
  if constexpr (kind_of<Op>() == op_kind::elementwise)
    set_elementwise_shape<Arity>(g, n);
  else
    set_shape<Op, Arity>(g, n);
  return {&g, g.add(n)};
}

}  // namespace detail

/// Appends an operation of one, two or three operands, a built-in or a user's own.
/// Errors: E040 for an operation that is a type local to a function; E070 for one without name, value or derivative;
/// E076 for another number of operands; std::logic_error (E011) where extents differ and this is found at run time.
template <class Op>
  requires detail::no_mistake<detail::op_mistake<Op, 1>>
constexpr any_expr apply(any_expr x) {
  return detail::append<Op>({x});
}
template <class Op>
  requires detail::no_mistake<detail::op_mistake<Op, 2>>
constexpr any_expr apply(any_expr a, any_expr b) {
  return detail::append<Op>({a, b});
}
template <class Op>
  requires detail::no_mistake<detail::op_mistake<Op, 3>>
constexpr any_expr apply(any_expr a, any_expr b, any_expr c) {
  return detail::append<Op>({a, b, c});
}
#if defined(__clang__)
template <class Op, class X, class... More, class Error = detail::op_mistake<Op, 1 + sizeof...(More)>>
  requires detail::mistaken<Error>
Error apply(X, More...);
#else
template <class Op, class X, class Error = detail::op_mistake<Op, 1>>
  requires(!detail::no_mistake<Error>)
constexpr X apply(X x, mistake<Error> = {}) {
  return x;
}
template <class Op, class X, class Y, class Error = detail::op_mistake<Op, 2>>
  requires(!detail::no_mistake<Error>)
constexpr X apply(X x, Y, mistake<Error> = {}) {
  return x;
}
template <class Op, class X, class Y, class Z, class Error = detail::op_mistake<Op, 3>>
  requires(!detail::no_mistake<Error>)
constexpr X apply(X x, Y, Z, mistake<Error> = {}) {
  return x;
}
#endif

}  // namespace pathwise
