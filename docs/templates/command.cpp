#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "exit.hpp"

namespace pathwise::commands {
namespace {

int NAME(bool as_json) {
  throw usage_error(fmt::format("NAME is not written yet{}", as_json ? " (as JSON)" : ""));
}

}  // namespace

void add_NAME(command_line& line) {
  add_command(line, "NAME", "What it does, in a line", "pathwise NAME --json", [](CLI::App& command) {
    auto as_json = std::make_shared<bool>(false);
    command.add_flag("--json", *as_json, "print it as JSON");
    return [as_json] { return NAME(*as_json); };
  });
}

}  // namespace pathwise::commands
