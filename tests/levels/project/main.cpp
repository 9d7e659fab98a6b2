// Prints the level that runs, and from which file.
#include <cstdio>
#include <exception>
#include <pathwise/app/instruction_level.hpp>

#include "net.hpp"

int main() try {
  const auto library = pathwise::choose_level<decltype(net_v1)>("net_v1");
  std::printf("linked %s\nruns %s from %s\n", net_v1()->level, library.entry()->level, library.file.c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
