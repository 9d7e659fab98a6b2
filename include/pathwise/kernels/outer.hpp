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

/// Rows of a register tile of the gradient, of `vectors` registers each. 8 accumulators keep two fma units of latency 4
/// busy and leave half of 16 registers to the rule that runs between them; W is a multiple. Measured on Zen 3 over 16
/// rows: 94 % of peak, a 6 x 2 tile 75 %.
template <class V>
constexpr int outer_rows(int vectors) {
  const int rows = (has_32_registers<V> ? 16 : 8) / vectors;
  return rows < panel_width<V> ? rows : panel_width<V>;
}

/// When a block of the gradient is complete, the rule runs at once, or among the products of the next block. The bits
/// are the same. Adam's square root and division then run beside the products where the divider blocks no fma unit; on
/// Zen 3 it does: 975 us at once against 1020 among the products, for 784 x 400 over 128 rows.
enum class rule_place { at_once, among_products };

/// The faster place for a gradient over so many rows. Where the products of a block are few, the rule is long beside
/// them. Measured on Zen 3, whole steps of 784-400-20: among the products 0.95 of the time over 8 rows, 0.98 over 16,
/// 1.00 over 32.
constexpr rule_place rule_place_for(long rows) { return rows <= 16 ? rule_place::among_products : rule_place::at_once; }

namespace detail {

/// A block of the gradient that is complete and waits for the rule, row by row.
template <class T>
struct ready_rows {
  const T* sums;
  long offset;  // of sums[0], for the rule
  long rows;
};

/// The rule on one row of a block.
template <class V, class Rule>
[[gnu::always_inline]] inline void apply_row(const typename V::value_type* sums, long offset, int vectors,
                                             const Rule& rule) {
  for (int n = 0; n < vectors; n++) rule(V::load(sums + n * V::size), offset + n * V::size);
}

template <class V, class Rule>
void apply_rows(const ready_rows<typename V::value_type>& ready, int vectors, const Rule& rule) {
  for (long i = 0; i < ready.rows * panel_width<V>; i += panel_width<V>)
    apply_row<V>(ready.sums + i, ready.offset + i, vectors, rule);
}

/// acc[M x N registers] += x^T dy over `rows` rows, where x points at the first of M columns within a panel; moves x
/// and dy on.
template <class V, int M, int N>
[[gnu::always_inline]] inline void add_rows(V (&acc)[M][N], const typename V::value_type*& x,
                                            const typename V::value_type*& dy, long rows) {
#pragma GCC unroll 2
  for (; rows > 0; rows--, x += panel_width<V>, dy += panel_width<V>) multiply_add<V, M, N>(acc, x, 1, dy);
}

/// sums[M x N registers] = (or +=, if `add`) x^T dy over `rows` rows.
template <class V, int M, int N>
struct outer_tile {
  using T = typename V::value_type;
  [[gnu::noinline]] static void run(const T* x, const T* dy, long rows, T* sums, bool add) {
    V acc[M][N];
    begin_tile<V, M, N>(acc, sums, add);
    add_rows<V, M, N>(acc, x, dy, rows);
    end_tile<V, M, N>(acc, sums);
  }
};

/// The same, with the rule on M rows of an earlier block strewn in, so that its division and square root run beside the
/// products.
template <class V, int M, int N, class Rule>
[[gnu::noinline]] void outer_tile_with_rule(const typename V::value_type* x, const typename V::value_type* dy,
                                            long rows, typename V::value_type* sums, bool add,
                                            const typename V::value_type* ready, long offset, const Rule rule) {
  V acc[M][N];
  begin_tile<V, M, N>(acc, sums, add);
  const long step = rows / M;
  for (int m = 0; m < M; m++, ready += panel_width<V>, offset += panel_width<V>) {
    add_rows<V, M, N>(acc, x, dy, step);
    apply_row<V>(ready, offset, N, rule);
  }
  add_rows<V, M, N>(acc, x, dy, rows - M * step);
  end_tile<V, M, N>(acc, sums);
}

/// Adds rows of one term to a block of `count` rows of the gradient, all within one panel of x.
template <class V, int N, class Rule>
void add_to_block(const typename V::value_type* x, const typename V::value_type* dy, long rows, long count,
                  typename V::value_type* sums, bool add, ready_rows<typename V::value_type>& ready, const Rule& rule) {
  constexpr int most = outer_rows<V>(N);
  for (long i = 0, m; i < count; i += m, x += m, sums += m * panel_width<V>) {
    m = count - i < most ? count - i : most;
    if (m == most && ready.rows >= most) {
      outer_tile_with_rule<V, most, N>(x, dy, rows, sums, add, ready.sums, ready.offset, rule);
      const long done = most * panel_width<V>;
      ready = {ready.sums + done, ready.offset + done, ready.rows - most};
    } else {
      tiles<V, outer_tile, N, most>::of_height[m](x, dy, rows, sums, add);
    }
  }
}

template <class V, int N, class Rule>
void outer_panel_of(const gradient_term<typename V::value_type>* terms, int term_count, long first, long count,
                    const Rule& rule, const typename V::value_type* start, rule_place place) {
  using T = typename V::value_type;
  constexpr long width = panel_width<V>;
  alignas(64) T blocks[2][width * width];
  T* sums = blocks[0];
  ready_rows<T> ready{nullptr, 0, 0};
  for (long end = first + count, n; first < end; first += n) {
    const long whole = width - first % width;
    n = end - first < whole ? end - first : whole;
    bool add = start != nullptr;
    if (add) std::memcpy(sums, start + first * width, static_cast<unsigned long>(n * width) * sizeof(T));
    for (const auto* term = terms; term < terms + term_count; term++)
      for (long r = 0; r < term->rows; r += outer_block<V>, add = true)
        add_to_block<V, N>(term->x + panel_offset<V>(r, first, term->x_stride), term->dy + r * width,
                           term->rows - r < outer_block<V> ? term->rows - r : outer_block<V>, n, sums, add, ready,
                           rule);
    apply_rows<V>(ready, N, rule);
    ready = {sums, first * width, n};
    if (place == rule_place::at_once) apply_rows<V>(ready, N, rule), ready.rows = 0;
    sums = sums == blocks[0] ? blocks[1] : blocks[0];
  }
  apply_rows<V>(ready, N, rule);
}

}  // namespace detail

/// Rows [first, first + count) of one panel of a weight's gradient, each register handed to `rule` when it is complete.
/// Formula: g[i][o] = sum over terms, over r = 0, 1, ... rows - 1 of x[r][i] * dy[r][o], by fma, starting from 0 or
/// from `start`.
/// Shapes: `terms` [term_count], at least one row in all; offsets given to the rule, and `start`, count from the
/// panel's first number: i * W + column. `vectors`: how many of the panel's two registers are wanted. `start`: nullptr,
/// or a buffer of gradients to add to: with store_rule to that same buffer, batches accumulate with the bits of one
/// long batch.
/// Cost: 2 count W flops a row.
template <class V, update_rule<V> Rule>
void outer_panel(const gradient_term<typename V::value_type>* terms, int term_count, long first, long count,
                 int vectors, const Rule rule, const typename V::value_type* start = nullptr,
                 rule_place place = rule_place::at_once) {
  if (vectors == 2)
    detail::outer_panel_of<V, 2>(terms, term_count, first, count, rule, start, place);
  else
    detail::outer_panel_of<V, 1>(terms, term_count, first, count, rule, start, place);
}

/// One panel of a bias's gradient: the sums of dy's columns, handed to `rule`.
/// Formula: g[o] = sum over terms, over r = 0, 1, ... rows - 1 of dy[r][o], starting from 0 or from `start`.
/// Shapes and arguments: as outer_panel; the offsets are those of the panel's columns.
template <class V, update_rule<V> Rule>
void column_sums(const gradient_term<typename V::value_type>* terms, int term_count, int vectors, const Rule rule,
                 const typename V::value_type* start = nullptr) {
  using T = typename V::value_type;
  const int second =
      (vectors - 1) * V::size;  // both registers in one pass: two chains of additions; of one register, the same twice
  V low = start ? V::load(start) : V::splat(T(0)), high = start ? V::load(start + second) : V::splat(T(0));
  for (int t = 0; t < term_count; t++) {
    const T* dy = terms[t].dy;
    for (long r = 0; r < terms[t].rows; r++, dy += panel_width<V>) {
      low = low + V::load(dy);
      high = high + V::load(dy + second);
    }
  }
  rule(low, 0);
  if (vectors == 2) rule(high, V::size);
}

}  // namespace pathwise::kernels
