#pragma once
// What the kernel tests share: the vector types they run on, and buffers that notice a write out of bounds.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <limits>
#include <tuple>
#include <vector>

#include <pathwise/kernels/panel.hpp>

namespace kernel_tests {

using pathwise::lanes;
using pathwise::native;

/// The lanes of this machine's own register, unless they are one or sixteen, which are tested anyhow.
inline constexpr int own_lanes =
    pathwise::native_lanes<float> == 1 || pathwise::native_lanes<float> == 16 ? 8 : pathwise::native_lanes<float>;
/// Scalar, this machine's own register, AVX-512's width (elsewhere by the compilers' vectors), and double.
using widths = std::tuple<lanes<float, 1>, lanes<float, own_lanes>, lanes<float, 16>, native<double>>;

inline const long extents[] = {1, 2, 3, 5, 7, 11, 16, 17, 20, 37, 53, 100, 400};
inline const long row_counts[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 37, 128};

template <class T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

/// Equal bits, or both not a number.
template <class T>
bool same(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

/// Reproducible numbers in (-1, 1) whose sums depend on the order in which they are taken.
template <class T>
std::vector<T> numbers(long count, std::uint32_t seed) {
  std::vector<T> values(static_cast<std::size_t>(count));
  std::uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
  for (T& value : values) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    value = static_cast<T>(static_cast<double>(state >> 11) * 0x1p-52 - 1);
  }
  return values;
}

/// A buffer between two zones of guard values. It starts as NaN: a number read before it was written spoils the result.
template <class T>
class guarded {
 public:
  explicit guarded(long count) : count_(count), values_(static_cast<std::size_t>(count + 2 * zone), not_a_number<T>) {
    for (long i = 0; i < zone; i++)
      values_[static_cast<std::size_t>(i)] = values_[static_cast<std::size_t>(zone + count + i)] = guard;
  }
  T* data() { return values_.data() + zone; }
  T& operator[](long i) { return data()[i]; }
  long size() const { return count_; }
  bool intact() const {
    for (long i = 0; i < zone; i++)
      if (values_[static_cast<std::size_t>(i)] != guard ||
          values_[static_cast<std::size_t>(zone + count_ + i)] != guard)
        return false;
    return true;
  }

 private:
  static constexpr long zone = 64;
  static constexpr T guard = T(12345);
  long count_;
  std::vector<T> values_;
};

/// An activation in panels with one row between panels that belongs to nobody; padding columns are NaN.
template <class V>
struct activation {
  using T = typename V::value_type;
  long rows, cols, stride;
  guarded<T> values;

  activation(long row_count, long col_count)
      : rows(row_count),
        cols(col_count),
        stride((row_count + 1) * pathwise::kernels::panel_width<V>),
        values(pathwise::kernels::panels<V>(col_count) * stride) {}
  activation(const std::vector<T>& row_major, long row_count, long col_count) : activation(row_count, col_count) {
    for (long r = 0; r < rows; r++)
      for (long c = 0; c < cols; c++) at(r, c) = row_major[static_cast<std::size_t>(r * cols + c)];
  }
  T* data() { return values.data(); }
  T* panel(long p) { return values.data() + p * stride; }
  T& at(long r, long c) { return values[pathwise::kernels::panel_offset<V>(r, c, stride)]; }
  /// The first element that differs from the row-major `expected`, or -1; -2 if a guard was written.
  long differs_from(const std::vector<T>& expected) {
    for (long r = 0; r < rows; r++)
      for (long c = 0; c < cols; c++)
        if (!same(at(r, c), expected[static_cast<std::size_t>(r * cols + c)])) return r * cols + c;
    return values.intact() ? -1 : -2;
  }
};

/// A weight in panels from PyTorch's [out x in]; padding columns are NaN.
template <class V>
guarded<typename V::value_type> packed(const std::vector<typename V::value_type>& w, long in, long out) {
  guarded<typename V::value_type> values(pathwise::kernels::packed_weights_size<V>(in, out));
  for (long o = 0; o < out; o++)
    for (long i = 0; i < in; i++)
      values[pathwise::kernels::panel_offset<V>(i, o, in * pathwise::kernels::panel_width<V>)] =
          w[static_cast<std::size_t>(o * in + i)];
  return values;
}

}  // namespace kernel_tests
