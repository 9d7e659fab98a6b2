#pragma once
// A graph as text, for people: one line a node, at any stage of the pipeline.
#include <cstdio>
#include <string>

#include <pathwise/graph/graph.hpp>

namespace pathwise {

inline std::string print(const extents& e) {
  std::string s = "[";
  for (int i = 0; i < e.rank; ++i) s += (i > 0 ? ", " : "") + std::to_string(e.at[i]);
  return s + "]";
}

/// `%7 = fma(%2, %5, %6)  rows x [20]  <- "z"`: ids, operands, shape, names. Run-time only.
inline std::string print(const graph& g) {
  static constexpr const char* slot_names[] = {"input", "parameter", "scalar", "noise", "state"};
  std::string out;
  for (int i = 0; i < g.nodes.size(); ++i) {
    const node& n = g.nodes[i];
    std::string line = "%" + std::to_string(i) + " = ";
    if (g.kind(i) == op_kind::constant) {
      char number[32];
      std::snprintf(number, sizeof number, "%.9g", n.constant);
      line += number;
    } else if (g.kind(i) == op_kind::leaf) {
      line += std::string(slot_names[static_cast<int>(g.slot_of(i).kind)]) + " \"" +
              std::string(g.slot_of(i).name.view()) + "\"";
    } else {
      line += std::string(g.record(i).name) + "(";
      for (int k = 0; k < g.arity(i); ++k) line += (k > 0 ? ", %" : "%") + std::to_string(n.operands[k]);
      line += ")";
    }
    line += std::string("  ") + (n.positions > 0 ? "rows x " : "") +
            (n.positions > 1 ? std::to_string(n.positions) + " positions x " : "") + print(g.axes(i));
    for (const mark& m : g.marks)
      if (m.node == i)
        line += std::string("  <- ") + (m.kind == mark_kind::gradient ? "gradient " : "") +
                (m.kind == mark_kind::next || m.kind == mark_kind::written ? "new value of " : "") + "\"" +
                std::string(m.name.view()) + "\"";
    out += line + "\n";
  }
  return out;
}

template <class Frozen>
  requires requires(const Frozen& f) { f.thaw(); }
std::string print(const Frozen& stage) {
  return print(stage.thaw());
}

}  // namespace pathwise
