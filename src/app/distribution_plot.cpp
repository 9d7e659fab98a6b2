#include "distribution_plot.hpp"

#include <pathwise/data/png.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace pathwise::commands {
namespace {

constexpr std::size_t width = 640, height = 240, bars = 80, sample_count = 100000;
constexpr float paper = 1, bar_shade = 0.78F, ink = 0;

/// One panel: white paper, x to the right, values from 0 to `top` upwards.
class panel {
 public:
  explicit panel(double top) : top_(top), pixels_(1, width * height) {
    std::fill(pixels_.values.begin(), pixels_.values.end(), paper);
  }
  void bar(std::size_t from, std::size_t to, double value) {
    const auto high = static_cast<std::size_t>(std::clamp(value / top_, 0.0, 1.0) * (height - 1));
    for (std::size_t y = 0; y < high; ++y)
      for (std::size_t x = from; x < to; ++x) at(x, y) = bar_shade;
  }
  /// A line through one value a column, 2 pixels wide, its edges smoothed.
  void line(const std::vector<double>& values) {
    for (std::size_t x = 0; x + 1 < values.size(); ++x) {
      if (!std::isfinite(values[x]) || !std::isfinite(values[x + 1])) continue;
      const double a = place(values[x]), b = place(values[x + 1]), low = std::min(a, b) - 1, high = std::max(a, b) + 1;
      for (auto y = static_cast<long>(std::floor(low)); y <= static_cast<long>(std::ceil(high)); ++y) {
        if (y < 0 || y >= static_cast<long>(height)) continue;
        const double covered = std::clamp(
            std::min(high, static_cast<double>(y) + 0.5) - std::max(low, static_cast<double>(y) - 0.5), 0.0, 1.0);
        float& pixel = at(x, static_cast<std::size_t>(y));
        pixel = pixel * static_cast<float>(1 - covered) + ink * static_cast<float>(covered);
      }
    }
  }
  const matrix<float>& pixels() const { return pixels_; }

 private:
  double top_;
  matrix<float> pixels_;
  double place(double value) const { return std::min(value / top_, 2.0) * (height - 1); }
  float& at(std::size_t x, std::size_t y_from_below) { return pixels_(0, (height - 1 - y_from_below) * width + x); }
};

struct extent {
  double from, to;
};
/// Where all but half a per cent of the samples lie on either side.
extent central(const std::vector<double>& sorted) {
  const std::size_t cut = sorted.size() / 200;
  const double from = sorted[cut], to = sorted[sorted.size() - 1 - cut], margin = 0.05 * (to - from) + 1e-300;
  return {from - margin, to + margin};
}

}  // namespace

void plot_distribution(const std::string& file, const distribution_entry& family, const std::vector<double>& parameters,
                       const std::function<matrix<double>(const matrix<double>& rows)>& at,
                       const std::function<std::vector<double>(std::size_t count)>& draw) {
  std::vector<double> samples = draw(sample_count);
  std::sort(samples.begin(), samples.end());
  const extent shown = central(samples);
  const double column = (shown.to - shown.from) / width;

  matrix<double> rows(width, parameters.size() + 1);
  for (std::size_t x = 0; x < width; ++x) {
    std::copy(parameters.begin(), parameters.end(), &rows(x, 0));
    rows(x, parameters.size()) = shown.from + (static_cast<double>(x) + 0.5) * column;
  }
  const matrix<double> found = at(rows);
  std::vector<double> density(width), below(width), heights(bars);
  for (std::size_t x = 0; x < width; ++x) {
    density[x] = std::exp(found(x, static_cast<std::size_t>(quantity::log_prob)));
    below[x] = found(x, static_cast<std::size_t>(quantity::cdf));
  }
  const double bar_width = (shown.to - shown.from) / bars;
  for (const double z : samples) {
    const double place = (z - shown.from) / bar_width;
    if (place >= 0 && place < static_cast<double>(bars))
      heights[static_cast<std::size_t>(place)] += 1 / (bar_width * static_cast<double>(samples.size()));
  }
  // A density that is infinite at an end is cut at three times the tallest bar.
  const double tallest = *std::max_element(heights.begin(), heights.end());
  double top = tallest;
  for (const double d : density)
    if (std::isfinite(d)) top = std::max(top, std::min(d, 3 * tallest));
  top *= 1.05;

  panel upper(top), lower(1.05);
  for (std::size_t b = 0; b < bars; ++b) upper.bar(b * width / bars, (b + 1) * width / bars - 1, heights[b]);
  upper.line(density);
  const bool has_cdf = family.states_quantity(quantity::cdf);
  if (has_cdf) lower.line(below);
  std::vector<labelled_row> panels{{fmt::format("DENSITY TO {:.3g}", top), upper.pixels().view()}};
  if (has_cdf) panels.push_back({fmt::format("CDF X {:.3g} TO {:.3g}", shown.from, shown.to), lower.pixels().view()});
  write_png(file, labelled_grid(panels, {height, width}, 4).view());
}

}  // namespace pathwise::commands
