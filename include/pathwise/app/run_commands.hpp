#pragma once
#include <pathwise/app/session.hpp>

namespace pathwise {

/// Runs the command that `argv` names on the models of `table`. In the compiled library pathwise::app.
/// Returns: the exit code; 0 done, 2 a mistake in the command or a file, 130 interrupted (what was learnt is saved), 1
/// anything else.
int run_commands(const model_table& table, int argc, char** argv);

}  // namespace pathwise
