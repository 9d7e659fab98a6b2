#include <pathwise/data/safetensors.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "extents.hpp"
#include "half.hpp"

namespace pathwise {
namespace {

struct type_record {
  std::string_view name;
  std::size_t width;
};

// By the value of the enumerator.
constexpr std::array<type_record, 15> types = {{{"BOOL", 1},
                                                {"U8", 1},
                                                {"I8", 1},
                                                {"F8_E5M2", 1},
                                                {"F8_E4M3", 1},
                                                {"I16", 2},
                                                {"U16", 2},
                                                {"F16", 2},
                                                {"BF16", 2},
                                                {"I32", 4},
                                                {"U32", 4},
                                                {"F32", 4},
                                                {"F64", 8},
                                                {"I64", 8},
                                                {"U64", 8}}};

template <class Stored, class T, class Convert>
std::vector<T> converted(const tensor& t, Convert convert) {
  std::vector<T> values(t.bytes.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored;
    std::memcpy(&stored, t.bytes.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<T>(convert(stored));
  }
  return values;
}

template <class Stored, class T>
std::vector<T> converted(const tensor& t) {
  return converted<Stored, T>(t, [](Stored stored) { return stored; });
}

template <class T>
std::vector<T> floating_values(const tensor& t) {
  if (t.type == dtype::f32) return converted<float, T>(t);
  if (t.type == dtype::f16) return converted<std::uint16_t, T>(t, from_float16);
  if (t.type == dtype::bf16) return converted<std::uint16_t, T>(t, from_bfloat16);
  return {};
}

template <class T>
std::vector<T> integer_values(const tensor& t) {
  switch (t.type) {
    case dtype::boolean:
    case dtype::u8:
      return converted<std::uint8_t, T>(t);
    case dtype::i8:
      return converted<std::int8_t, T>(t);
    case dtype::i16:
      return converted<std::int16_t, T>(t);
    case dtype::u16:
      return converted<std::uint16_t, T>(t);
    case dtype::i32:
      return converted<std::int32_t, T>(t);
    case dtype::u32:
      return converted<std::uint32_t, T>(t);
    default:
      return {};
  }
}

bool is_floating(dtype type) { return type == dtype::f32 || type == dtype::f16 || type == dtype::bf16; }

bool is_short_integer(dtype type) {
  return type == dtype::boolean || type == dtype::u8 || type == dtype::i8 || type == dtype::i16 || type == dtype::u16 ||
         type == dtype::i32 || type == dtype::u32;
}

template <class T>
constexpr dtype type_of = std::is_same_v<T, float>          ? dtype::f32
                          : std::is_same_v<T, double>       ? dtype::f64
                          : std::is_same_v<T, std::int64_t> ? dtype::i64
                                                            : dtype::u8;

template <class T>
bool fits(dtype type) {
  if (type == type_of<T>) return true;
  if (std::is_same_v<T, float>) return is_floating(type);
  if (std::is_same_v<T, double>) return is_floating(type) || is_short_integer(type);
  if (std::is_same_v<T, std::int64_t>) return is_short_integer(type);
  return type == dtype::boolean;
}

template <class T>
std::string mismatch(const tensor& t) {
  return "tensor " + in_quotes(t.name) + " is " + std::string(dtype_name(t.type)) + ", which is not read as " +
         std::string(dtype_name(type_of<T>));
}

}  // namespace

std::string_view dtype_name(dtype type) { return types.at(static_cast<std::size_t>(type)).name; }

std::size_t dtype_width(dtype type) { return types.at(static_cast<std::size_t>(type)).width; }

template <class T>
std::vector<T> tensor::values() const {
  if (!fits<T>(type)) throw std::invalid_argument(mismatch<T>(*this));
  if (type == type_of<T>) return converted<T, T>(*this);
  return is_floating(type) ? floating_values<T>(*this) : integer_values<T>(*this);
}

template <class T>
tensor make_tensor(std::string name, std::vector<std::size_t> shape, std::span<const T> values) {
  if (checked_product(shape) != values.size())
    throw std::invalid_argument("make_tensor: " + in_quotes(name) + " does not fit " + shape_text(shape));
  const auto bytes = std::as_bytes(values);
  return {std::move(name), type_of<T>, std::move(shape), {bytes.begin(), bytes.end()}};
}

const tensor* safetensors::find(std::string_view name) const {
  const auto found = std::ranges::find(tensors, name, &tensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

const tensor& safetensors::at(std::string_view name) const {
  if (const tensor* found = find(name)) return *found;
  std::string names;
  for (const tensor& t : tensors) {
    if (names.size() > 400) {
      names += ", ...";
      break;
    }
    names += (names.empty() ? "" : ", ") + printable(t.name, 96);
  }
  throw file_error(file, "has no tensor " + in_quotes(name) + ", it has: " + (names.empty() ? "none" : names),
                   "name a file of this model");
}

template <class T>
std::vector<T> safetensors::values(std::string_view name, std::span<const std::size_t> shape) const {
  const tensor& t = at(name);
  if (!std::ranges::equal(t.shape, shape))
    throw file_error(
        file,
        "tensor " + in_quotes(name) + " has shape " + shape_text(t.shape) + ", the model needs " + shape_text(shape),
        "name a file of this model");
  if (!fits<T>(t.type)) throw file_error(file, mismatch<T>(t), "save it as " + std::string(dtype_name(type_of<T>)));
  return t.values<T>();
}

template std::vector<float> tensor::values<float>() const;
template std::vector<double> tensor::values<double>() const;
template std::vector<std::int64_t> tensor::values<std::int64_t>() const;
template std::vector<std::uint8_t> tensor::values<std::uint8_t>() const;
template tensor make_tensor<float>(std::string, std::vector<std::size_t>, std::span<const float>);
template tensor make_tensor<double>(std::string, std::vector<std::size_t>, std::span<const double>);
template tensor make_tensor<std::int64_t>(std::string, std::vector<std::size_t>, std::span<const std::int64_t>);
template tensor make_tensor<std::uint8_t>(std::string, std::vector<std::size_t>, std::span<const std::uint8_t>);
template std::vector<float> safetensors::values<float>(std::string_view, std::span<const std::size_t>) const;
template std::vector<double> safetensors::values<double>(std::string_view, std::span<const std::size_t>) const;
template std::vector<std::int64_t> safetensors::values<std::int64_t>(std::string_view,
                                                                     std::span<const std::size_t>) const;
template std::vector<std::uint8_t> safetensors::values<std::uint8_t>(std::string_view,
                                                                     std::span<const std::size_t>) const;

}  // namespace pathwise
