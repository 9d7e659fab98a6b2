#pragma once
// NumPy's .npy files.
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

namespace pathwise {

/// Numbers with any number of axes, row-major (C order).
template <class T>
struct npy_array {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

/// The array of an .npy file, format versions 1 to 3, of '<f4', '<f8' or '|u1' (converted to T by value, so 255 stays
/// 255 and float64 is rounded to float32 if T is float), in C or Fortran order, with up to 32 axes.
/// T is float or double.
/// Throws: file_error, a message of its own for: missing, empty, not npy, unknown version, damaged or oversized (1 MiB)
/// header, big-endian numbers, Python objects, records, other types, absurd extents, truncated, trailing bytes. Source:
/// numpy.lib.format.
template <class T>
npy_array<T> read_npy(const std::filesystem::path& file);
template <class T>
npy_array<T> parse_npy(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// Writes numbers as NumPy does (version 1.0, C order). `values` has the product of `shape` numbers.
/// Throws: file_error, and std::invalid_argument where `values` does not fit `shape`.
template <class T>
void write_npy(const std::filesystem::path& file, std::span<const std::size_t> shape, std::span<const T> values);

template <class T>
void write_npy(const std::filesystem::path& file, const npy_array<T>& array) {
  write_npy<T>(file, array.shape, array.values);
}

template <class T>
void write_npy(const std::filesystem::path& file, matrix_view<const T> numbers) {
  const std::size_t shape[] = {numbers.rows, numbers.cols};
  write_npy<T>(file, shape, std::span<const T>(numbers.data, numbers.size()));
}

/// The array as a matrix: its first axis becomes rows, all others together columns. One axis becomes one column; an
/// array without numbers becomes an empty matrix.
template <class T>
matrix<T> as_rows(const npy_array<T>& array) {
  if (array.values.empty()) return {};
  const std::size_t rows = array.shape.empty() ? 1 : array.shape[0];
  const std::size_t cols = array.values.size() / rows;
  return {rows, cols, array.values};
}

}  // namespace pathwise
