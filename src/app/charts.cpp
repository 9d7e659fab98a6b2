#include "charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "report.hpp"

namespace pathwise::commands {
namespace {

constexpr std::array<const char*, 7> model_colours = {"#1f6fb2", "#c8372d", "#2a8f4f", "#8250a8",
                                                      "#d97a16", "#7a5548", "#33808a"};
constexpr std::array<const char*, 10> class_colours = {"#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f",
                                                       "#c9a400", "#b07aa1", "#ff7fa0", "#7d5b41", "#555555"};

/// Round numbers that divide [low, high] into three to seven parts.
std::vector<double> ticks(double low, double high) {
  double step = std::pow(10.0, std::floor(std::log10((high - low) / 3)));
  for (const double more : {2.0, 2.5, 2.0})
    if ((high - low) / step > 7) step *= more;
  std::vector<double> at;
  for (double x = std::ceil(low / step) * step; x <= high + 1e-9 * step; x += step)
    at.push_back(std::fabs(x) < 1e-9 * step ? 0 : x);
  return at;
}

std::string tick_text(double value, double range) {
  return fmt::format("{:.{}f}", value, range < 0.5 ? 2 : range < 5 ? 1 : 0);
}

std::string opened(double width, double height, const std::string& label) {
  return fmt::format(
      "<svg viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" aria-label=\"{2}\">\n",
      width, height, escaped(label));
}

std::string text(double x, double y, const char* anchor, const std::string& words, const std::string& more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more,
                     escaped(words));
}

/// From numbers to places on the page.
struct axis {
  double low, high, from, to;
  double operator()(double x) const { return from + (to - from) * (x - low) / (high - low); }
};

axis padded(double low, double high, double share, double from, double to) {
  if (!(high > low)) low -= 0.5, high += 0.5;
  const double pad = share * (high - low);
  return {low - pad, high + pad, from, to};
}

std::string polyline(const std::vector<std::pair<double, double>>& points, const std::string& style) {
  std::string list;
  for (const auto& [x, y] : points) list += fmt::format("{:.1f},{:.1f} ", x, y);
  return fmt::format("<polyline fill=\"none\" {} points=\"{}\"/>\n", style, list);
}

struct lines_of_model {
  std::string name;
  std::vector<const contestant*> runs;
};
std::vector<lines_of_model> by_model(const std::vector<contestant>& all) {
  std::vector<lines_of_model> models;
  for (const contestant& c : all) {
    const auto same = [&](const lines_of_model& m) { return m.runs[0]->model == c.model; };
    auto at = std::find_if(models.begin(), models.end(), same);
    if (at == models.end()) at = models.insert(models.end(), {std::string(c.model->name), {}});
    at->runs.push_back(&c);
  }
  return models;
}

/// The mean of the runs' losses after each epoch that all of them have.
std::vector<double> mean_curve(const lines_of_model& model) {
  std::vector<double> mean;
  for (std::size_t e = 0;; ++e) {
    double sum = 0;
    for (const contestant* c : model.runs) {
      if (e >= c->curve.size()) return mean;
      sum += c->curve[e].test;
    }
    mean.push_back(sum / static_cast<double>(model.runs.size()));
  }
}

double number_in(const contestant& c, const std::string& name) {
  for (const auto& [own, value] : c.numbers)
    if (own == name) return value;
  return std::nan("");
}

}  // namespace

std::string model_colour(std::size_t index) { return model_colours[index % model_colours.size()]; }
std::string class_colour(std::size_t label) { return class_colours[label % class_colours.size()]; }

std::string curves_chart(const std::vector<contestant>& all) {
  constexpr double width = 860, height = 340, left = 52, right = 130, top = 14, bottom = 40;
  double low = 1e300, high = -1e300, epochs = 1;
  for (const contestant& c : all)
    for (const curve_point& p : c.curve) {
      low = std::min(low, p.test), high = std::max(high, p.test);
      epochs = std::max(epochs, static_cast<double>(p.epoch));
    }
  if (low > high) return "";
  const axis x = padded(1, epochs, 0.02, left, width - right), y = padded(low, high, 0.05, height - bottom, top);
  std::string svg = opened(width, height, "loss on the rows held out, by epoch");
  for (const double t : ticks(y.low, y.high))
    svg += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n", left,
                       width - right, y(t)) +
           text(left - 8, y(t) + 4, "end", tick_text(t, y.high - y.low));
  const double every = std::ceil(epochs / 12);
  for (double e = 1; e <= epochs; e += every)
    svg += text(x(e), height - bottom + 20, "middle", fmt::format("{:.0f}", e));
  svg += text((left + width - right) / 2, height - 4, "middle", "epoch");
  const auto models = by_model(all);
  std::vector<std::pair<double, std::size_t>> ends;
  for (std::size_t m = 0; m < models.size(); ++m) {
    for (const contestant* c : models[m].runs) {
      std::vector<std::pair<double, double>> points;
      for (const curve_point& p : c->curve) points.emplace_back(x(static_cast<double>(p.epoch)), y(p.test));
      if (models[m].runs.size() > 1)
        svg += polyline(points, fmt::format("stroke=\"{}\" stroke-opacity=\"0.35\"", model_colour(m)));
    }
    std::vector<std::pair<double, double>> points;
    const auto mean = mean_curve(models[m]);
    for (std::size_t e = 0; e < mean.size(); ++e) points.emplace_back(x(static_cast<double>(e + 1)), y(mean[e]));
    svg +=
        polyline(points, fmt::format("stroke=\"{}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"", model_colour(m)));
    for (const auto& [px, py] : points)
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\" fill=\"{}\"/>\n", px, py, model_colour(m));
    if (!points.empty()) ends.emplace_back(points.back().second, m);
  }
  std::sort(ends.begin(), ends.end());
  double below = -1e9;
  for (const auto& [at, m] : ends) {  // names beside the ends of their lines, one under the other
    below = std::max(at + 4, below + 16);
    svg += text(width - right + 10, below, "start", models[m].name,
                fmt::format(" fill=\"{}\" font-weight=\"600\"", model_colour(m)));
  }
  return svg + "</svg>\n";
}

std::string strip_chart(const std::vector<contestant>& all, const std::string& number) {
  const auto models = by_model(all);
  constexpr double width = 420, left = 84, right = 18, top = 12, line = 34;
  const double height = top + line * static_cast<double>(models.size()) + 30, floor = height - 30;
  double low = 1e300, high = -1e300;
  for (const contestant& c : all)
    if (const double v = number_in(c, number); std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  if (low > high) return "";
  const axis x = padded(low, high, 0.08, left, width - right);
  std::string svg = opened(width, height, heading(number));
  for (const double t : ticks(x.low, x.high))
    svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2:.1f}\"/>\n", x(t), top,
                       floor) +
           text(x(t), floor + 18, "middle", tick_text(t, x.high - x.low));
  for (std::size_t m = 0; m < models.size(); ++m) {
    const double y = top + line * (static_cast<double>(m) + 0.5);
    const std::string colour = model_colour(m);
    std::vector<double> values;
    for (const contestant* c : models[m].runs) values.push_back(number_in(*c, number));
    const spread s = spread_of(values);
    svg += text(left - 12, y + 4, "end", models[m].name, fmt::format(" fill=\"{}\" font-weight=\"600\"", colour));
    for (const double v : values)
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\" fill-opacity=\"0.4\"/>\n", x(v), y,
                         colour);
    if (values.size() < 2) continue;
    svg +=
        fmt::format(
            "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"2\"/>\n",
            x(s.mean - s.standard_error), x(s.mean + s.standard_error), y, y, colour) +
        fmt::format(
            "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\" stroke-width=\"3\"/>\n",
            x(s.mean), y - 8, y + 8, colour);
  }
  return svg + "</svg>\n";
}

std::string scatter_chart(const portrait& of) {
  constexpr double size = 340, edge = 8;
  double reach = 0;
  for (const latent_point& p : of.latent) reach = std::max({reach, std::fabs(p.x), std::fabs(p.y)});
  if (!(reach > 0)) reach = 1;
  const axis x{-reach, reach, edge, size - edge}, y{-reach, reach, size - edge, edge};
  std::string svg = opened(size, size, "codes of rows held out, by class");
  svg += fmt::format("<rect x=\"0.5\" y=\"0.5\" width=\"{0}\" height=\"{0}\" class=\"frame\"/>\n", size - 1);
  svg += fmt::format("<path class=\"grid\" d=\"M{0:.1f},{1}V{2}M{1},{3:.1f}H{2}\"/>\n", x(0), edge, size - edge, y(0));
  std::map<int, std::string> paths;  // the points of a class are one path of dots
  for (const latent_point& p : of.latent) paths[p.label] += fmt::format("M{:.1f},{:.1f}h0", x(p.x), y(p.y));
  for (const auto& [label, path] : paths)
    svg += fmt::format(
        "<path fill=\"none\" stroke=\"{}\" stroke-opacity=\"0.75\" stroke-width=\"3.4\" stroke-linecap=\"round\" "
        "d=\"{}\"/>\n",
        label < 0 ? "#777" : class_colour(static_cast<std::size_t>(label)), path);
  return svg + "</svg>\n";
}

std::string marginal_chart(const marginal& m, std::size_t model_index) {
  constexpr double width = 340, height = 92, bottom = 18, top = 6;
  const axis x{m.low, m.high, 0, width};
  const auto drawn = [&](const density_line& line, double highest) {
    const axis y{0, highest, height - bottom, top};
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < line.size(); ++i)
      points.emplace_back(width * static_cast<double>(i) / static_cast<double>(line.size() - 1), y(line[i]));
    return points;
  };
  const auto top_of = [](const density_line& line) {
    return std::max(1e-12, *std::max_element(line.begin(), line.end()));
  };
  const double highest = std::max(top_of(m.prior), top_of(m.aggregate));
  const std::string colour = model_colour(model_index);
  std::string svg = opened(width, height, fmt::format("code {}", m.code));
  std::string area = fmt::format("M0,{0}", height - bottom);
  for (const auto& [px, py] : drawn(m.aggregate, highest)) area += fmt::format("L{:.1f},{:.1f}", px, py);
  svg +=
      fmt::format("<path fill=\"{0}\" fill-opacity=\"0.28\" stroke=\"{0}\" stroke-width=\"1.5\" d=\"{1}L{2},{3}Z\"/>\n",
                  colour, area, width, height - bottom);
  for (const density_line& line : m.posteriors)
    svg += polyline(drawn(line, top_of(line) * 1.35), "stroke=\"#777\" stroke-width=\"1\"");
  svg += polyline(drawn(m.prior, highest), "stroke=\"#111\" stroke-width=\"1.6\" stroke-dasharray=\"5 3\"");
  svg += fmt::format("<line class=\"axis\" x1=\"0\" x2=\"{0}\" y1=\"{1}\" y2=\"{1}\"/>\n", width, height - bottom);
  for (const double t : ticks(m.low, m.high))
    if (x(t) > 8 && x(t) < width - 8) svg += text(x(t), height - 4, "middle", tick_text(t, m.high - m.low));
  svg += text(4, 16, "start", fmt::format("code {}", m.code), " font-weight=\"600\"");
  return svg + "</svg>\n";
}

}  // namespace pathwise::commands
