// The command line as a whole: which command, and how its end is told.
#include <fmt/format.h>

#include <pathwise/data/error.hpp>

#include <array>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "version.hpp"

namespace pathwise {
namespace commands {
namespace {

constexpr const char* description =
    "Pathwise: variational auto-encoders by pathwise gradients, compiled from their models.\n"
    "Progress goes to standard error, results to standard output.";
constexpr const char* exit_codes =
    "Exit codes: 0 done, 2 a mistake in the command or a file that cannot be used,\n"
    "130 interrupted (what was learnt is saved), 1 any other failure.";

int report(std::string_view what, int code) {
  fmt::print(stderr, "pathwise: {}\n", what);
  return code;
}

/// The deepest command that was named, for the hint.
std::string help_command(const CLI::App& parser) {
  std::string name = "pathwise";
  for (const CLI::App* used : parser.get_subcommands()) name += " " + used->get_name();
  return name + " --help";
}

std::string unknown_command(const CLI::App& parser, std::string_view given) {
  std::string commands;
  for (const CLI::App* c : parser.get_subcommands([](const CLI::App*) { return true; }))
    commands += (commands.empty() ? "" : ", ") + c->get_name();
  return fmt::format("{}; the commands are {}; see `pathwise --help`",
                     given.empty() ? "a command is missing" : fmt::format("there is no command {}", given), commands);
}

constexpr std::array in_order_of_help = {
    add_train,     add_sample, add_reconstruct, add_evaluate, add_compare, add_distribution,
    add_gradients, add_verify, add_info,        add_bench,    add_explain, add_demo,
};

int parse_and_run(command_line& line, int argc, char** argv) {
  try {
    line.parser.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return line.parser.exit(e);
    if (line.parser.get_subcommands().empty())
      return report(unknown_command(line.parser, argc > 1 ? argv[1] : ""), exit_mistaken);
    return report(fmt::format("{}; see `{}`", e.what(), help_command(line.parser)), exit_mistaken);
  }
  return line.chosen();
}

}  // namespace
}  // namespace commands

int run_commands(const model_table& table, int argc, char** argv) {
  using namespace commands;
  try {
    command_line line{table, CLI::App(description, "pathwise"), {}};
    line.parser.formatter(std::make_shared<help_formatter>());
    line.parser.footer(exit_codes);
    line.parser.set_version_flag("--version", std::string("pathwise ") + version);
    line.parser.require_subcommand(1);
    for (const auto add : in_order_of_help) add(line);
    return parse_and_run(line, argc, argv);
  } catch (const usage_error& e) {
    return report(e.what(), exit_mistaken);
  } catch (const file_error& e) {
    return report(e.what(), exit_mistaken);
  } catch (const std::exception& e) {
    return report(e.what(), exit_failed);
  }
}

}  // namespace pathwise
