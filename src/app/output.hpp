#pragma once
// What commands print: results on standard output, everything else on standard error.
#include <pathwise/train/progress.hpp>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace pathwise::commands {

using json = nlohmann::ordered_json;

/// One JSON document, the only thing that a command with --json prints on standard output.
void print_json(const json& document);

/// {"loss": ..., ...} under the metrics' own names.
json to_json(const metrics& m);
metrics metrics_from(const json& object, std::size_t rows);

/// "loss 105.32  reconstruction 79.91  kl 25.41".
std::string describe(const metrics& m);
/// "1 thread", "2,000 rows".
std::string counted(std::uint64_t number, std::string_view noun);
/// "12,345".
std::string grouped(std::uint64_t number);
/// "1:05", "2:00:09".
std::string clock_time(double seconds);

}  // namespace pathwise::commands
