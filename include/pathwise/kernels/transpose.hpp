#pragma once
// Transposing blocks of a packed weight: what lets a product read W^T without a second copy of W.
#include <cstring>

#include <pathwise/kernels/panel.hpp>

namespace pathwise::kernels {
namespace detail {

/// 16 bytes of numbers in the compilers' own vector form, whose shuffles the compilers turn into the machine's.
template <class T>
struct chunk {
  static constexpr int size = 16 / sizeof(T);
  using type [[gnu::vector_size(16)]] = T;
  [[gnu::always_inline]] static type load(const T* from) {
    type value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
};

/// to[j][i] = from[i][j] for 4 x 4 floats; rows are `Stride` apart on both sides.
template <int Stride>
[[gnu::always_inline]] inline void transpose_chunk(const float* from, float* to) {
  using four = chunk<float>;
  const auto r0 = four::load(from), r1 = four::load(from + Stride);
  const auto r2 = four::load(from + 2 * Stride), r3 = four::load(from + 3 * Stride);
  const auto a = __builtin_shufflevector(r0, r1, 0, 4, 1, 5), b = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  const auto c = __builtin_shufflevector(r0, r1, 2, 6, 3, 7), d = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  const four::type columns[4] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
                                 __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7)};
#pragma GCC unroll 4
  for (int j = 0; j < 4; j++) std::memcpy(to + j * Stride, &columns[j], sizeof columns[j]);
}

/// to[j][i] = from[i][j] for 2 x 2 doubles; rows are `Stride` apart on both sides.
template <int Stride>
[[gnu::always_inline]] inline void transpose_chunk(const double* from, double* to) {
  using two = chunk<double>;
  const auto r0 = two::load(from), r1 = two::load(from + Stride);
  const two::type columns[2] = {__builtin_shufflevector(r0, r1, 0, 2), __builtin_shufflevector(r0, r1, 1, 3)};
#pragma GCC unroll 2
  for (int j = 0; j < 2; j++) std::memcpy(to + j * Stride, &columns[j], sizeof columns[j]);
}

}  // namespace detail

/// Transposes a block of one panel: to[j][i] = from[i][j] for i < rows, j < cols; the rest of the first `cols` rows of
/// `to` is zero. Shapes: both W x W in rows of W = panel_width<V>; rows, cols <= W. `from` and `to` must not overlap.
template <class V>
void transpose_block(const typename V::value_type* __restrict from, long rows, long cols,
                     typename V::value_type* __restrict to) {
  using T = typename V::value_type;
  constexpr int width = panel_width<V>, step = detail::chunk<T>::size;
  if constexpr (width % step == 0) {
    if (rows == width && cols == width) {
#pragma GCC unroll 4
      for (int i = 0; i < width; i += step)
#pragma GCC unroll 4
        for (int j = 0; j < width; j += step) detail::transpose_chunk<width>(from + i * width + j, to + j * width + i);
      return;
    }
  }
  for (long j = 0; j < cols; j++)
    for (long i = 0; i < width; i++) to[j * width + i] = i < rows ? from[i * width + j] : T(0);
}

}  // namespace pathwise::kernels
