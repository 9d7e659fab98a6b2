#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// A number known while compiling. It has rank 0 and broadcasts.
struct constant_op {
  static constexpr auto name = "constant";
  static constexpr int arity = 0;
  static constexpr auto kind = op_kind::constant;
};
/// An input, parameter, run-time scalar, stream of noise or state: the slot says which.
struct leaf_op {
  static constexpr auto name = "leaf";
  static constexpr int arity = 0;
  static constexpr auto kind = op_kind::leaf;
};

constexpr any_expr literal(graph& g, double value) {
  node n = g.node_of(id_of<constant_op>(), &record_of<constant_op>);
  n.axes = g.intern(extents{});
  n.constant = value;
  return {&g, g.add(n)};
}

/// The leaf of slot `index`.
constexpr any_expr leaf(graph& g, int index) {
  node n = g.node_of(id_of<leaf_op>(), &record_of<leaf_op>);
  n.slot = static_cast<std::uint16_t>(index);
  n.axes = g.slots[index].axes;
  n.positions = g.slots[index].has_rows;
  return {&g, g.add(n)};
}

/// 1 / (number of rows), a run-time scalar that every graph may use.
constexpr any_expr inverse_rows(graph& g) {
  int index = g.find_slot(inverse_rows_name);
  if (index < 0) {
    slot s;
    s.name = inverse_rows_name;
    s.kind = slot_kind::scalar;
    s.axes = g.intern(extents{});
    s.initial = 1;
    index = g.slots.add(s);
  }
  return leaf(g, index);
}

}  // namespace pathwise
