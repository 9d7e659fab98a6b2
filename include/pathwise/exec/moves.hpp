#pragma once
// The map of a gather or scatter step as places in memory, worked out once a program.
#include <algorithm>
#include <utility>
#include <vector>

#include <pathwise/kernels/rearrange.hpp>
#include <pathwise/passes/plan.hpp>

namespace pathwise {

/// Where element `e` of a row is within its value: positions lie side by side, and a matrix without rows is laid out as
/// a weight is.
template <class V>
kernels::element_place place_of_element(int e, const domain& over) {
  constexpr int width = kernels::panel_width<V>;
  if (over.cols == 0) return {0, e};
  if (over.static_rows > 1) {
    const auto [o, i] = std::pair{e / over.static_rows, e % over.static_rows};
    return {o / width * over.static_rows + i, o % width};
  }
  const auto [position, column] = std::pair{e / over.cols, e % over.cols};
  return {column / width, position * width + column % width};
}

/// The moves of a step in ascending order of the map's elements; what no element goes to becomes 0.
template <class V>
std::vector<kernels::element_move> moves_of(const step& st, const index_map& map) {
  const bool gathers = st.kind == step_kind::gather;
  std::vector<kernels::element_move> moves;
  std::vector<bool> made(static_cast<std::size_t>(gathers ? map.from.size() : map.to.size()));
  const auto follows = [](const kernels::element_place& p, const kernels::element_place& last, int count) {
    constexpr int width = kernels::panel_width<V>;
    return p.panel == last.panel && p.at == last.at + count && p.at / width == last.at / width;
  };
  const auto add = [&](int from, int to) {
    kernels::element_move m{{}, place_of_element<V>(to, st.over), 1, !made[static_cast<std::size_t>(to)], from < 0};
    if (from >= 0) m.from = place_of_element<V>(from, st.from);
    made[static_cast<std::size_t>(to)] = true;
    if (!moves.empty()) {
      kernels::element_move& last = moves.back();
      if (m.first == last.first && m.zero == last.zero && follows(m.to, last.to, last.count) &&
          (m.zero || follows(m.from, last.from, last.count))) {
        ++last.count;
        return;
      }
    }
    moves.push_back(m);
  };
  for (int e = 0; e < map.from.size(); ++e) {
    const int other = map(e);
    if (gathers)
      add(other, e);
    else if (other >= 0)
      add(e, other);
  }
  for (std::size_t to = 0; to < made.size(); ++to)
    if (!made[to]) add(-1, static_cast<int>(to));
  return moves;
}

}  // namespace pathwise
