#include "canvas.hpp"

#include <algorithm>
#include <cstddef>

namespace pathwise {
namespace {

constexpr int sample_size = 4;                  // units
constexpr int sample_centre = sample_size / 2;  // units
constexpr std::size_t most_crossings = 16;

int square_root(int x) {
  int root = 0;
  for (int bit = 1 << 15; bit != 0; bit >>= 1)
    if ((root + bit) <= x / (root + bit)) root += bit;
  return root;
}

bool crosses(point a, point b, int y) { return (a.y <= y) != (b.y <= y); }

int crossing(point a, point b, int y) { return a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y); }

}  // namespace

// Samples whose centre lies in [from, to).
void canvas::fill_span(int row, int from, int to, std::uint8_t shade) {
  const auto first_at = [](int x) {
    return std::clamp((x - sample_centre + sample_size - 1) / sample_size, 0, samples);
  };
  const int first = first_at(std::max(from, 0));
  const int last = first_at(std::max(to, 0));
  if (first >= last) return;
  const auto line = shades_.begin() + static_cast<std::ptrdiff_t>(row) * samples;
  std::fill(line + first, line + last, shade);
}

void canvas::polygon(std::span<const point> outline, std::uint8_t shade) {
  for (int row = 0; row < samples; ++row) {
    const int y = row * sample_size + sample_centre;
    std::array<int, most_crossings> found = {};
    std::size_t count = 0;
    for (std::size_t i = 0; i < outline.size() && count < most_crossings; ++i) {
      const point a = outline[i];
      const point b = outline[(i + 1) % outline.size()];
      if (crosses(a, b, y)) found[count++] = crossing(a, b, y);
    }
    std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t i = 0; i + 1 < count; i += 2) fill_span(row, found[i], found[i + 1], shade);
  }
}

void canvas::ellipse(point centre, int radius_x, int radius_y, std::uint8_t shade) {
  for (int row = 0; row < samples; ++row) {
    const int dy = row * sample_size + sample_centre - centre.y;
    if (dy <= -radius_y || dy >= radius_y) continue;
    const int half = radius_x * square_root(256 * (radius_y * radius_y - dy * dy)) / (16 * radius_y);
    fill_span(row, centre.x - half, centre.x + half, shade);
  }
}

std::array<std::uint8_t, std::size_t{canvas::pixels} * canvas::pixels> canvas::smoothed() const {
  std::array<unsigned, std::size_t{pixels} * pixels> sums = {};
  for (std::size_t i = 0; i < shades_.size(); ++i) sums[i / samples / 4 * pixels + i % samples / 4] += shades_[i];
  std::array<std::uint8_t, std::size_t{pixels} * pixels> means = {};
  std::ranges::transform(sums, means.begin(), [](unsigned sum) { return static_cast<std::uint8_t>((sum + 8) / 16); });
  return means;
}

}  // namespace pathwise
