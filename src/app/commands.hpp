#pragma once
// The commands, one file each. Each adds its options to the parser and, if it is the one that was asked for, what is to
// run.
#include <pathwise/app/session.hpp>

#include <CLI/CLI.hpp>
#include <functional>

namespace pathwise::commands {

/// The command line while it is being read.
struct command_line {
  const model_table& table;
  CLI::App parser;
  std::function<int()> chosen;  // returns the exit code
};

/// Adds the command `name`. `add` is given the subcommand and returns what it runs.
template <class Add>
void add_command(command_line& line, const char* name, const char* description, const char* example, Add add) {
  CLI::App* command = line.parser.add_subcommand(name, description);
  command->footer(std::string("Example:\n  ") + example);
  std::function<int()> run = add(*command);
  command->callback([&line, run] { line.chosen = run; });
}

void add_train(command_line& line);
void add_sample(command_line& line);
void add_reconstruct(command_line& line);
void add_evaluate(command_line& line);
void add_compare(command_line& line);
void add_verify(command_line& line);
void add_info(command_line& line);
void add_bench(command_line& line);
void add_explain(command_line& line);
void add_demo(command_line& line);
void add_distribution(command_line& line);
void add_gradients(command_line& line);

}  // namespace pathwise::commands
