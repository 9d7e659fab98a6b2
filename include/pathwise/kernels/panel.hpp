#pragma once
// Column panels: the one layout of activations and weights inside the engine. A panel is W = two registers of columns
// for all rows, stored row after row, so a panel is at once a product's output, a contiguous block for elementwise
// work, the next product's left operand and both operands of a weight's gradient. Nothing else is ever packed and
// nothing is strided.
//
//   activation [rows x cols]:            (r, c) at base[(c / W) * panel_stride + r * W + c % W]
//   weight, by PyTorch [out x in]:       (i, o) at base[(o / W) * in * W + i * W + o % W], the same with rows = in,
//   panel_stride = in * W vector [n], such as a bias:          one row, panel_stride = W
//
// Columns beyond the last are padding: whatever they hold, no kernel lets it reach a real column.
#include <cstdint>
#include <cstring>

#include <pathwise/kernels/vector.hpp>

namespace pathwise::kernels {

/// Columns of a panel: two registers, so that two chains of dependent work hide each other's latency.
template <class V>
inline constexpr int panel_width = 2 * V::size;

/// Panels that hold `cols` columns.
template <class V>
constexpr long panels(long cols) {
  return (cols + panel_width<V> - 1) / panel_width<V>;
}

/// How many of the two registers of panel `panel` hold a real column: 1 or 2 (0 beyond the last panel).
template <class V>
constexpr int vectors_in(long cols, long panel) {
  const long left = cols - panel * panel_width<V>;
  return left <= 0 ? 0 : left <= V::size ? 1 : 2;
}

/// Where element (row, col) is, counted from the first panel.
template <class V>
constexpr long panel_offset(long row, long col, long panel_stride) {
  return (col / panel_width<V>)*panel_stride + row * panel_width<V> + col % panel_width<V>;
}

/// Rows that are packed or unpacked across all panels before the next: each is another page, and more than a few miss
/// in the first-level TLB. Measured on Zen 3, 1024 x 64: 8 rows at a time take 0.4 of the time of a whole slab at a
/// time.
inline constexpr long rows_at_once = 8;

namespace detail {

/// One row's share of one panel; the columns beyond `count` become zero.
template <class V>
[[gnu::always_inline]] inline void copy_panel_row(const typename V::value_type* from, long count,
                                                  typename V::value_type* to) {
  if (count >= panel_width<V>) {
    V::load(from).store(to);
    V::load(from + V::size).store(to + V::size);
  } else {
    for (long c = 0; c < panel_width<V>; c++) to[c] = c < count ? from[c] : typename V::value_type(0);
  }
}

/// The other way; the columns beyond `count` are left alone.
template <class V>
[[gnu::always_inline]] inline void copy_row_of_panel(const typename V::value_type* from, long count,
                                                     typename V::value_type* to) {
  if (count >= panel_width<V>) {
    V::load(from).store(to);
    V::load(from + V::size).store(to + V::size);
  } else {
    std::memcpy(to, from, static_cast<unsigned long>(count) * sizeof(typename V::value_type));
  }
}

template <class V, class Source>
void pack_rows_from(Source source, long rows, long cols, typename V::value_type* to, long panel_stride) {
  for (long begin = 0; begin < rows; begin += rows_at_once) {
    const long end = begin + rows_at_once < rows ? begin + rows_at_once : rows;
    auto* panel = to;
    for (long first = 0; first < cols; first += panel_width<V>, panel += panel_stride)
      for (long r = begin; r < end; r++) copy_panel_row<V>(source(r) + first, cols - first, panel + r * panel_width<V>);
  }
}

}  // namespace detail

/// Packs rows 0, 1, ... of a row-major block into panels; padding columns become zero.
/// Shapes: `from` [rows x cols] with `leading` numbers from row to row; `to` panels(cols) panels, `panel_stride` apart.
template <class V>
void pack_rows(const typename V::value_type* from, long leading, long rows, long cols, typename V::value_type* to,
               long panel_stride) {
  detail::pack_rows_from<V>([=](long r) { return from + r * leading; }, rows, cols, to, panel_stride);
}

/// Packs the rows that `order` lists (a shuffled batch of a data set) into panels; padding columns become zero.
/// Shapes: `order` [rows]; row r of the panels is row order[r] of `from`, whose rows are `leading` numbers apart.
template <class V, class Index>
void pack_rows(const typename V::value_type* from, long leading, const Index* order, long rows, long cols,
               typename V::value_type* to, long panel_stride) {
  detail::pack_rows_from<V>([=](long r) { return from + static_cast<long>(order[r]) * leading; }, rows, cols, to,
                            panel_stride);
}

/// Unpacks panels into a row-major block; padding columns are neither read nor written.
/// Shapes: as pack_rows, the other way.
template <class V>
void unpack_rows(const typename V::value_type* from, long panel_stride, long rows, long cols,
                 typename V::value_type* to, long leading) {
  for (long begin = 0; begin < rows; begin += rows_at_once) {
    const long end = begin + rows_at_once < rows ? begin + rows_at_once : rows;
    const auto* panel = from;
    for (long first = 0; first < cols; first += panel_width<V>, panel += panel_stride)
      for (long r = begin; r < end; r++)
        detail::copy_row_of_panel<V>(panel + r * panel_width<V>, cols - first, to + r * leading + first);
  }
}

/// Numbers that a packed weight takes, padding included.
template <class V>
constexpr long packed_weights_size(long in, long out) {
  return panels<V>(out) * in * panel_width<V>;
}

/// Packs a weight as PyTorch stores it into panels over its outputs; padding columns become zero.
/// Shapes: `from` [out x in] row-major; `to` packed_weights_size(in, out).
template <class V>
void pack_weights(const typename V::value_type* from, long in, long out, typename V::value_type* to) {
  if (in == 1) {  // a vector lies as it does outside
    for (long first = 0; first < out; first += panel_width<V>)
      detail::copy_panel_row<V>(from + first, out - first, to + first);
    return;
  }
  for (long o = 0; o < panels<V>(out) * panel_width<V>; o++)
    for (long i = 0; i < in; i++)
      to[panel_offset<V>(i, o, in * panel_width<V>)] = o < out ? from[o * in + i] : typename V::value_type(0);
}

/// Unpacks a weight into PyTorch's layout.
/// Shapes: `from` packed_weights_size(in, out); `to` [out x in] row-major.
template <class V>
void unpack_weights(const typename V::value_type* from, long in, long out, typename V::value_type* to) {
  if (in == 1) {
    std::memcpy(to, from, static_cast<unsigned long>(out) * sizeof(typename V::value_type));
    return;
  }
  for (long o = 0; o < out; o++)
    for (long i = 0; i < in; i++) to[o * in + i] = from[panel_offset<V>(i, o, in * panel_width<V>)];
}

}  // namespace pathwise::kernels
