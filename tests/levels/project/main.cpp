// Prints the level that runs, from which file, and what it computes.
#include <cstdio>
#include <exception>
#include <pathwise/app/instruction_level.hpp>

#include "net.hpp"

int main() try {
  const auto library = pathwise::choose_level<decltype(net_v1)>("net_v1");
  const net_table& net = *library.entry();
  std::printf("linked %s\nruns %s from %s\n", net_v1()->level, net.level, library.file.c_str());
  std::printf("loss %.9g %.9g\n", net.loss_after(0), net.loss_after(20));
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
