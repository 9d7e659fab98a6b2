#pragma once
// The raw draws that sampling is written with: shared by the graph, which names them, and the kernel, which makes them.
#include <cstdint>

namespace pathwise {

/// Each draw is a function of (seed, step, stream, row, column) alone; see kernels/random.hpp.
enum class noise_law : std::uint8_t {
  normal,              // standard normal
  signed_uniform,      // t in [-1, 1] without 0, P(|t| <= v) = v, with full relative precision near 0
  uniform,             // u in (0, 1)
  uniform_complement,  // 1 - u of the same draw, rounded on its own
  exponential,         // -log u of the same draw, with full relative precision near 0 as far out
};

}  // namespace pathwise
