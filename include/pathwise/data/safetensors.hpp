#pragma once
// The safetensors format, as PyTorch's safetensors package writes and opens it.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

/// A tensor's number type, in the order in which files are laid out (the last first).
enum class dtype { boolean, u8, i8, f8_e5m2, f8_e4m3, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64 };

/// The format's name of a type ("F32"), and the bytes one number takes.
std::string_view dtype_name(dtype type);
std::size_t dtype_width(dtype type);

/// A named block of numbers. Shapes: `bytes` holds the product of `shape` numbers of `type`, row-major, little-endian;
/// no axes means one number.
struct tensor {
  std::string name;
  dtype type = dtype::f32;
  std::vector<std::size_t> shape;
  std::vector<std::byte> bytes;

  /// The numbers as T, where every value of `type` is exactly a T: float from F32, F16, BF16; double from these, F64
  /// and the integers up to 32 bits; int64 from signed and unsigned integers but U64, and BOOL; uint8 from U8 and BOOL.
  /// Throws: std::invalid_argument that names the tensor and both types.
  template <class T>
  std::vector<T> values() const;
};

/// A tensor of numbers in memory: F32, F64, I64 or U8 by T. Throws: std::invalid_argument where they do not fit
/// `shape`.
template <class T>
tensor make_tensor(std::string name, std::vector<std::size_t> shape, std::span<const T> values);

/// The content of a safetensors file.
struct safetensors {
  std::vector<tensor> tensors;
  std::map<std::string, std::string> metadata;
  std::filesystem::path file;  ///< where it was read from, for messages

  const tensor* find(std::string_view name) const;
  /// Throws: file_error that lists the names there are.
  const tensor& at(std::string_view name) const;
  /// The numbers of tensor `name`, which must have this shape and a type that fits T (see tensor::values).
  /// Throws: file_error that names the tensor and both shapes or types.
  template <class T>
  std::vector<T> values(std::string_view name, std::span<const std::size_t> shape) const;
};

/// Reads strictly: what this accepts, the safetensors package accepts.
/// Throws: file_error, a message of its own (with the tensor's name where one is at fault) for: missing, empty,
/// truncated header or data, header over 1 MiB, bad JSON, duplicate names or keys, unknown keys, unknown type, shape or
/// offsets of the wrong form, offsets out of range, overlapping or leaving gaps, a shape that does not fit its bytes,
/// trailing bytes. Source: github.com/huggingface/safetensors, "Format". Checked: both ways against the package; files
/// of this writer are equal to the package's byte for byte.
safetensors read_safetensors(const std::filesystem::path& file);
safetensors parse_safetensors(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// Writes the tensors in the package's order (widest type first, then by name), each aligned to its width.
/// Throws: file_error, and std::invalid_argument for a name that repeats, is reserved or not UTF-8, or bytes that do
/// not fit the shape.
void write_safetensors(const std::filesystem::path& file, std::span<const tensor> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace pathwise
