#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/read_file.hpp>
#include <pathwise/data/safetensors.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "extents.hpp"

namespace pathwise {
namespace {

using nlohmann::json;
using std::filesystem::path;
using byte_span = std::span<const std::byte>;

static_assert(std::endian::native == std::endian::little, "numbers are stored as they lie in memory");

constexpr std::size_t prefix_size = 8;
constexpr std::size_t alignment = 8;
constexpr std::size_t longest_header = std::size_t{1} << 20;
constexpr int deepest_json = 3;  // header, tensor, shape
constexpr auto again = "save it again, or download it again";
constexpr auto metadata_key = "__metadata__";

// Duplicate keys would be dropped silently and depth would cost memory: both end here, while the JSON is read.
class strict_json {
 public:
  explicit strict_json(const path& file) : file_(file) {}

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    const bool opens = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens && depth >= deepest_json) throw file_error(file_, "bad header: nested too deep", again);
    if (event == json::parse_event_t::object_start) keys_.emplace_back();
    if (event == json::parse_event_t::object_end) keys_.pop_back();
    if (event == json::parse_event_t::key && !keys_.back().insert(parsed.get<std::string>()).second)
      throw file_error(file_, "bad header: '" + printable(parsed.get<std::string>(), 96) + "' is there twice", again);
    return true;
  }

 private:
  const path& file_;
  std::vector<std::set<std::string>> keys_;
};

json parse_json(std::string_view text, const path& file) {
  if (text.empty() || text.front() != '{') throw file_error(file, "bad header: it does not begin with '{'", again);
  if (text.find('\0') != std::string_view::npos) throw file_error(file, "bad header: it contains a zero byte", again);
  try {
    return json::parse(text.begin(), text.end(), strict_json(file));
  } catch (const json::exception& error) {
    throw file_error(file, "bad header: not JSON (" + printable(error.what(), 160) + ")", again);
  }
}

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

class tensor_reader {
 public:
  tensor_reader(const std::string& name, const path& file) : name_(name), file_(file) {}

  placed_tensor read(const json& entry, std::size_t data_size) const {
    if (!entry.is_object()) fail("is not described by an object");
    for (const auto& [key, value] : entry.items())
      if (key != "dtype" && key != "shape" && key != "data_offsets")
        fail("has an unknown key '" + printable(key, 96) + "'");
    placed_tensor placed;
    placed.content.name = name_;
    placed.content.type = type(field(entry, "dtype"));
    placed.content.shape = extents(field(entry, "shape"), "shape");
    const std::vector<std::size_t> offsets = extents(field(entry, "data_offsets"), "data_offsets");
    if (offsets.size() != 2 || offsets[0] > offsets[1]) fail("has data_offsets that are not [begin, end]");
    placed.begin = offsets[0];
    placed.end = offsets[1];
    if (placed.end > data_size)
      fail("lies at bytes " + std::to_string(placed.begin) + " to " + std::to_string(placed.end) + ", only " +
           std::to_string(data_size) + " are there (truncated?)");
    check_size(placed);
    return placed;
  }

  [[noreturn]] void fail(const std::string& fault) const {
    throw file_error(file_, "tensor '" + printable(name_, 96) + "' " + fault, again);
  }

 private:
  const json& field(const json& entry, const char* key) const {
    const auto found = entry.find(key);
    if (found == entry.end()) fail(std::string("has no ") + key);
    return *found;
  }

  dtype type(const json& value) const {
    if (!value.is_string()) fail("has a dtype that is not a string");
    const auto& wanted = value.get_ref<const std::string&>();
    for (int i = 0; i <= static_cast<int>(dtype::u64); ++i)
      if (dtype_name(static_cast<dtype>(i)) == wanted) return static_cast<dtype>(i);
    fail("has the unknown dtype '" + printable(wanted, 32) + "'");
  }

  std::vector<std::size_t> extents(const json& value, const std::string& key) const {
    if (!value.is_array()) fail("has a " + key + " that is not an array");
    std::vector<std::size_t> numbers;
    for (const json& number : value) {
      if (!number.is_number_unsigned()) fail("has a " + key + " with something else than whole numbers from 0");
      numbers.push_back(number.get<std::size_t>());
    }
    return numbers;
  }

  void check_size(const placed_tensor& placed) const {
    const tensor& t = placed.content;
    const std::optional<std::size_t> wanted = checked_bytes(t.shape, dtype_width(t.type));
    const std::size_t given = placed.end - placed.begin;
    const std::string description = shape_text(t.shape) + " of " + std::string(dtype_name(t.type));
    if (!wanted) fail("has absurd extents: " + description);
    if (wanted.value() != given)
      fail("of " + description + " takes " + std::to_string(wanted.value()) + " bytes, its data_offsets give " +
           std::to_string(given));
  }

  const std::string& name_;
  const path& file_;
};

std::map<std::string, std::string> read_metadata(const json& entry, const path& file) {
  const auto fail = [&] { throw file_error(file, "bad header: __metadata__ is not an object of strings", again); };
  if (!entry.is_object()) fail();
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : entry.items()) {
    if (!value.is_string()) fail();
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

// The tensors must lie one after another and cover the data: no byte is used twice and none is hidden.
void check_cover(std::span<const placed_tensor> in_order, std::size_t data_size, const path& file) {
  std::size_t covered = 0;
  for (const placed_tensor& placed : in_order) {
    const tensor_reader reader(placed.content.name, file);
    if (placed.begin < covered) reader.fail("overlaps another: it begins at byte " + std::to_string(placed.begin));
    if (placed.begin > covered)
      reader.fail("leaves a gap of " + std::to_string(placed.begin - covered) + " bytes before it");
    covered = placed.end;
  }
  if (covered != data_size)
    throw file_error(file, std::to_string(data_size - covered) + " trailing bytes belong to no tensor", again);
}

}  // namespace

safetensors parse_safetensors(byte_span bytes, const path& file) {
  const std::string_view text = find_header(bytes, file);
  const json header = parse_json(text, file);
  const byte_span data = bytes.subspan(prefix_size + text.size());
  safetensors content;
  content.file = file;
  std::vector<placed_tensor> placed;
  for (const auto& [name, entry] : header.items()) {
    if (name == metadata_key) {
      content.metadata = read_metadata(entry, file);
    } else {
      placed.push_back(tensor_reader(name, file).read(entry, data.size()));
    }
  }
  std::ranges::stable_sort(placed, {}, [](const placed_tensor& p) { return std::pair(p.begin, p.end); });
  check_cover(placed, data.size(), file);
  for (placed_tensor& p : placed) {
    const byte_span own = data.subspan(p.begin, p.end - p.begin);
    p.content.bytes.assign(own.begin(), own.end());
    content.tensors.push_back(std::move(p.content));
  }
  return content;
}

safetensors read_safetensors(const path& file) {
  return parse_safetensors(read_file(file), file);
}

namespace {

void check_writable(const tensor& t) {
  const std::string shown = "write_safetensors: tensor '" + printable(t.name, 96) + "' ";
  if (t.name == metadata_key) throw std::invalid_argument(shown + "has a reserved name");
  if (checked_bytes(t.shape, dtype_width(t.type)) != t.bytes.size())
    throw std::invalid_argument(shown + "has bytes that do not fit its shape");
}

std::vector<const tensor*> in_file_order(std::span<const tensor> tensors) {
  std::vector<const tensor*> order;
  for (const tensor& t : tensors) {
    check_writable(t);
    order.push_back(&t);
  }
  std::ranges::sort(order, [](const tensor* a, const tensor* b) {
    return a->type != b->type ? a->type > b->type : a->name < b->name;
  });
  return order;
}

std::string header_text(std::span<const tensor* const> order, const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header[metadata_key] = metadata;
  std::set<std::string_view> names;
  std::size_t offset = 0;
  std::string text;
  for (const tensor* t : order) {
    if (!names.insert(t->name).second)
      throw std::invalid_argument("write_safetensors: two tensors are called '" + printable(t->name, 96) + "'");
    nlohmann::ordered_json entry;
    entry["dtype"] = dtype_name(t->type);
    entry["shape"] = t->shape;
    entry["data_offsets"] = {offset, offset + t->bytes.size()};
    header.push_back({t->name, std::move(entry)});
    offset += t->bytes.size();
  }
  try {
    text = header.dump();
  } catch (const nlohmann::ordered_json::exception&) {
    throw std::invalid_argument("write_safetensors: a name or metadata is not UTF-8");
  }
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
