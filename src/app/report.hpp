#pragma once
// A page that holds its pictures, to be opened anywhere.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "comparison.hpp"
#include "portrait.hpp"

namespace pathwise::commands {

/// RFC 4648.
std::string base64(std::span<const std::byte> bytes);
/// `text` with the characters that mean something in HTML written as entities.
std::string escaped(std::string_view text);

/// How the models were trained, and what was measured.
struct report_setting {
  training_choice budget;
  std::vector<std::uint64_t> seeds;
  std::string prior = "own", match = "scale";
  std::optional<importance_choice> importance = {};
};

/// The page of compare and demo: tables, curves, and each model's portrait, inlined; `portraits` has one a model.
std::string report_page(const std::vector<contestant>& all, const std::vector<portrait>& portraits,
                        const data_set& data, const report_setting& setting, const model_table& table);

}  // namespace pathwise::commands
