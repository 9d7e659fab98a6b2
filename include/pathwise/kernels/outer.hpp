#pragma once
// Gradients of weights and biases over a whole batch. Each is complete before it leaves L1, and is then handed to a
// rule (rule.hpp): an optimiser's, so that no gradient is ever written to memory, or store_rule. Every sum runs over
// terms in order and rows in ascending order, by fma in one lane, so its bits do not depend on width, tile, blocks of
// rows or on the rule.
#include <cstring>

#include <pathwise/kernels/rule.hpp>
#include <pathwise/kernels/tile.hpp>

namespace pathwise::kernels {

/// One use of a weight in the model: it was multiplied by x, and dy is the gradient of the result.
/// Shapes: x [rows x in] in panels `x_stride` apart; dy one panel [rows x W], that of the weight's panel at work. For a
/// bias only dy and rows count.
template <class T>
struct gradient_term {
  const T* x;
  long x_stride;
  const T* dy;
  long rows;
};

/// Rows of x and dy that serve a whole W x W block of the gradient before the next are touched: 8 KiB each.
template <class V>
inline constexpr long outer_block = 8192 / (panel_width<V> * sizeof(typename V::value_type));

namespace detail {

/// sums[M x N registers] = (or +=, if `add`) x^T dy over `rows` rows, where x points at the first of M columns within a
/// panel.
template <class V, int M, int N>
struct outer_tile {
  using T = typename V::value_type;
  [[gnu::noinline]] static void run(const T* __restrict x, const T* __restrict dy, long rows, T* __restrict sums,
                                    bool add) {
    V acc[M][N];
    begin_tile<V, M, N>(acc, sums, add);
    for (; rows > 0; rows--, x += panel_width<V>, dy += panel_width<V>) multiply_add<V, M, N>(acc, x, 1, dy);
    end_tile<V, M, N>(acc, sums);
  }
};

/// Adds one term to rows [first, first + count) of the gradient, all within one panel of x. Returns whether `sums` now
/// holds anything.
template <class V>
bool add_term(const gradient_term<typename V::value_type>& term, long first, long count, int vectors,
              typename V::value_type* sums, bool add) {
  constexpr long width = panel_width<V>;
  const auto* tile = vectors == 2 ? tiles<V, outer_tile, 2>::of_height : tiles<V, outer_tile, 1>::of_height;
  const auto* x = term.x + panel_offset<V>(0, first, term.x_stride);
  for (long r = 0; r < term.rows; r += outer_block<V>, add = true) {
    const long rows = term.rows - r < outer_block<V> ? term.rows - r : outer_block<V>;
    int m;
    for (long i = 0; i < count; i += m) {
      m = next_tile_rows<V>(count - i);
      tile[m](x + r * width + i, term.dy + r * width, rows, sums + i * width, add);
    }
  }
  return add;
}

/// Starts sums from `start`, if there is one. Returns whether `sums` holds anything.
template <class T>
bool begin_sums(T* sums, const T* start, long count) {
  const auto bytes = static_cast<unsigned long>(count) * sizeof(T);
  if (start) std::memcpy(sums, start, bytes);
  return start != nullptr;
}

}  // namespace detail

/// Rows [first, first + count) of one panel of a weight's gradient, each register handed to `rule` when it is complete.
/// Formula: g[i][o] = sum over terms, over r = 0, 1, ... rows - 1 of x[r][i] * dy[r][o], by fma, starting from 0 or
/// from `start`. Shapes: `terms` [term_count]; offsets given to the rule, and `start`, count from the panel's first
/// number: i * W + column. `vectors`: how many of the panel's two registers are wanted. `start`: nullptr, or a buffer
/// of gradients to add to: with store_rule to that same buffer, batches accumulate with the bits of one long batch.
/// Cost: 2 count W flops a row.
template <class V, update_rule<V> Rule>
void outer_panel(const gradient_term<typename V::value_type>* terms, int term_count, long first, long count,
                 int vectors, const Rule rule, const typename V::value_type* start = nullptr) {
  constexpr long width = panel_width<V>;
  alignas(64) typename V::value_type sums[width * width];
  for (long end = first + count, n; first < end; first += n) {
    const long whole = width - first % width;
    n = end - first < whole ? end - first : whole;
    bool add = detail::begin_sums(sums, start ? start + first * width : nullptr, n * width);
    for (int t = 0; t < term_count; t++) add = detail::add_term<V>(terms[t], first, n, vectors, sums, add);
    for (long i = 0; i < n; i++)
      for (int v = 0; v < vectors; v++)
        rule(V::load(sums + i * width + v * V::size), (first + i) * width + v * V::size);
  }
}

/// One panel of a bias's gradient: the sums of dy's columns, handed to `rule`.
/// Formula: g[o] = sum over terms, over r = 0, 1, ... rows - 1 of dy[r][o], starting from 0 or from `start`.
/// Shapes and arguments: as outer_panel; the offsets are those of the panel's columns.
template <class V, update_rule<V> Rule>
void column_sums(const gradient_term<typename V::value_type>* terms, int term_count, int vectors, const Rule rule,
                 const typename V::value_type* start = nullptr) {
  using T = typename V::value_type;
  for (int v = 0; v < vectors; v++) {
    V sum = start ? V::load(start + v * V::size) : V::splat(T(0));
    for (int t = 0; t < term_count; t++)
      for (long r = 0; r < terms[t].rows; r++) sum = sum + V::load(terms[t].dy + r * panel_width<V> + v * V::size);
    rule(sum, v * V::size);
  }
}

}  // namespace pathwise::kernels
