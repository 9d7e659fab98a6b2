#pragma once
// Transposing blocks of a packed weight: what lets a product read W^T without a second copy of W.
#include <cstring>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {
namespace detail {

/// Chunks of 16 bytes in the register that a transposition uses: shuffles by a constant stay within a chunk.
#ifdef __AVX__
inline constexpr int transpose_chunks = 2;
#else
inline constexpr int transpose_chunks = 1;
#endif

/// Numbers in the compilers' own vector form, whose shuffles by constant the compilers turn into the machine's.
template <class T, int N>
struct shuffled {
  using type [[gnu::vector_size(N * sizeof(T))]] = T;
  [[gnu::always_inline]] static type load(const T* from) {
    type value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  /// Two chunks, `Apart` numbers from each other, in one register. (A template so that nothing instantiates it where no
  /// register holds two: g++ would warn of the call's ABI.)
  template <int Apart>
  [[gnu::always_inline]] static auto load_two(const T* from) {
    if constexpr (N == 4)
      return __builtin_shufflevector(load(from), load(from + Apart), 0, 1, 2, 3, 4, 5, 6, 7);
    else
      return __builtin_shufflevector(load(from), load(from + Apart), 0, 1, 2, 3);
  }
};

/// Four columns of a block of floats, four or eight rows of them: to[j][i] = from[i][j]; rows are `Stride` apart on
/// both sides.
template <int Stride>
[[gnu::always_inline]] inline void transpose_columns(const float* from, float* to) {
  using chunk = shuffled<float, 4>;
  const auto store = [to](int j, auto column)
                         __attribute__((always_inline)) { std::memcpy(to + j * Stride, &column, sizeof column); };
  if constexpr (transpose_chunks == 2) {
    const auto r0 = chunk::template load_two<4 * Stride>(from),
               r1 = chunk::template load_two<4 * Stride>(from + Stride);
    const auto r2 = chunk::template load_two<4 * Stride>(from + 2 * Stride),
               r3 = chunk::template load_two<4 * Stride>(from + 3 * Stride);
    const auto a = __builtin_shufflevector(r0, r1, 0, 8, 1, 9, 4, 12, 5, 13);
    const auto b = __builtin_shufflevector(r2, r3, 0, 8, 1, 9, 4, 12, 5, 13);
    const auto c = __builtin_shufflevector(r0, r1, 2, 10, 3, 11, 6, 14, 7, 15);
    const auto d = __builtin_shufflevector(r2, r3, 2, 10, 3, 11, 6, 14, 7, 15);
    store(0, __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13));
    store(1, __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15));
    store(2, __builtin_shufflevector(c, d, 0, 1, 8, 9, 4, 5, 12, 13));
    store(3, __builtin_shufflevector(c, d, 2, 3, 10, 11, 6, 7, 14, 15));
  } else {
    const auto r0 = chunk::load(from), r1 = chunk::load(from + Stride);
    const auto r2 = chunk::load(from + 2 * Stride), r3 = chunk::load(from + 3 * Stride);
    const auto a = __builtin_shufflevector(r0, r1, 0, 4, 1, 5), b = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
    const auto c = __builtin_shufflevector(r0, r1, 2, 6, 3, 7), d = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
    store(0, __builtin_shufflevector(a, b, 0, 1, 4, 5));
    store(1, __builtin_shufflevector(a, b, 2, 3, 6, 7));
    store(2, __builtin_shufflevector(c, d, 0, 1, 4, 5));
    store(3, __builtin_shufflevector(c, d, 2, 3, 6, 7));
  }
}

/// Two columns of a block of doubles, two or four rows of them.
template <int Stride>
[[gnu::always_inline]] inline void transpose_columns(const double* from, double* to) {
  using chunk = shuffled<double, 2>;
  const auto store = [to](int j, auto column)
                         __attribute__((always_inline)) { std::memcpy(to + j * Stride, &column, sizeof column); };
  if constexpr (transpose_chunks == 2) {
    const auto r0 = chunk::template load_two<2 * Stride>(from),
               r1 = chunk::template load_two<2 * Stride>(from + Stride);
    store(0, __builtin_shufflevector(r0, r1, 0, 4, 2, 6));
    store(1, __builtin_shufflevector(r0, r1, 1, 5, 3, 7));
  } else {
    const auto r0 = chunk::load(from), r1 = chunk::load(from + Stride);
    store(0, __builtin_shufflevector(r0, r1, 0, 2));
    store(1, __builtin_shufflevector(r0, r1, 1, 3));
  }
}

/// A block at the edge of a weight, by way of a whole one.
template <class V>
[[gnu::noinline]] void transpose_part(const typename V::value_type* from, long rows, long cols,
                                      typename V::value_type* to) {
  using T = typename V::value_type;
  constexpr int width = panel_width<V>, across = 16 / sizeof(T), down = across * transpose_chunks;
  alignas(64) T whole[width * width];
  std::memcpy(whole, from, static_cast<unsigned long>(rows * width) * sizeof(T));
  std::memset(whole + rows * width, 0, static_cast<unsigned long>((width - rows) * width) * sizeof(T));
  for (long j = 0; j < cols; j += across)
    for (int i = 0; i < width; i += down) transpose_columns<width>(whole + i * width + j, to + j * width + i);
}

}  // namespace detail

/// Transposes a block of one panel: to[j][i] = from[i][j] for i < rows, j < cols; the rest of the first `cols` rows of
/// `to` is zero.
/// Shapes: both W x W in rows of W = panel_width<V>; rows, cols <= W; of the other rows of `to` a few may be written.
/// `from` and `to` must not overlap.
template <class V>
void transpose_block(const typename V::value_type* __restrict from, long rows, long cols,
                     typename V::value_type* __restrict to) {
  using T = typename V::value_type;
  constexpr int width = panel_width<V>, across = 16 / sizeof(T), down = across * detail::transpose_chunks;
  if constexpr (width % down == 0) {
    if (rows == width && cols == width) {
#pragma GCC unroll 2
      for (int i = 0; i < width; i += down)
#pragma GCC unroll 4
        for (int j = 0; j < width; j += across)
          detail::transpose_columns<width>(from + i * width + j, to + j * width + i);
    } else {
      detail::transpose_part<V>(from, rows, cols, to);
    }
    return;
  }
  for (long j = 0; j < cols; j++)
    for (long i = 0; i < width; i++) to[j * width + i] = i < rows ? from[i * width + j] : T(0);
}

}  // namespace pathwise::kernels
