#pragma once
// Filled shapes in integer arithmetic, for drawings that are equal bit for bit on every machine.
#include <array>
#include <cstdint>
#include <span>

namespace pathwise {

/// A position in 1/16 of a pixel, from the top left corner.
struct point {
  int x = 0;
  int y = 0;
};

/// A square gray drawing, smoothed by 4 x 4 samples a pixel.
class canvas {
 public:
  static constexpr int pixels = 28;
  static constexpr int units = 16 * pixels;  ///< its extent in units of point

  /// Fills the inside of a closed outline (even-odd rule). Later shapes cover earlier ones.
  void polygon(std::span<const point> outline, std::uint8_t shade);
  void ellipse(point centre, int radius_x, int radius_y, std::uint8_t shade);
  /// The mean shade of each pixel's samples, rounded.
  std::array<std::uint8_t, std::size_t{pixels} * pixels> smoothed() const;

 private:
  static constexpr int samples = 4 * pixels;

  void fill_span(int row, int from, int to, std::uint8_t shade);

  std::array<std::uint8_t, std::size_t{samples} * samples> shades_ = {};
};

}  // namespace pathwise
