#pragma once
// Where a computation leaves the finite numbers, in words.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include <pathwise/graph/interpret.hpp>

namespace pathwise {

namespace detail {

template <class T>
std::string number_in_words(T x) {
  if (std::isnan(x)) return "nan";  // without the sign that some have
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", static_cast<double>(x));
  return digits;
}

/// A node as its model names it, or as what it is computed of: `exp(multiply(0.5, logvar))`, to `depth` operations.
inline std::string in_words(const graph& g, int id, int depth) {
  if (g.kind(id) == op_kind::constant) return number_in_words(g.nodes[id].constant);
  if (g.kind(id) == op_kind::leaf) return std::string(g.slot_of(id).name.view());
  for (const mark& m : g.marks)
    if (m.node == id && (m.kind == mark_kind::value || m.kind == mark_kind::output)) return std::string(m.name.view());
  std::string words = std::string(g.record(id).name) + "(";
  if (depth <= 0) return words + "...)";
  for (int k = 0; k < g.arity(id); ++k) words += (k > 0 ? ", " : "") + in_words(g, g.nodes[id].operands[k], depth - 1);
  return words + ")";
}

}  // namespace detail

/// What makes node `id` of `g` infinite or not a number, given the values of all nodes: the node it comes from whose
/// own operands are finite, by the names of the model, with the first row and column where it is not and, for an
/// elementwise operation, its operands there: `exp(logvar) is inf in row 3, column 0, where logvar is 104.5`. Empty
/// where `id` is finite.
template <class T>
std::string why_not_finite(const graph& g, const node_values<T>& values, int id) {
  const auto first = [&](int node) {
    const auto& v = values[static_cast<std::size_t>(node)];
    return static_cast<std::size_t>(std::find_if(v.begin(), v.end(), [](T x) { return !std::isfinite(x); }) -
                                    v.begin());
  };
  const auto spoilt = [&](int node) {
    return g.kind(node) != op_kind::constant && first(node) < values[static_cast<std::size_t>(node)].size();
  };
  if (!spoilt(id)) return {};
  for (bool moved = true; moved;) {
    moved = false;
    for (int k = 0; k < g.arity(id) && !moved; ++k)
      if (spoilt(g.nodes[id].operands[k])) {
        id = g.nodes[id].operands[k];
        moved = true;
      }
  }
  const auto size = static_cast<std::size_t>(g.axes(id).size());
  const std::size_t at = first(id), row = at / size, column = at % size;
  std::string why =
      detail::in_words(g, id, 2) + " is " + detail::number_in_words(values[static_cast<std::size_t>(id)][at]);
  if (g.nodes[id].positions > 0) why += " in row " + std::to_string(row);
  if (size > 1) why += (g.nodes[id].positions > 0 ? ", column " : " in column ") + std::to_string(column);
  if (g.kind(id) != op_kind::elementwise) return why;
  std::string operands;
  for (int k = 0; k < g.arity(id); ++k) {
    const int operand = g.nodes[id].operands[k];
    if (g.kind(operand) == op_kind::constant) continue;
    operands += (operands.empty() ? ", where " : " and ") + detail::in_words(g, operand, 1) + " is " +
                detail::number_in_words(detail::element(g, values, operand, row, column));
  }
  return why + operands;
}

}  // namespace pathwise
