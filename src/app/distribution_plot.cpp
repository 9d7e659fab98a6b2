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
/// The events within five standard deviations of the mean, all where nothing is said of these, and half a step around.
extent central(const lattice& events, double mean, double variance) {
  double from = events.first, to = events.last;
  if (std::isfinite(mean) && std::isfinite(variance)) {
    const double wide = std::max(5 * std::sqrt(variance), 2 * events.step);
    from = std::clamp(mean - wide, from, to);
    to = std::clamp(mean + wide, from, to);
  }
  return {from - events.step / 2, to + events.step / 2};
}

/// x of the middle of a column.
double x_of(extent shown, std::size_t column) {
  return shown.from + (static_cast<double>(column) + 0.5) * (shown.to - shown.from) / width;
}
/// One quantity along the columns, at `place` of each one's x.
template <class Place>
std::vector<double> along(extent shown, quantity q, const point_evaluator& at, Place place) {
  std::vector<double> points(width);
  for (std::size_t x = 0; x < width; ++x) points[x] = place(x_of(shown, x));
  return at(points, q);
}

/// The share of the samples, for a unit of x, in each of the bars.
std::vector<double> heights_of(const std::vector<double>& samples, extent shown) {
  std::vector<double> heights(bars);
  const double bar_width = (shown.to - shown.from) / bars;
  for (const double z : samples) {
    const double place = (z - shown.from) / bar_width;
    if (place >= 0 && place < static_cast<double>(bars))
      heights[static_cast<std::size_t>(place)] += 1 / (bar_width * static_cast<double>(samples.size()));
  }
  return heights;
}

void write_panels(const std::string& file, const panel& upper, const std::string& label, extent shown,
                  const std::vector<double>& below) {
  panel lower(1.05);
  lower.line(below);
  const labelled_row panels[] = {{label, upper.pixels().view()},
                                 {fmt::format("CDF X {:.3g} TO {:.3g}", shown.from, shown.to), lower.pixels().view()}};
  write_png(file, labelled_grid(panels, {height, width}, 4).view());
}

/// A density over a histogram of samples.
void plot_density(const std::string& file, const point_evaluator& at, std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const extent shown = central(samples);
  const auto there = [](double x) { return x; };
  std::vector<double> density = along(shown, quantity::log_prob, at, there);
  for (double& d : density) d = std::exp(d);
  const std::vector<double> heights = heights_of(samples, shown);
  // A density that is infinite at an end is cut at three times the tallest bar.
  const double tallest = *std::max_element(heights.begin(), heights.end());
  double top = tallest;
  for (const double d : density)
    if (std::isfinite(d)) top = std::max(top, std::min(d, 3 * tallest));
  top *= 1.05;
  panel upper(top);
  for (std::size_t b = 0; b < bars; ++b) upper.bar(b * width / bars, (b + 1) * width / bars - 1, heights[b]);
  upper.line(density);
  write_panels(file, upper, fmt::format("DENSITY TO {:.3g}", top), shown, along(shown, quantity::cdf, at, there));
}

/// A histogram of each component of vectors.
void plot_components(const std::string& file, std::size_t components, const std::vector<double>& samples) {
  std::vector<matrix<float>> panels;
  std::vector<labelled_row> rows;
  for (std::size_t c = 0; c < components; ++c) {
    std::vector<double> of_one;
    for (std::size_t i = c; i < samples.size(); i += components) of_one.push_back(samples[i]);
    std::sort(of_one.begin(), of_one.end());
    const extent shown = central(of_one);
    const std::vector<double> heights = heights_of(of_one, shown);
    const double top = 1.05 * *std::max_element(heights.begin(), heights.end());
    panel bars_of_one(top);
    for (std::size_t b = 0; b < bars; ++b) bars_of_one.bar(b * width / bars, (b + 1) * width / bars - 1, heights[b]);
    panels.push_back(bars_of_one.pixels());
    rows.push_back({fmt::format("X{} {:.3g} TO {:.3g}", c + 1, shown.from, shown.to), {}});
  }
  for (std::size_t c = 0; c < components; ++c) rows[c].images = panels[c].view();
  write_png(file, labelled_grid(rows, {height, width}, 4).view());
}

/// A bar for each event; where there are more of them than columns, for the nearest one in each.
void plot_probabilities(const std::string& file, const lattice& events, const point_evaluator& at) {
  const extent shown =
      central(events, at({events.first}, quantity::mean)[0], at({events.first}, quantity::variance)[0]);
  const auto event_at = [&](double steps) { return events.first + steps * events.step; };
  const auto steps_to = [&](double x) { return (x - events.first) / events.step; };
  std::vector<double> masses =
      along(shown, quantity::log_prob, at, [&](double x) { return event_at(std::round(steps_to(x))); });
  for (double& m : masses) m = std::exp(m);
  const double top = 1.05 * *std::max_element(masses.begin(), masses.end());
  panel upper(top);
  const bool apart = width * events.step > 4 * (shown.to - shown.from);
  for (std::size_t x = 0; x < width; ++x) {
    const double steps = steps_to(x_of(shown, x));
    if (!apart || std::fabs(steps - std::round(steps)) < 0.4) upper.bar(x, x + 1, masses[x]);
  }
  write_panels(file, upper, fmt::format("PROBABILITY TO {:.3g}", top), shown,
               along(shown, quantity::cdf, at, [&](double x) { return event_at(std::floor(steps_to(x))); }));
}

}  // namespace

void plot_distribution(const std::string& file, const distribution_entry& family, const point_evaluator& at,
                       const std::function<std::vector<double>(std::size_t count)>& draw) {
  if (!family.event.empty())
    plot_components(file, family.event_numbers(), draw(sample_count));
  else if (family.is_discrete())
    plot_probabilities(file, family.events, at);
  else
    plot_density(file, at, draw(sample_count));
}

}  // namespace pathwise::commands
