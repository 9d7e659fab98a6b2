#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/npy.hpp>
#include <pathwise/data/read_file.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "extents.hpp"
#include "npy_header.hpp"

namespace pathwise {
namespace {

using std::filesystem::path;
using byte_span = std::span<const std::byte>;

static_assert(std::endian::native == std::endian::little, "numbers are stored as they lie in memory");

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_header = std::size_t{1} << 20;
constexpr std::size_t alignment = 64;
constexpr auto again = "save it again with numpy.save";

[[noreturn]] void fail_truncated_header(std::size_t expected, std::size_t size, const path& file) {
  throw file_error(
      file, "truncated header: " + std::to_string(expected) + " bytes expected, " + std::to_string(size) + " are there",
      again);
}

// Where the header's text lies in the file.
struct header_span {
  std::size_t start = 0;
  std::size_t length = 0;
};

std::size_t little_endian(byte_span bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::to_integer<std::size_t>(bytes[i]) << (8 * i);
  return value;
}

header_span find_header(byte_span bytes, const path& file) {
  if (bytes.empty()) throw file_error(file, "empty", again);
  const std::size_t common = std::min(bytes.size(), magic.size());
  if (std::memcmp(bytes.data(), magic.data(), common) != 0)
    throw file_error(file, "not an npy file: it does not begin with \\x93NUMPY", "name an .npy file");
  if (bytes.size() < magic.size() + 2) fail_truncated_header(magic.size() + 2, bytes.size(), file);
  const auto version = std::to_integer<int>(bytes[6]);
  if (version < 1 || version > 3 || bytes[7] != std::byte{0})
    throw file_error(file,
                     "npy version " + std::to_string(version) + "." + std::to_string(std::to_integer<int>(bytes[7])) +
                         ", 1.0 to 3.0 are known",
                     again);
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start) fail_truncated_header(start, bytes.size(), file);
  const std::size_t length = little_endian(bytes.subspan(8, start - 8));
  if (length > longest_header)
    throw file_error(file, "its header has " + std::to_string(length) + " bytes, at most 1 MiB is read", again);
  if (bytes.size() - start < length) fail_truncated_header(start + length, bytes.size(), file);
  return {start, length};
}

void check_type(std::string_view type, const path& file) {
  if (type == "<f4" || type == "<f8" || type == "|u1") return;
  const std::string shown = in_quotes(type, 32);
  if (type.starts_with('>')) throw file_error(file, "big-endian numbers " + shown, "save a.astype('<f4') instead");
  if (type.find('O') != std::string_view::npos)
    throw file_error(file, "Python objects " + shown + ", which are not read", "save an array of numbers");
  throw file_error(file, "numbers of type " + shown + ", '<f4', '<f8' and '|u1' are read",
                   "save a.astype('<f4') instead");
}

std::size_t width_of(std::string_view type) { return type == "<f4" ? 4 : type == "<f8" ? 8 : 1; }

// Checks that the numbers promised are the bytes that are there; their count.
std::size_t checked_count(const npy_header& header, std::size_t body, const path& file) {
  const std::size_t width = width_of(header.type);
  const std::string promise =
      "the header promises " + shape_text(header.shape) + " of " + std::to_string(width) + " bytes each";
  const std::optional<std::size_t> bytes = checked_bytes(header.shape, width);
  if (!bytes) throw file_error(file, "absurd extents: " + promise, again);
  if (*bytes > body)
    throw file_error(file, "truncated: " + promise + ", " + std::to_string(body) + " bytes are there", again);
  if (*bytes < body) throw file_error(file, std::to_string(body - *bytes) + " trailing bytes: " + promise, again);
  return *bytes / width;
}

template <class Stored, class T>
std::vector<T> converted(byte_span body, std::size_t count) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, body.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<T>(stored);
  }
  return values;
}

template <class T>
std::vector<T> converted(std::string_view type, byte_span body, std::size_t count) {
  if (type == "<f4") return converted<float, T>(body, count);
  if (type == "<f8") return converted<double, T>(body, count);
  return converted<std::uint8_t, T>(body, count);
}

// Column-major numbers in row-major order: counts through the row-major indices and follows their place in the source.
template <class T>
std::vector<T> from_fortran_order(const std::vector<T>& source, std::span<const std::size_t> shape) {
  std::vector<T> values(source.size());
  std::vector<std::size_t> index(shape.size(), 0);
  std::vector<std::size_t> stride(shape.size(), 1);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) stride[axis] = stride[axis - 1] * shape[axis - 1];
  std::size_t place = 0;
  for (T& value : values) {
    value = source[place];
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      place += stride[axis];
      if (++index[axis] < shape[axis]) break;
      place -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return values;
}

template <class T>
constexpr std::string_view type_name = sizeof(T) == 4 ? "<f4" : "<f8";

std::string header_text(std::string_view type, std::span<const std::size_t> shape) {
  std::string axes;
  for (const std::size_t extent : shape) axes += (axes.empty() ? "" : ", ") + std::to_string(extent);
  if (shape.size() == 1) axes += ",";
  std::string text = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" + axes + "), }";
  const std::size_t unpadded = magic.size() + 4 + text.size() + 1;
  text.append((alignment - unpadded % alignment) % alignment, ' ');
  return text + '\n';
}

}  // namespace

template <class T>
npy_array<T> parse_npy(byte_span bytes, const path& file) {
  const auto [start, length] = find_header(bytes, file);
  const npy_header header = parse_npy_header({reinterpret_cast<const char*>(bytes.data()) + start, length}, file);
  check_type(header.type, file);
  const byte_span body = bytes.subspan(start + length);
  std::vector<T> values = converted<T>(header.type, body, checked_count(header, body.size(), file));
  if (header.fortran_order && header.shape.size() > 1) values = from_fortran_order(values, header.shape);
  return {header.shape, std::move(values)};
}

template <class T>
npy_array<T> read_npy(const path& file) {
  return parse_npy<T>(read_file(file), file);
}

template <class T>
void write_npy(const path& file, std::span<const std::size_t> shape, std::span<const T> values) {
  if (checked_product(shape) != values.size()) throw std::invalid_argument("write_npy: values do not fit the shape");
  const std::string header = header_text(type_name<T>, shape);
  if (header.size() > 0xffff) throw std::invalid_argument("write_npy: too many axes");
  const char prefix[] = {1, 0, static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  atomic_file out(file);
  out.write(magic);
  out.write(std::string_view(prefix, sizeof prefix));
  out.write(header);
  out.write(std::as_bytes(values));
  out.commit();
}

template npy_array<float> parse_npy<float>(byte_span, const path&);
template npy_array<double> parse_npy<double>(byte_span, const path&);
template npy_array<float> read_npy<float>(const path&);
template npy_array<double> read_npy<double>(const path&);
template void write_npy<float>(const path&, std::span<const std::size_t>, std::span<const float>);
template void write_npy<double>(const path&, std::span<const std::size_t>, std::span<const double>);

}  // namespace pathwise
