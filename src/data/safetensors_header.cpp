#include "safetensors_header.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

namespace pathwise {
namespace {

using nlohmann::json;
using std::filesystem::path;

constexpr auto again = "save it again, or download it again";

// Takes the events of the JSON parser as they come: no tree is built, since a tree would drop keys that repeat, and
// could not be taken down without memory.
class header_reader : public json::json_sax_t {
 public:
  explicit header_reader(const path& file) : file_(file) {}

  safetensors_header result() { return std::move(header_); }

  bool start_object(std::size_t) override {
    if (place_ == place::outside) return enter(place::header);
    if (place_ != place::header) refuse();
    if (key_ == safetensors_metadata_key) return enter(place::metadata);
    header_.tensors.push_back({key_, {}, {}, {}});
    return enter(place::tensor);
  }

  bool end_object() override { return enter(place_ == place::header ? place::outside : place::header); }

  bool key(std::string& name) override {
    key_ = name;
    bool is_new = true;
    if (place_ == place::header) is_new = names_.insert(name).second;
    if (place_ == place::metadata) is_new = header_.metadata.emplace(name, "").second;
    if (place_ == place::tensor) is_new = is_new_field();
    if (!is_new) throw file_error(file_, "bad header: " + in_quotes(name) + " is there twice", again);
    return true;
  }

  bool string(std::string& text) override {
    if (place_ == place::metadata) {
      header_.metadata[key_] = text;
    } else if (place_ == place::tensor && key_ == "dtype") {
      current().type = text;
    } else {
      refuse();
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != place::tensor || key_ == "dtype") refuse();
    field_with_numbers().emplace();
    return enter(place::numbers);
  }

  bool end_array() override { return enter(place::tensor); }

  bool number_unsigned(std::uint64_t number) override {
    if (place_ != place::numbers) refuse();
    field_with_numbers()->push_back(number);
    return true;
  }

  bool number_integer(std::int64_t) override { refuse(); }
  bool number_float(double, const std::string&) override { refuse(); }
  bool boolean(bool) override { refuse(); }
  bool null() override { refuse(); }
  bool binary(json::binary_t&) override { refuse(); }

  bool parse_error(std::size_t, const std::string&, const json::exception& error) override {
    throw file_error(file_, "bad header: not JSON (" + printable(error.what(), 160) + ")", again);
  }

 private:
  enum class place { outside, header, metadata, tensor, numbers };

  bool enter(place next) {
    place_ = next;
    return true;
  }

  described_tensor& current() { return header_.tensors.back(); }

  std::optional<std::vector<std::size_t>>& field_with_numbers() {
    return key_ == "shape" ? current().shape : current().offsets;
  }

  bool is_new_field() {
    if (key_ == "dtype") return !current().type;
    if (key_ == "shape" || key_ == "data_offsets") return !field_with_numbers();
    throw tensor_error(file_, current().name, "has an unknown key " + in_quotes(key_));
  }

  // A value of a kind that does not belong where it stands.
  [[noreturn]] void refuse() {
    if (place_ == place::metadata || key_ == safetensors_metadata_key)
      throw file_error(file_, "bad header: __metadata__ is not an object of strings", again);
    if (place_ == place::header) throw tensor_error(file_, key_, "is not described by an object");
    if (place_ == place::numbers)
      throw tensor_error(file_, current().name, "has a " + key_ + " with something else than whole numbers from 0");
    throw tensor_error(file_, current().name,
                       "has a " + key_ + " that is not " + (key_ == "dtype" ? "a string" : "an array"));
  }

  const path& file_;
  safetensors_header header_;
  std::set<std::string> names_;
  std::string key_;
  place place_ = place::outside;
};

}  // namespace

file_error tensor_error(const path& file, std::string_view name, const std::string& fault) {
  return {file, "tensor " + in_quotes(name) + " " + fault, again};
}

safetensors_header parse_safetensors_header(std::string_view text, const path& file) {
  if (text.empty() || text.front() != '{') throw file_error(file, "bad header: it does not begin with '{'", again);
  // The parser would take it for the end.
  if (text.find('\0') != std::string_view::npos) throw file_error(file, "bad header: it contains a zero byte", again);
  header_reader reader(file);
  json::sax_parse(text.begin(), text.end(), &reader);
  return reader.result();
}

std::string json_string(std::string_view text) {
  try {
    return json(text).dump();
  } catch (const json::exception&) {
    throw std::invalid_argument("not UTF-8: " + in_quotes(text));
  }
}

}  // namespace pathwise
