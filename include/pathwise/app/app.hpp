#pragma once
// The commands of the program `pathwise` for a user's own models.
#include <pathwise/app/model_entries.hpp>

namespace pathwise {

/// Runs the command that `argv` names on the models of `table`. In the compiled library pathwise::app.
/// Returns: the exit code; 0 done, 2 a mistake in the command or a file, 130 interrupted (what was learnt is saved), 1 anything else.
int run_commands(const model_table& table, int argc, char** argv);

/// The whole `main` of a program that trains, samples, evaluates and compares these models.
/// Example: int main(int argc, char** argv) { return pathwise::app<my_model>(argc, argv); }
template <class... Models>
int app(int argc, char** argv) {
  static const auto entries = entries_of<Models...>();
  return run_commands(table_of(entries), argc, argv);
}

}  // namespace pathwise
