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
  const auto over_rows = [&](const element_move& m, const auto& whole, const auto& single) {
    T* y = to(m.to);
    const T* x = from(m.from);
    for (long r = 0; r < rows; ++r, y += to.row_stride, x += from.row_stride)
      if (m.count == panel_width<V>)
        whole(x, y), whole(x + V::size, y + V::size);
      else if (m.count == 1)
        single(x, y);
      else
        detail::over_run<V>(m.count, [&](long i) { whole(x + i, y + i); }, [&](long i) { single(x + i, y + i); });
  };
  for (const element_move& m : moves)
    if (m.zero)
      over_rows(m, [](const T*, T* y) { V::splat(T(0)).store(y); }, [](const T*, T* y) { *y = T(0); });
    else if (m.first)
      over_rows(m, [](const T* x, T* y) { V::load(x).store(y); }, [](const T* x, T* y) { *y = *x; });
    else
      over_rows(
          m, [&](const T* x, T* y) { combine(V::load(y), V::load(x)).store(y); },
          [&](const T* x, T* y) { *y = combine(*y, *x); });
}

}  // namespace pathwise::kernels
