#pragma once
// Elements of rows moved by a map: gathers, their transposes, sums and extremes over some axes.
#include <cstdint>
#include <span>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {

/// One element's way. Places are counted as columns of panels, or as numbers of a value without rows. From -1 comes 0.
struct element_move {
  std::int32_t from, to;
  bool first;  // to this place: what is there does not count
};

/// Rows of a value: place c of row r is at base[(c / W) * panel_stride + r * row_stride + c % W], W = 2 * V::size.
template <class T>
struct element_rows {
  T* base;
  long panel_stride, row_stride;

  template <class V>
  T* column(long place) const {
    return base + place / panel_width<V> * panel_stride + place % panel_width<V>;
  }
};

/// to[move.to] = combine(to[move.to], from[move.from]) for each move in order, and from[move.from] for the first to a
/// place. `from` and `to` must not overlap.
template <class V, class Combine, class T = typename V::value_type>
void rearrange(std::span<const element_move> moves, const element_rows<T>& from, const element_rows<T>& to, long rows,
               Combine combine) {
  for (const element_move& m : moves) {
    T* const y = to.template column<V>(m.to);
    const T* const x = m.from < 0 ? nullptr : from.template column<V>(m.from);
    if (x == nullptr)
      for (long r = 0; r < rows; ++r) y[r * to.row_stride] = T(0);
    else if (m.first)
      for (long r = 0; r < rows; ++r) y[r * to.row_stride] = x[r * from.row_stride];
    else
      for (long r = 0; r < rows; ++r) y[r * to.row_stride] = combine(y[r * to.row_stride], x[r * from.row_stride]);
  }
}

}  // namespace pathwise::kernels
