#include <pathwise/data/fashion_mnist.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "model_choice.hpp"
#include "version.hpp"

namespace pathwise::commands {
namespace {

std::string default_data() {
  const auto folder = find_fashion_mnist();
  return folder ? folder->string() : "";
}

int info(bool as_json, const model_table& table) {
  const std::string data = default_data();
  if (as_json) {
    json models = json::array();
    for (const model_entry& m : table.models) models.push_back(to_json(m));
    print_json({{"version", version},
                {"compiler", table.compiler},
                {"level", table.level},
                {"threads", table.threads},
                {"noise_layout_version", table.noise_layout_version},
                {"fashion_mnist", data.empty() ? json() : json(data)},
                {"models", models}});
    return exit_done;
  }
  fmt::print("pathwise {}\n", version);
  fmt::print("  compiler           {}\n", table.compiler);
  fmt::print("  instruction level  {} (PATHWISE_LEVEL chooses another)\n", table.level);
  fmt::print("  threads            {} (OMP_NUM_THREADS or --threads chooses another number)\n", table.threads);
  fmt::print("  noise layout       {}\n", table.noise_layout_version);
  fmt::print("  Fashion-MNIST      {}\n", data.empty() ? "not found: apt-get install dataset-fashion-mnist" : data);
  fmt::print("  models\n");
  for (const model_entry& m : table.models) fmt::print("    {}\n", title(m));
  return exit_done;
}

}  // namespace

void add_info(command_line& line) {
  add_command(line, "info", "Version, compiler, instruction level, threads, data and models", "pathwise info --json",
              [&](CLI::App& command) {
                auto as_json = std::make_shared<bool>(false);
                command.add_flag("--json", *as_json, "print it as JSON");
                return [as_json, &table = line.table] { return info(*as_json, table); };
              });
}

}  // namespace pathwise::commands
