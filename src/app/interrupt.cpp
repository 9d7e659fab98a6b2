#include "interrupt.hpp"

#include <signal.h>

#include <csignal>

namespace pathwise::commands {
namespace {

volatile std::sig_atomic_t seen = 0;

constexpr int watched[] = {SIGINT, SIGTERM};
struct sigaction before[2];

void remember(int) { seen = 1; }

}  // namespace

interrupt_watch::interrupt_watch() {
  struct sigaction action = {};
  action.sa_handler = &remember;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (int i = 0; i < 2; ++i) sigaction(watched[i], &action, &before[i]);
}

interrupt_watch::~interrupt_watch() {
  for (int i = 0; i < 2; ++i) sigaction(watched[i], &before[i], nullptr);
}

bool interrupt_watch::requested() { return seen != 0; }

}  // namespace pathwise::commands
