#pragma once
// How a command ends.
#include <stdexcept>
#include <string>

namespace pathwise::commands {

/// Exit codes, listed by `pathwise --help`.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;         // a fault that is not the user's
inline constexpr int exit_mistaken = 2;       // a mistake in the command, or a file that cannot be used
inline constexpr int exit_interrupted = 130;  // by Ctrl-C; what was learnt is saved

/// A mistake in the command: one message, exit code 2.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace pathwise::commands
