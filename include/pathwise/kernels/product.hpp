#pragma once
// Matrix products between panels. Every output is the sum over k in ascending order of explicit fma in one lane, so its
// bits do not depend on the vector's width, the tile's height, the blocks of k or how rows are cut into slabs.
#include <pathwise/kernels/tile.hpp>
#include <pathwise/kernels/transpose.hpp>

namespace pathwise::kernels {

/// Rows of a register tile of `vectors` registers a row. Two registers: 12 accumulators of 16 registers or 24 of 32,
/// which leaves room for the weights and a broadcast (clang spills around 28). One: 8 or 12 chains, enough to keep two
/// fma units of latency 4 busy.
template <class V>
constexpr int product_rows(int vectors) {
  return has_32_registers<V> ? 12 : vectors == 2 ? 6 : 8;
}

/// Height of the next tile when `left` rows are to do: whole tiles, and a remainder cut evenly, since a low tile has
/// too few chains.
template <class V>
constexpr int next_product_rows(long left, int vectors) {
  const int most = product_rows<V>(vectors);
  return left >= 2 * most || left == most ? most : static_cast<int>(left > most ? (left + 1) / 2 : left);
}

/// Rows of weights that serve all rows of x before the next are touched: 16 KiB, half of a small L1.
template <class V>
inline constexpr long product_block = 16384 / (panel_width<V> * sizeof(typename V::value_type));

namespace detail {

/// y[M x N registers] = (or +=, if `add`) x[M x k] w[k x W].
template <class V, int M, int N>
struct product_tile {
  using T = typename V::value_type;
  [[gnu::noinline]] static void run(const T* __restrict x, long x_stride, long k, const T* __restrict w,
                                    T* __restrict y, bool add) {
    constexpr int width = panel_width<V>;
    V acc[M][N];
    begin_tile<V, M, N>(acc, y, add);
    for (; k >= width; k -= width, x += x_stride)
#pragma GCC unroll 2
      for (int c = 0; c < width; c++, w += width) multiply_add<V, M, N>(acc, x + c, width, w);
    for (int c = 0; c < k; c++, w += width) multiply_add<V, M, N>(acc, x + c, width, w);
    end_tile<V, M, N>(acc, y);
  }
};

/// All rows of one block of k.
template <class V>
void product_block_rows(const typename V::value_type* x, long x_stride, long rows, long k,
                        const typename V::value_type* w, typename V::value_type* y, int vectors, bool add) {
  const auto* tile = vectors == 2 ? tiles<V, product_tile, 2, product_rows<V>(2)>::of_height
                                  : tiles<V, product_tile, 1, product_rows<V>(1)>::of_height;
  for (int m; rows > 0; rows -= m, x += m * panel_width<V>, y += m * panel_width<V>) {
    m = next_product_rows<V>(rows, vectors);
    tile[m](x, x_stride, k, w, y, add);
  }
}

/// Cuts k into even blocks; weights(first, count) gives rows [first, first + count) of the panel of weights.
template <class V, class Weights>
[[gnu::always_inline]] inline void product_blocks(const typename V::value_type* x, long x_stride, long rows, long k,
                                                  Weights weights, typename V::value_type* y, int vectors, bool add) {
  constexpr long width = panel_width<V>, most = product_block<V>;
  const long blocks = (k + most - 1) / most;
  const long size = blocks > 1 ? (k + blocks * width - 1) / (blocks * width) * width : k;
  for (long first = 0; first < k; first += size, x += size / width * x_stride, add = true) {
    const long count = k - first < size ? k - first : size;
    product_block_rows<V>(x, x_stride, rows, count, weights(first, count), y, vectors, add);
  }
}

}  // namespace detail

/// One panel of y = x w (or y += x w).
/// Formula: y[r][c] = sum over i = 0, 1, ... k - 1 of x[r][i] * w[i][c], by fma, starting from 0 (`add`: from y).
/// Shapes: x [rows x k] in panels `x_stride` apart; w one panel [k x W]; y one panel [rows x W]; k >= 1. `vectors`: how
/// many of y's two registers are wanted (vectors_in); the other is left alone. x's padding columns are not read.
/// Cost: 2 rows k W flops.
template <class V>
void product_panel(const typename V::value_type* x, long x_stride, long rows, long k, const typename V::value_type* w,
                   typename V::value_type* y, int vectors = 2, bool add = false) {
  detail::product_blocks<V>(
      x, x_stride, rows, k, [=](long first, long) { return w + first * panel_width<V>; }, y, vectors, add);
}

/// One panel of dx = dy W^T (or dx += dy W^T), where W is packed as for product_panel: blocks of it are transposed into
/// L1 as they are read, so no mirror of W is kept.
/// Formula: dx[r][i] = sum over o = 0, 1, ... out - 1 of dy[r][o] * W[i][o], by fma, starting from 0 (`add`: from dx).
/// Shapes: dy [rows x out] in panels `dy_stride` apart; w all panels of W [in x out]; dx one panel [rows x W] that
/// holds the columns from `first` on (a multiple of W, < in). `vectors` as in product_panel.
template <class V>
void product_panel_transposed(const typename V::value_type* dy, long dy_stride, long rows, long out,
                              const typename V::value_type* w, long in, long first, typename V::value_type* dx,
                              int vectors = 2, bool add = false) {
  using T = typename V::value_type;
  constexpr long width = panel_width<V>;
  alignas(64) T block[product_block<V> * width];
  const long inputs = in - first < width ? in - first : width;
  const auto transposed = [&](long k, long count) {
    for (long o = 0; o < count; o += width)
      transpose_block<V>(w + ((k + o) / width * in + first) * width, inputs, count - o < width ? count - o : width,
                         block + o * width);
    return static_cast<const T*>(block);
  };
  detail::product_blocks<V>(dy, dy_stride, rows, out, transposed, dx, vectors, add);
}

namespace detail {

/// M rows by P panels of y, both registers of each: eight chains of fma where one panel has too few.
template <class V, int M, int P>
[[gnu::noinline]] void product_few_rows(const typename V::value_type* __restrict x, long x_stride, long k,
                                        const typename V::value_type* __restrict w,
                                        typename V::value_type* __restrict y, long y_stride) {
  constexpr int width = panel_width<V>;
  V acc[P][M][2];
#pragma GCC unroll 4
  for (int p = 0; p < P; p++) begin_tile<V, M, 2>(acc[p], y, false);
  for (long first = 0; first < k; first += width, x += x_stride) {
    const long count = k - first < width ? k - first : width;
    for (long c = 0; c < count; c++, w += width)
#pragma GCC unroll 4
      for (int p = 0; p < P; p++) multiply_add<V, M, 2>(acc[p], x + c, width, w + p * k * width);
  }
#pragma GCC unroll 4
  for (int p = 0; p < P; p++) end_tile<V, M, 2>(acc[p], y + p * y_stride);
}

}  // namespace detail

/// Rows up to which product_of_few_rows is the faster way.
inline constexpr long few_rows = 2;
/// Panels that it works on together, at most.
inline constexpr long few_rows_panels = 4;

/// All panels of y = x w for one or two rows, several panels at a time: inference, bound by reading w once. Measured on
/// Zen 3 for 1 x 784 x 400: 18 to 23 us, where product_panel takes 26; for 1 x 200 x 200, within L2, 1.8 against 3.1.
/// Formula: as product_panel, to the bit.
/// Shapes: x [rows x k] in panels `x_stride` apart, rows <= few_rows; w [k x cols] packed; y [rows x cols] in panels
/// `y_stride` apart, whose padding columns may be written.
template <class V>
void product_of_few_rows(const typename V::value_type* x, long x_stride, long rows, long k,
                         const typename V::value_type* w, long cols, typename V::value_type* y, long y_stride) {
  const long w_stride = k * panel_width<V>, together = rows == 1 ? 4 : 2;
  const auto some_panels = rows == 1 ? detail::product_few_rows<V, 1, 4> : detail::product_few_rows<V, 2, 2>;
  long p = 0;
  for (; p + together <= panels<V>(cols); p += together)
    some_panels(x, x_stride, k, w + p * w_stride, y + p * y_stride, y_stride);
  for (; p < panels<V>(cols); p++)
    product_panel<V>(x, x_stride, rows, k, w + p * w_stride, y + p * y_stride, vectors_in<V>(cols, p));
}

}  // namespace pathwise::kernels
