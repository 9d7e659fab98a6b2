#pragma once
// The register tile that products and weight gradients share: M rows by one panel (two registers), or by its first
// register alone.
#include <utility>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {

namespace detail {

/// The accumulators at the start: zero, or what is at `y` (rows W apart) if `add`.
template <class V, int M, int N>
[[gnu::always_inline]] inline void begin_tile(V (&acc)[M][N], const typename V::value_type* y, bool add) {
#pragma GCC unroll 16
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
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) {
    const V factor = V::splat(factors[m * stride]);
#pragma GCC unroll 2
    for (int n = 0; n < N; n++) acc[m][n] = math::fma(factor, values[n], acc[m][n]);
  }
}

template <class V, int M, int N>
[[gnu::always_inline]] inline void end_tile(const V (&acc)[M][N], typename V::value_type* y) {
#pragma GCC unroll 16
  for (int m = 0; m < M; m++)
#pragma GCC unroll 2
    for (int n = 0; n < N; n++) acc[m][n].store(y + m * panel_width<V> + n * V::size);
}

/// A tile kernel for every height, by index: `Tile<V, M, N>::run` for M = 1 ... Most.
template <class V, template <class, int, int> class Tile, int N, class Heights>
struct tiles_of;
template <class V, template <class, int, int> class Tile, int N, int... M>
struct tiles_of<V, Tile, N, std::integer_sequence<int, M...>> {
  static constexpr decltype(&Tile<V, 1, N>::run) of_height[] = {nullptr, &Tile<V, M + 1, N>::run...};
};
template <class V, template <class, int, int> class Tile, int N, int Most>
using tiles = tiles_of<V, Tile, N, std::make_integer_sequence<int, Most>>;

}  // namespace detail
}  // namespace pathwise::kernels
