#pragma once
// Reverse mode, graph -> graph: the derivative of a value is more nodes of the same graph, so a second application
// differentiates the first.
#include <pathwise/expr/custom_derivative.hpp>
#include <pathwise/expr/recompute.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// Undoes the broadcasting that an elementwise operation did: a cotangent with the shape of its operand.
constexpr any_expr reduced_to(any_expr d, const node_shape& to) {
  if (to.axes.rank == 0 && d.axes().rank != 0) d = sum(d);
  if (to.positions == 0 && d.has_rows()) d = sum_rows(d);
  return broadcast(d, to.axes, to.positions);
}

/// Extents are interned: equal ones have one index.
constexpr bool has_shape_of(const node& a, const node& b) { return a.axes == b.axes && a.positions == b.positions; }

namespace detail {

/// What a node's `vjp` gives cotangents of: its operands, or a custom derivative's arguments.
struct differentiated_operands {
  int at[most_custom_arguments] = {};
  int count = 0;

  constexpr differentiated_operands(const graph& g, int id) {
    const node& n = g.nodes[id];
    if (n.kind == op_kind::custom_derivative)
      count = arguments_of_custom_derivative(g, id, at);
    else
      for (; count < n.arity; ++count) at[count] = n.operands[count];
  }
};

}  // namespace detail

/// Appends to `g` the cotangents of the nodes `wrt`, given that of node `output`. Entry i is the node, or -1 where
/// output does not depend on wrt[i]. Cost: a small multiple of the nodes between them. Errors: E075.
constexpr list<int> reverse(graph& g, int output, int seed, const list<int>& wrt) {
  const int count = output + 1;
  list<char> needed(count);
  for (const int w : wrt)
    if (w < count) needed[w] = 1;
  char* const is_needed = needed.begin();
  const node* n = g.nodes.begin();
  for (int i = 0; i < count; ++i, ++n)
    for (int k = 0; k < n->arity; ++k) is_needed[i] |= is_needed[n->operands[k]];

  detail::recomputed_values now(count);
  list<int> cotangents(count, -1);
  int* const cotangent = cotangents.begin();
  cotangent[output] = seed;
  for (int i = output; i >= 0; --i) {
    if (cotangent[i] < 0 || !is_needed[i] || g.nodes[i].arity == 0) continue;
    const detail::differentiated_operands operands(g, i);
    int part[detail::most_custom_arguments] = {-1, -1, -1};
    if (g.is<detail::recompute_exit_op>(i)) now.enter(g, i, cotangent[i]);
    g.record(i).vjp(g, now(i), cotangent[i], part);
    for (int k = 0; k < operands.count; ++k) {
      const int operand = operands.at[k];
      if (!is_needed[operand] || part[k] == zero_derivative.id) continue;
      if (part[k] == no_rule.id) {
        g.fail(error_code::no_rule_for_derivative, text(g.record(i).name));
        continue;
      }
      const bool as_it_is = has_shape_of(g.nodes[part[k]], g.nodes[operand]);
      const any_expr d = as_it_is ? any_expr{&g, part[k]} : reduced_to({&g, part[k]}, g.shape(operand));
      int& total = cotangent[operand];
      total = total < 0 ? d.id : (any_expr{&g, total} + d).id;
    }
  }
  list<int> result;
  for (const int w : wrt) result.add(w < count ? cotangent[w] : -1);
  return result;
}

/// The seed of a value whose sum over rows and features is differentiated: ones of its shape.
constexpr int ones_like(graph& g, int id) { return broadcast(literal(g, 1), g.axes(id), g.nodes[id].positions).id; }

}  // namespace pathwise
