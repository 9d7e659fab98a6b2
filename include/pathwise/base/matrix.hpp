#pragma once
// Dense row-major matrices: the only form in which numbers cross the border of the engine.
#include <cstddef>
#include <type_traits>
#include <utility>

#include <pathwise/base/aligned.hpp>

namespace pathwise {

/// A row-major block of numbers that somebody else owns. `T` may be const.
/// Shapes: `rows` x `cols`, element (r, c) at `data[r * cols + c]`.
template <class T>
struct matrix_view {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;

  constexpr T* row(std::size_t r) const { return data + r * cols; }
  constexpr T& operator()(std::size_t r, std::size_t c) const { return data[r * cols + c]; }
  constexpr std::size_t size() const { return rows * cols; }
  /// Rows [first, first + count).
  constexpr matrix_view slice(std::size_t first, std::size_t count) const { return {row(first), count, cols}; }

  constexpr operator matrix_view<const T>() const
    requires(!std::is_const_v<T>)
  {
    return {data, rows, cols};
  }
};

/// A row-major matrix that owns its numbers. The engine reads rows where they lie; from a cache line's border that is
/// faster.
template <class T>
struct matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  aligned_vector<T> values;

  matrix() = default;
  matrix(std::size_t row_count, std::size_t col_count)
      : rows(row_count), cols(col_count), values(row_count * col_count) {}
  matrix(std::size_t row_count, std::size_t col_count, aligned_vector<T> numbers)
      : rows(row_count), cols(col_count), values(std::move(numbers)) {}

  T* data() { return values.data(); }
  const T* data() const { return values.data(); }
  std::size_t size() const { return values.size(); }
  T& operator()(std::size_t r, std::size_t c) { return values[r * cols + c]; }
  const T& operator()(std::size_t r, std::size_t c) const { return values[r * cols + c]; }
  matrix_view<T> view() { return {values.data(), rows, cols}; }
  matrix_view<const T> view() const { return {values.data(), rows, cols}; }
};

}  // namespace pathwise
