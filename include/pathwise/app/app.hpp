#pragma once
// The commands of the program `pathwise` for a user's own models.
#include <pathwise/app/model_entries.hpp>
#include <pathwise/app/run_commands.hpp>

namespace pathwise {

/// The whole `main` of a program that trains, samples, evaluates and compares these models. Link with pathwise::app.
/// Example: int main(int argc, char** argv) { return pathwise::app<my_model>(argc, argv); }
template <class... Models>
int app(int argc, char** argv) {
  static const auto entries = entries_of<Models...>();
  return run_commands(table_of(entries), argc, argv);
}

}  // namespace pathwise
