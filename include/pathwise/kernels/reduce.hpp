#pragma once
// Sums with one fixed order at every width: 16 virtual lanes. Number c of a row is added to lane c % 16, in ascending
// c; then the lanes are folded by a fixed tree: 8 + 8, 4 + 4, 2 + 2, 1 + 1.
#include <pathwise/kernels/vector.hpp>

namespace pathwise::kernels {

inline constexpr int virtual_lanes = 16;

/// The first `count` numbers of x; zero in the other lanes, whatever they hold.
template <class V>
[[gnu::always_inline]] inline V keep_first(V x, long count) {
  using T = typename V::value_type;
  static constexpr T index[virtual_lanes] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const T limit = static_cast<T>(count < 0 ? 0 : count < V::size ? count : V::size);
  return math::select(math::less(V::load(index), V::splat(limit)), x, V::splat(T(0)));
}

/// Adds one register, which holds columns [column, column + V::size) of a row, to the row's lanes.
/// Shapes: `sums` [16]; column is a multiple of V::size.
template <class V>
[[gnu::always_inline]] inline void accumulate(typename V::value_type* sums, V x, long column) {
  static_assert(virtual_lanes % V::size == 0, "a register must fit the virtual lanes");
  auto* at = sums + column % virtual_lanes;
  (V::load(at) + x).store(at);
}

/// The same for a register of which only the columns below `cols` are real: the rest adds nothing, whatever it holds.
template <class V>
[[gnu::always_inline]] inline void accumulate(typename V::value_type* sums, V x, long column, long cols) {
  accumulate(sums, keep_first(x, cols - column), column);
}

/// Two registers, one after the other.
template <class V>
[[gnu::always_inline]] inline void accumulate(typename V::value_type* sums, twin<V> x, long column) {
  accumulate(sums, x.lo, column);
  accumulate(sums, x.hi, column + V::size);
}

template <class V>
[[gnu::always_inline]] inline void accumulate(typename V::value_type* sums, twin<V> x, long column, long cols) {
  accumulate(sums, x.lo, column, cols);
  accumulate(sums, x.hi, column + V::size, cols);
}

/// The sum of a row's 16 lanes.
/// Formula: the tree ((0 + 8) + (4 + 12)) + ((2 + 10) + (6 + 14)) + the same of the odd lanes.
template <class T>
constexpr T fold16(const T* sums) {
  T folded[8];
  for (int i = 0; i < 8; i++) folded[i] = sums[i] + sums[i + 8];
  for (int i = 0; i < 4; i++) folded[i] += folded[i + 4];
  for (int i = 0; i < 2; i++) folded[i] += folded[i + 2];
  return folded[0] + folded[1];
}

/// The sum of `count` numbers that lie in a row, such as the rows' losses.
template <class V>
typename V::value_type sum_values(const typename V::value_type* values, long count) {
  using T = typename V::value_type;
  alignas(64) T sums[virtual_lanes] = {};
  long i = 0;
  for (; i + V::size <= count; i += V::size) accumulate(sums, V::load(values + i), i);
  for (; i < count; i++) sums[i % virtual_lanes] += values[i];
  return fold16(sums);
}

}  // namespace pathwise::kernels
