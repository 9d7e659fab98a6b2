// Noise as raw 32-bit words, for batteries of tests to read from a pipe: words ORDER [COUNT], until COUNT or the pipe's
// end. Without arguments: the orders there are.
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "noise/orders.hpp"

int main(int argc, char** argv) {
  using namespace noise_tests;
  if (argc < 2) {
    for (const order& o : orders) std::puts(o.name);
    return 0;
  }
  const std::uint64_t count =
      argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::numeric_limits<std::uint64_t>::max();
  for (const order& o : orders) {
    if (o.name != std::string(argv[1])) continue;
    std::vector<word> buffer;
    place last;
    block words = words_at(last);
    for (std::uint64_t i = 0; i < count;) {
      buffer.clear();
      for (; buffer.size() < 1 << 14 && i < count; ++i) {
        const position p = o.of(i);
        if (p.at != last) words = words_at(last = p.at);
        buffer.push_back(words[p.word]);
      }
      if (std::fwrite(buffer.data(), sizeof(word), buffer.size(), stdout) != buffer.size()) return 0;
    }
    return 0;
  }
  std::fprintf(stderr, "words: no order %s\n", argv[1]);
  return 2;
}
