#pragma once
// A page that holds its pictures, to be opened anywhere.
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "comparison.hpp"

namespace pathwise::commands {

/// RFC 4648.
std::string base64(std::span<const std::byte> bytes);
/// `text` with the characters that mean something in HTML written as entities.
std::string escaped(std::string_view text);

/// One model's part of the report.
struct report_part {
  const contestant* of = nullptr;
  std::filesystem::path samples, reconstructions;
};

/// The page: a table, the curves of the test loss, and each model's pictures, inlined.
std::string report_page(const std::vector<report_part>& parts, const data_set& data, const training_choice& budget,
                        const model_table& table);

}  // namespace pathwise::commands
