#pragma once
// Ctrl-C as a request that a step in progress can answer.

namespace pathwise::commands {

/// While it lives, the first SIGINT or SIGTERM is remembered and the second ends the process at once.
class interrupt_watch {
 public:
  interrupt_watch();
  ~interrupt_watch();
  interrupt_watch(const interrupt_watch&) = delete;
  interrupt_watch& operator=(const interrupt_watch&) = delete;

  static bool requested();
};

}  // namespace pathwise::commands
