#pragma once
// A graph's leaves by name, and their numbers: what a test hands the interpreter and compiled programs alike.
#include <map>
#include <string>
#include <vector>

#include <pathwise/graph/interpret.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise::testing {

/// Row-major numbers by the leaf's name: rows x size, or size for a leaf without rows.
using numbers_by_name = std::map<std::string, std::vector<long double>>;

/// A new leaf of `g`.
inline any_expr add_leaf(graph& g, const char* name, const extents& axes, bool has_rows,
                         slot_kind kind = slot_kind::input) {
  slot s;
  s.name = name;
  s.kind = kind;
  s.axes = g.intern(axes);
  s.has_rows = has_rows;
  return leaf(g, g.slots.add(s));
}

inline std::size_t numbers_in(const graph& g, int id, std::size_t rows) {
  return static_cast<std::size_t>(g.axes(id).size()) * (g.nodes[id].positions > 0 ? rows * g.nodes[id].positions : 1);
}

/// Every node's value. Throws: std::out_of_range where a leaf has no numbers.
template <class T>
node_values<T> evaluate(const graph& g, std::size_t rows, const numbers_by_name& numbers) {
  return interpret<T>(g, rows, [&](const slot& s) {
    const auto& from = numbers.at(std::string(s.name.view()));
    return std::vector<T>(from.begin(), from.end());
  });
}
template <class T>
std::vector<T> evaluate(const graph& g, int id, std::size_t rows, const numbers_by_name& numbers) {
  return evaluate<T>(g, rows, numbers)[static_cast<std::size_t>(id)];
}

}  // namespace pathwise::testing
