#pragma once
// The words of noise in the orders in which programs meet them: along a row, down the rows, over steps, seeds, names.
#include <pathwise/kernels/philox.hpp>

#include <array>
#include <cstdint>
#include <functional>

namespace noise_tests {

using word = std::uint32_t;
using block = std::array<word, 4>;

/// Where four words of noise are: a block of four columns in float.
struct place {
  std::uint64_t seed = 0, step = 0, row = 0;
  std::uint16_t name = 0;
  std::uint32_t columns = 0;

  friend bool operator==(const place&, const place&) = default;
};

using generator = std::function<block(const place&)>;

/// The words that `draw` makes its numbers of, as tests/unit/kernels/random.cpp shows.
inline block words_at(const place& at) {
  return pathwise::kernels::philox(pathwise::kernels::noise_counter(at.columns, at.row, {at.seed, at.step, at.name}),
                                   at.seed);
}

/// The i-th word of an order: in which block it is, and where there.
struct position {
  place at;
  unsigned word;
};
struct order {
  const char* name;
  position (*of)(std::uint64_t i);
};

inline constexpr order orders[] = {
    {"columns",
     [](std::uint64_t i) {
       return position{{.columns = static_cast<std::uint32_t>(i / 4)}, static_cast<unsigned>(i % 4)};
     }},
    {"matrix",
     [](std::uint64_t i) {
       return position{{.step = 1, .row = i / 64, .columns = static_cast<std::uint32_t>(i % 64 / 4)},
                       static_cast<unsigned>(i % 4)};
     }},
    {"rows", [](std::uint64_t i) { return position{{.row = i}, 0}; }},
    {"steps", [](std::uint64_t i) { return position{{.step = i + 1}, 0}; }},
    {"seeds", [](std::uint64_t i) { return position{{.seed = i}, 0}; }},
    {"names",  // 2^15 of them, then the next row
     [](std::uint64_t i) { return position{{.row = i >> 15, .name = static_cast<std::uint16_t>(i & 0x7fff)}, 0}; }},
};

}  // namespace noise_tests
