#pragma once
// Where each element of one shape is found in another: what slices, transpositions, windows and the like have in
// common.
#include <cstdint>

#include <pathwise/base/extents.hpp>

namespace pathwise {

/// An affine map from the elements of `from` to those of `to`: along axis k of `to`, the coordinate is offset[k] plus
/// the sum over the axes j of `from` of step[k][j] times the coordinate there. Outside `to` there is nothing.
struct index_map {
  extents from, to;
  std::int32_t offset[extents::max_rank] = {};
  std::int32_t step[extents::max_rank][extents::max_rank] = {};

  /// The element of `to` (row-major) that belongs to element `e` of `from`; -1 where there is none.
  constexpr int operator()(int e) const {
    int at[extents::max_rank] = {};
    for (int j = from.rank - 1; j >= 0; --j) {
      at[j] = e % from.at[j];
      e /= from.at[j];
    }
    int found = 0;
    for (int k = 0; k < to.rank; ++k) {
      int coordinate = offset[k];
      for (int j = 0; j < from.rank; ++j) coordinate += step[k][j] * at[j];
      if (coordinate < 0 || coordinate >= to.at[k]) return -1;
      found = found * to.at[k] + coordinate;
    }
    return found;
  }
  constexpr bool operator==(const index_map&) const = default;
};

/// Each element of `shape` at the element of itself: to be changed axis by axis.
constexpr index_map identity_map(const extents& shape) {
  index_map m{shape, shape};
  for (int k = 0; k < shape.rank; ++k) m.step[k][k] = 1;
  return m;
}

/// Whether every element of `from` is found in `to`.
constexpr bool is_total(const index_map& m) {
  for (int k = 0; k < m.to.rank; ++k) {
    int least = m.offset[k], most = m.offset[k];
    for (int j = 0; j < m.from.rank; ++j) {
      const int far = m.step[k][j] * (m.from.at[j] - 1);
      (far < 0 ? least : most) += far;
    }
    if (least < 0 || most >= m.to.at[k]) return false;
  }
  return true;
}

}  // namespace pathwise
