#include "report.hpp"

#include <pathwise/data/read_file.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "version.hpp"

namespace pathwise::commands {
namespace {

constexpr const char* style = R"(
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
  table { border-collapse: collapse } td, th { padding: .25rem .9rem; text-align: right; border-bottom: 1px solid #ddd } td:first-child, th:first-child { text-align: left }
  .models { display: flex; flex-wrap: wrap; gap: 2rem } figure { margin: 0 0 1rem } figcaption { color: #666 }
  img { image-rendering: pixelated; width: 28rem; max-width: 100%; background: #000 } svg { max-width: 100% }
)";
constexpr const char* colours[] = {"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b"};

std::string inlined(const std::filesystem::path& picture, std::string_view caption) {
  return fmt::format(
      "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption></figure>\n",
      escaped(caption), base64(read_file(picture)));
}

double held_out_loss(const epoch_record& r) { return r.test ? r.test->loss() : r.train.loss(); }

/// The loss after each epoch as a line for each model.
std::string curves(const std::vector<report_part>& parts) {
  constexpr double width = 720, height = 260, left = 60, top = 16, bottom = 36;
  double low = 1e300, high = -1e300;
  std::size_t epochs = 1;
  for (const report_part& p : parts) {
    epochs = std::max(epochs, p.of->training.records.size());
    for (const epoch_record& r : p.of->training.records)
      low = std::min(low, held_out_loss(r)), high = std::max(high, held_out_loss(r));
  }
  if (!(high > low)) high = low + 1;
  const auto x = [&](std::size_t epoch) {
    return left +
           (width - left - 120) * (epochs == 1 ? 0.5 : static_cast<double>(epoch) / static_cast<double>(epochs - 1));
  };
  const auto y = [&](double loss) { return top + (height - top - bottom) * (high - loss) / (high - low); };
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" width=\"{}\" role=\"img\" aria-label=\"loss by epoch\" font-size=\"13\" "
      "font-family=\"system-ui, sans-serif\">\n",
      width, height, width);
  for (int i = 0; i <= 4; ++i) {
    const double loss = low + (high - low) * i / 4;
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/><text x=\"{3}\" y=\"{4:.1f}\" "
        "text-anchor=\"end\">{5:.1f}</text>\n",
        left, width - 120, y(loss), left - 8, y(loss) + 4, loss);
  }
  for (std::size_t e = 0; e < epochs; ++e)
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(e), height - bottom + 20,
                       e + 1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& records = parts[i].of->training.records;
    const char* colour = colours[i % std::size(colours)];
    std::string points;
    for (std::size_t e = 0; e < records.size(); ++e)
      points += fmt::format("{:.1f},{:.1f} ", x(e), y(held_out_loss(records[e])));
    svg += fmt::format(
        "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" points=\"{}\"/><text x=\"{}\" y=\"{}\" "
        "fill=\"{}\">{}</text>\n",
        colour, points, width - 112, top + 16 + 18 * static_cast<double>(i), colour, escaped(parts[i].of->model->name));
  }
  return svg + "</svg>\n";
}

std::string number_table(const std::vector<report_part>& parts) {
  std::string html = "<table><tr><th>posterior</th>";
  for (const std::string& name : parts[0].of->test.names)
    html += fmt::format("<th>{}</th>", escaped(name == "loss" ? "bound" : name));
  html += "<th>active codes</th><th>time a step</th></tr>\n";
  for (const report_part& p : parts) {
    html += fmt::format("<tr><td>{}</td>", escaped(p.of->model->name));
    for (const double v : p.of->test.values) html += fmt::format("<td>{:.2f}</td>", v);
    html += fmt::format("<td>{} of {}</td><td>{:.0f} &micro;s</td></tr>\n", p.of->active, p.of->codes,
                        p.of->training.median_step_microseconds);
  }
  return html + "</table>\n";
}

}  // namespace

std::string base64(std::span<const std::byte> bytes) {
  constexpr const char* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k)
      word = word << 8 | (k < here ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= here ? alphabet[word >> (18 - 6 * k) & 63u] : '=';
  }
  return text;
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '&')
      html += "&amp;";
    else if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else if (c == '"')
      html += "&quot;";
    else
      html += c;
  }
  return html;
}

std::string report_page(const std::vector<report_part>& parts, const data_set& data, const training_choice& budget,
                        const model_table& table) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>Pathwise: the posteriors compared</title>\n<style>";
  html += std::string(style) + "</style></head><body>\n<h1>The same auto-encoder, another posterior</h1>\n";
  html += fmt::format(
      "<p>Each model saw {} rows of {} {} times (batch {}, Adam at {}, seed {}). Numbers are nats a row, on {} rows "
      "held "
      "out. The bound, reconstruction + KL, lies above the negative log-likelihood of a row: lower is better.</p>\n",
      grouped(data.train.rows), escaped(data.from.data), budget.epochs, budget.batch, budget.learning_rate, budget.seed,
      grouped(data.held_out().rows));
  html += number_table(parts) + "<h2>Bound on the rows held out, by epoch</h2>\n" + curves(parts) +
          "<div class=\"models\">\n";
  for (const report_part& p : parts) {
    html += fmt::format("<section><h2>{}</h2>\n", escaped(p.of->model->name));
    html += inlined(p.samples, "decoded from codes drawn from the prior");
    html += inlined(p.reconstructions, "rows held out, above their reconstructions") + "</section>\n";
  }
  return html + fmt::format("</div>\n<p>pathwise {}, {}, {}, {}</p>\n</body></html>\n", version,
                            escaped(table.compiler), escaped(table.level),
                            counted(static_cast<std::uint64_t>(parts[0].of->learner->threads()), "thread"));
}

}  // namespace pathwise::commands
