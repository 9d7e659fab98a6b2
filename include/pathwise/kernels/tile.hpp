#pragma once
// The register tile that products and weight gradients share: M rows by one panel (two registers), or by its first
// register alone.
#include <utility>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {

/// Rows of a register tile: with the two registers of a panel, 12 accumulators of 16 registers or 28 of 32, which
/// leaves room for the panel of weights and a broadcast. Eight chains of fma keep two units of latency 4 busy, so both
/// suffice.
#ifdef __aarch64__
template <class V>
inline constexpr int tile_rows = 14;
#else
template <class V>
inline constexpr int tile_rows = V::size * sizeof(typename V::value_type) == 64 ? 14 : 6;
#endif

/// Height of the next tile when `left` rows are to do: whole tiles, and a remainder cut evenly, since a low tile has
/// too few chains.
template <class V>
constexpr int next_tile_rows(long left) {
  constexpr int most = tile_rows<V>;
  return left >= 2 * most || left == most ? most : static_cast<int>(left > most ? (left + 1) / 2 : left);
}

namespace detail {

/// The accumulators at the start: zero, or what is at `y` (rows W apart) if `add`.
template <class V, int M, int N>
[[gnu::always_inline]] inline void begin_tile(V (&acc)[M][N], const typename V::value_type* y, bool add) {
#pragma GCC unroll 14
  for (int m = 0; m < M; m++)
#pragma GCC unroll 2
    for (int n = 0; n < N; n++)
      acc[m][n] = add ? V::load(y + m * panel_width<V> + n * V::size) : V::splat(typename V::value_type(0));
}

/// acc[m][n] += factors[m * stride] * row[n]: one step of the sum, for M * N registers.
template <class V, int M, int N>
[[gnu::always_inline]] inline void multiply_add(V (&acc)[M][N], const typename V::value_type* factors, long stride,
                                                const typename V::value_type* row) {
  V values[N];
#pragma GCC unroll 2
  for (int n = 0; n < N; n++) values[n] = V::load(row + n * V::size);
#pragma GCC unroll 14
  for (int m = 0; m < M; m++) {
    const V factor = V::splat(factors[m * stride]);
#pragma GCC unroll 2
    for (int n = 0; n < N; n++) acc[m][n] = math::fma(factor, values[n], acc[m][n]);
  }
}

template <class V, int M, int N>
[[gnu::always_inline]] inline void end_tile(const V (&acc)[M][N], typename V::value_type* y) {
#pragma GCC unroll 14
  for (int m = 0; m < M; m++)
#pragma GCC unroll 2
    for (int n = 0; n < N; n++) acc[m][n].store(y + m * panel_width<V> + n * V::size);
}

/// A tile kernel for every height, by index: `Tile<V, M, N>::run` for M = 1 ... tile_rows.
template <class V, template <class, int, int> class Tile, int N,
          class Heights = std::make_integer_sequence<int, tile_rows<V>>>
struct tiles;
template <class V, template <class, int, int> class Tile, int N, int... M>
struct tiles<V, Tile, N, std::integer_sequence<int, M...>> {
  static constexpr decltype(&Tile<V, 1, N>::run) of_height[] = {nullptr, &Tile<V, M + 1, N>::run...};
};

}  // namespace detail
}  // namespace pathwise::kernels
