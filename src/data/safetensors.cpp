#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/read_file.hpp>
#include <pathwise/data/safetensors.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "extents.hpp"
#include "safetensors_header.hpp"

namespace pathwise {
namespace {

using std::filesystem::path;
using byte_span = std::span<const std::byte>;

static_assert(std::endian::native == std::endian::little, "numbers are stored as they lie in memory");

constexpr std::size_t prefix_size = 8;
constexpr std::size_t alignment = 8;
constexpr std::size_t longest_header = std::size_t{1} << 20;
constexpr auto again = "save it again, or download it again";

std::string_view find_header(byte_span bytes, const path& file) {
  if (bytes.empty()) throw file_error(file, "empty", again);
  if (bytes.size() < prefix_size)
    throw file_error(file, "truncated header: 8 bytes expected, " + std::to_string(bytes.size()) + " are there", again);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), prefix_size);
  const std::size_t rest = bytes.size() - prefix_size;
  if (length > longest_header)
    throw file_error(file,
                     "not safetensors, or damaged: its header would have " + std::to_string(length) +
                         " bytes, at most 1 MiB is read",
                     "name a safetensors file");
  if (length > rest)
    throw file_error(
        file, "truncated header: " + std::to_string(length) + " bytes promised, " + std::to_string(rest) + " are there",
        again);
  return {reinterpret_cast<const char*>(bytes.data()) + prefix_size, static_cast<std::size_t>(length)};
}

// Where a tensor's bytes lie, relative to the end of the header.
struct placed_tensor {
  tensor content;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<dtype> type_called(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(dtype::u64); ++i)
    if (dtype_name(static_cast<dtype>(i)) == name) return static_cast<dtype>(i);
  return std::nullopt;
}

void check_complete(const described_tensor& d, const path& file) {
  if (!d.type) throw tensor_error(file, d.name, "has no dtype");
  if (!d.shape) throw tensor_error(file, d.name, "has no shape");
  if (!d.offsets) throw tensor_error(file, d.name, "has no data_offsets");
  if (d.offsets->size() != 2 || d.offsets->front() > d.offsets->back())
    throw tensor_error(file, d.name, "has data_offsets that are not [begin, end]");
}

void check_size(const placed_tensor& placed, std::size_t data_size, const path& file) {
  const tensor& t = placed.content;
  if (placed.end > data_size)
    throw tensor_error(file, t.name,
                       "lies at bytes " + std::to_string(placed.begin) + " to " + std::to_string(placed.end) +
                           ", only " + std::to_string(data_size) + " are there (truncated?)");
  const std::optional<std::size_t> wanted = checked_bytes(t.shape, dtype_width(t.type));
  const std::size_t given = placed.end - placed.begin;
  const std::string description = shape_text(t.shape) + " of " + std::string(dtype_name(t.type));
  if (!wanted) throw tensor_error(file, t.name, "has absurd extents: " + description);
  if (wanted.value() != given)
    throw tensor_error(file, t.name,
                       "of " + description + " takes " + std::to_string(wanted.value()) +
                           " bytes, its data_offsets give " + std::to_string(given));
}

placed_tensor place(described_tensor d, std::size_t data_size, const path& file) {
  check_complete(d, file);
  const std::optional<dtype> type = type_called(*d.type);
  if (!type) throw tensor_error(file, d.name, "has the unknown dtype " + in_quotes(*d.type, 32));
  placed_tensor placed{{std::move(d.name), *type, std::move(*d.shape), {}}, d.offsets->front(), d.offsets->back()};
  check_size(placed, data_size, file);
  return placed;
}

// The tensors must lie one after another and cover the data: no byte is used twice and none is hidden.
void check_cover(std::span<const placed_tensor> in_order, std::size_t data_size, const path& file) {
  std::size_t covered = 0;
  for (const placed_tensor& placed : in_order) {
    const std::string& name = placed.content.name;
    if (placed.begin < covered)
      throw tensor_error(file, name, "overlaps another: it begins at byte " + std::to_string(placed.begin));
    if (placed.begin > covered)
      throw tensor_error(file, name, "leaves a gap of " + std::to_string(placed.begin - covered) + " bytes before it");
    covered = placed.end;
  }
  if (covered != data_size)
    throw file_error(file, std::to_string(data_size - covered) + " trailing bytes belong to no tensor", again);
}

auto file_order(const placed_tensor& placed) {
  return std::tuple(placed.begin, placed.end, std::string_view(placed.content.name));
}

}  // namespace

safetensors parse_safetensors(byte_span bytes, const path& file) {
  const std::string_view text = find_header(bytes, file);
  const byte_span data = bytes.subspan(prefix_size + text.size());
  safetensors_header header = parse_safetensors_header(text, file);
  std::vector<placed_tensor> placed;
  for (described_tensor& d : header.tensors) placed.push_back(place(std::move(d), data.size(), file));
  std::ranges::sort(placed, {}, file_order);
  check_cover(placed, data.size(), file);
  safetensors content{{}, std::move(header.metadata), file};
  for (placed_tensor& p : placed) {
    const byte_span own = data.subspan(p.begin, p.end - p.begin);
    p.content.bytes.assign(own.begin(), own.end());
    content.tensors.push_back(std::move(p.content));
  }
  return content;
}

safetensors read_safetensors(const path& file) { return parse_safetensors(read_file(file), file); }

namespace {

void check_writable(const tensor& t) {
  const std::string shown = "write_safetensors: tensor " + in_quotes(t.name) + " ";
  if (t.name == safetensors_metadata_key) throw std::invalid_argument(shown + "has a reserved name");
  if (checked_bytes(t.shape, dtype_width(t.type)) != t.bytes.size())
    throw std::invalid_argument(shown + "has bytes that do not fit its shape");
}

std::vector<const tensor*> in_file_order(std::span<const tensor> tensors) {
  std::vector<const tensor*> order;
  std::set<std::string_view> names;
  for (const tensor& t : tensors) {
    check_writable(t);
    if (!names.insert(t.name).second)
      throw std::invalid_argument("write_safetensors: two tensors are called " + in_quotes(t.name));
    order.push_back(&t);
  }
  std::ranges::sort(order, [](const tensor* a, const tensor* b) {
    return a->type != b->type ? a->type > b->type : a->name < b->name;
  });
  return order;
}

void add_item(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

std::string json_array(std::span<const std::size_t> numbers) {
  std::string text;
  for (const std::size_t number : numbers) add_item(text, std::to_string(number));
  text.insert(0, 1, '[');
  return text + "]";
}

std::string metadata_text(const std::map<std::string, std::string>& metadata) {
  std::string text;
  for (const auto& [key, value] : metadata) add_item(text, json_string(key) + ":" + json_string(value));
  return json_string(safetensors_metadata_key) + ":{" + text + "}";
}

std::string header_text(std::span<const tensor* const> order, const std::map<std::string, std::string>& metadata) {
  std::string text = metadata.empty() ? "" : metadata_text(metadata);
  std::size_t begin = 0;
  for (const tensor* t : order) {
    const std::size_t offsets[] = {begin, begin + t->bytes.size()};
    add_item(text, json_string(t->name) + R"(:{"dtype":")" + std::string(dtype_name(t->type)) + R"(","shape":)" +
                       json_array(t->shape) + R"(,"data_offsets":)" + json_array(offsets) + "}");
    begin = offsets[1];
  }
  text.insert(0, 1, '{');
  text += '}';
  text.append((alignment - text.size() % alignment) % alignment, ' ');
  if (text.size() > longest_header) throw std::invalid_argument("write_safetensors: the header exceeds 1 MiB");
  return text;
}

}  // namespace

void write_safetensors(const path& file, std::span<const tensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::vector<const tensor*> order = in_file_order(tensors);
  const std::string header = header_text(order, metadata);
  const std::uint64_t length = header.size();
  atomic_file out(file);
  out.write(std::as_bytes(std::span(&length, 1)));
  out.write(header);
  for (const tensor* t : order) out.write(t->bytes);
  out.commit();
}

}  // namespace pathwise
