#pragma once
// Letters of 5 x 7 pixels for labels in pictures.
#include <array>
#include <cstddef>
#include <cstdint>

namespace pathwise {

inline constexpr std::size_t glyph_height = 7;
inline constexpr std::size_t glyph_width = 5;

/// Seven rows from the top; in each, bit 4 is the leftmost pixel. Lower case becomes upper case, unknown letters blank.
std::array<std::uint8_t, glyph_height> glyph(char letter);

}  // namespace pathwise
