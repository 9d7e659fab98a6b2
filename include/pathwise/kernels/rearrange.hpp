#pragma once
// Elements of rows moved by a map: gathers, their transposes, sums and extremes over some axes.
#include <cstdint>
#include <span>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {

/// Where an element is in the rows of a value: in which panel, and how far from where the row begins there.
struct element_place {
  std::int32_t panel = 0, at = 0;
};

/// The way of some elements that lie next to each other at both ends, within one panel each.
struct element_move {
  element_place from, to;
  std::int32_t count;
  bool first;  // to these places: what is there does not count
  bool zero;   // 0 is moved, from nowhere
};

/// Rows of a value: place p of row r is at base[p.panel * panel_stride + r * row_stride + p.at].
template <class T>
struct element_rows {
  T* base;
  long panel_stride, row_stride;

  T* operator()(const element_place& p) const { return base + p.panel * panel_stride + p.at; }
};

namespace detail {

/// f(i, count of elements) over whole registers, then over single elements.
template <class V, class Whole, class Single>
[[gnu::always_inline]] inline void over_run(long count, const Whole& whole, const Single& single) {
  long i = 0;
  for (; i + V::size <= count; i += V::size) whole(i);
  for (; i < count; ++i) single(i);
}

}  // namespace detail

/// to[move.to] = combine(to[move.to], from[move.from]) for each move in order, and from[move.from] for the first to a
/// place. `from` and `to` must not overlap. `combine` takes two numbers and two registers.
template <class V, class Combine, class T = typename V::value_type>
void rearrange(std::span<const element_move> moves, const element_rows<T>& from, const element_rows<T>& to, long rows,
               Combine combine) {
  // Rows of several positions are far apart: each is done before the next.
  const bool near = from.row_stride <= panel_width<V> && to.row_stride <= panel_width<V>;
  const long together = near ? rows : 1;
  for (long begin = 0; begin < rows; begin += together)
    for (const element_move& m : moves) {
      T* y = to(m.to) + begin * to.row_stride;
      const T* x = from(m.from) + begin * from.row_stride;
      for (long r = 0; r < together; ++r, y += to.row_stride, x += from.row_stride) {
        if (m.zero)
          detail::over_run<V>(m.count, [&](long i) { V::splat(T(0)).store(y + i); }, [&](long i) { y[i] = T(0); });
        else if (m.first)
          detail::over_run<V>(m.count, [&](long i) { V::load(x + i).store(y + i); }, [&](long i) { y[i] = x[i]; });
        else
          detail::over_run<V>(
              m.count, [&](long i) { combine(V::load(y + i), V::load(x + i)).store(y + i); },
              [&](long i) { y[i] = combine(y[i], x[i]); });
      }
    }
}

}  // namespace pathwise::kernels
