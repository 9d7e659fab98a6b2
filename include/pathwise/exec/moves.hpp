#pragma once
// The map of a gather or scatter step as places in memory, worked out once a program.
#include <algorithm>
#include <vector>

#include <pathwise/kernels/rearrange.hpp>
#include <pathwise/passes/plan.hpp>

namespace pathwise {

/// Where an element is within its value, as `element_move` counts: a matrix without rows is laid out as a weight is.
template <class V>
std::int32_t place_of_element(int e, const domain& over) {
  const long in = std::max(1, over.static_rows);
  if (over.cols == 0) return 0;
  return static_cast<std::int32_t>(kernels::panel_offset<V>(e % in, e / in, in * kernels::panel_width<V>));
}

/// The moves of a step in ascending order of the map's elements; what no element goes to becomes 0.
template <class V>
std::vector<kernels::element_move> moves_of(const step& st, const index_map& map) {
  const bool gathers = st.kind == step_kind::gather;
  std::vector<kernels::element_move> moves;
  std::vector<bool> made(static_cast<std::size_t>(gathers ? map.from.size() : map.to.size()));
  const auto add = [&](int from, int to) {
    moves.push_back({from < 0 ? -1 : place_of_element<V>(from, st.from), place_of_element<V>(to, st.over),
                     !made[static_cast<std::size_t>(to)]});
    made[static_cast<std::size_t>(to)] = true;
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
