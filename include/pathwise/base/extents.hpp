#pragma once
// Static shapes: in types (`shape<20, 400>`) and as values (`extents`).
#include <cstddef>
#include <cstdint>

namespace pathwise {

/// A shape in a type: what diagnostics print.
template <std::size_t... Extents>
struct shape {};

/// The static axes of one value, outermost first. Rows (the batch) are never among them.
struct extents {
  static constexpr int max_rank = 6;
  std::int32_t rank = 0;
  std::int32_t at[max_rank] = {};

  /// The number of elements a row (or the shared value) has.
  constexpr int size() const {
    int n = 1;
    for (int i = 0; i < rank; ++i) n *= at[i];
    return n;
  }
  constexpr bool operator==(const extents& other) const {
    if (rank != other.rank) return false;
    for (int i = 0; i < rank; ++i)
      if (at[i] != other.at[i]) return false;
    return true;
  }
};

template <std::size_t... E>
constexpr extents extents_of() {
  static_assert(sizeof...(E) <= extents::max_rank, "E010: a value has at most six static axes");
  extents r;
  ((r.at[r.rank++] = static_cast<std::int32_t>(E)), ...);
  return r;
}

}  // namespace pathwise
