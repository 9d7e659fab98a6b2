#pragma once
// The JSON at the head of a safetensors file.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

inline constexpr auto safetensors_metadata_key = "__metadata__";

/// The error for a tensor of `file`: its name and its fault.
file_error tensor_error(const std::filesystem::path& file, std::string_view name, const std::string& fault);

/// What the header says of one tensor; whether that makes sense is not known yet.
struct described_tensor {
  std::string name;
  std::optional<std::string> type;
  std::optional<std::vector<std::size_t>> shape;
  std::optional<std::vector<std::size_t>> offsets;
};

struct safetensors_header {
  std::vector<described_tensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads {"__metadata__": {text: text ...}, NAME: {"dtype": text, "shape": [...], "data_offsets": [...]} ...} and
/// nothing else. Throws: file_error for bad JSON, other keys, keys that repeat, values of other kinds.
safetensors_header parse_safetensors_header(std::string_view text, const std::filesystem::path& file);

/// `text` as a JSON string. Throws: std::invalid_argument where it is not UTF-8.
std::string json_string(std::string_view text);

}  // namespace pathwise
