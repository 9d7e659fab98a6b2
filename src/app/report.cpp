#include "report.hpp"

#include <pathwise/data/read_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts.hpp"
#include "version.hpp"

namespace pathwise::commands {
namespace {

constexpr const char* style = R"(
  body { font: 16px/1.55 system-ui, "DejaVu Sans", sans-serif; max-width: 72rem; margin: 2.5rem auto; padding: 0 1.25rem; color: #1c1c1c; background: #fff }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem } h2 { font-size: 1.3rem; margin: 2.4rem 0 .5rem } h3 { font-size: 1.15rem; margin: 0 0 .6rem }
  p { max-width: 50rem } .note { color: #555; font-size: .92rem }
  .wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .94rem }
  td, th { padding: .32rem .8rem; text-align: right; border-bottom: 1px solid #e2e2e2; white-space: nowrap } th { color: #555; font-weight: 600; vertical-align: bottom }
  td:first-child, th:first-child { text-align: left } td small { color: #777 } td b { font-weight: 600 }
  .models { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 2rem; margin-top: 1rem } .strips { display: flex; flex-wrap: wrap; gap: 1rem 2rem }
  section { border-top: 4px solid var(--colour); padding-top: .8rem; max-width: 27rem } figure { margin: 0 0 1.2rem } figcaption { color: #555; font-size: .88rem; line-height: 1.35; margin-top: .25rem }
  section img { image-rendering: pixelated; width: 100%; display: block; background: #000 } svg { display: block; max-width: 100%; height: auto; font-size: 12.5px; font-family: inherit } section svg { width: 100% }
  text:not([fill]) { fill: #444 } .grid { stroke: #e4e4e4; fill: none } .axis { stroke: #999 } .frame { fill: none; stroke: #ddd }
  .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .9rem; color: #444 } .legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: 50%; margin-right: .4rem; background: var(--colour) }
  footer { color: #777; font-size: .88rem; margin-top: 3rem; border-top: 1px solid #e2e2e2; padding-top: .6rem }
)";

std::string inlined(const std::filesystem::path& picture, std::string_view caption) {
  return fmt::format(
      "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption></figure>\n",
      escaped(caption), base64(read_file(picture)));
}

std::string drawn(const std::string& svg, std::string_view caption) {
  return fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n", svg, escaped(caption));
}

std::string coloured(std::string_view name, std::size_t index) {
  return fmt::format("<b style=\"color:{}\">{}</b>", model_colour(index), escaped(name));
}

std::string introduction(const data_set& data, const report_setting& setting) {
  std::string seeds;
  for (const std::uint64_t seed : setting.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
  std::string html = fmt::format(
      "<p>Each model saw {} of {} {} times (batch {}, Adam at {}, seed{} {}): the same rows in the same order with the "
      "same counters of noise. "
      "Numbers are nats a row, on {} held out.</p>\n",
      counted(data.train.rows, "row"), escaped(data.from.data), setting.budget.epochs, setting.budget.batch,
      setting.budget.learning_rate, setting.seeds.size() == 1 ? "" : "s", seeds, counted(data.held_out().rows, "row"));
  html += fmt::format(
      "<p>The codes are measured against {}.{}</p>\n",
      setting.prior == "own" ? "each family's own prior (where it has a location and a scale, at 0 and 1), so that the "
                               "models differ in their priors as well"
                             : "the standard normal, whatever the posterior",
      setting.match == "variance" ? " The scales start so that all posteriors have the same variance." : "");
  return html;
}

std::string number_table(const std::vector<contestant>& all) {
  const auto rows = summarise(all);
  std::string html = "<div class=\"wide\"><table><tr><th>posterior</th>";
  for (const auto& [name, unused] : rows[0].numbers)
    html += fmt::format("<th>{}</th>", escaped(name == "step_us" ? "µs a step" : heading(name)));
  html += "</tr>\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    html += fmt::format("<tr><td>{}</td>", coloured(rows[i].model->name, i));
    for (const auto& [name, s] : rows[i].numbers) {
      html += fmt::format("<td>{}", shown(name, s.mean));
      if (s.count > 1)
        html += fmt::format(" <small>&plusmn;&thinsp;{:.{}f}</small>", s.standard_error,
                            name == "step_us"                     ? 0
                            : std::fabs(s.standard_error) < 0.095 ? 2
                                                                  : 1);
      html += "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

std::string explanation(const std::vector<contestant>& all, const data_set& data, const report_setting& setting) {
  const std::size_t seeds = setting.seeds.size();
  std::string html = "<p class=\"note\">";
  html += seeds > 1 ? fmt::format("Means over {} seeds, with their standard error. ", seeds) : "One seed. ";
  html += fmt::format(
      "The bound is reconstruction + KL, the mean of {} draws: it lies above &minus;log p(x), so lower is better. ",
      test_draws);
  if (const std::string sampled = sampled_divergences(all); !sampled.empty())
    html += fmt::format("The KL of {} is the one-sample Monte Carlo estimate, of the others a closed form. ", sampled);
  if (setting.importance)
    html += fmt::format(
        "The log-likelihood is the importance-weighted estimate by {} samples on {}, from below: higher is better. ",
        setting.importance->samples, counted(std::min(setting.importance->rows, data.held_out().rows), "row"));
  html += fmt::format("A code is active where its posterior mean varies over rows (by more than 0.01), of {}.",
                      all[0].codes);
  if (setting.importance)
    html += fmt::format(
        " Gradient variance: of one batch&rsquo;s gradient over {} draws of noise at the trained weights, summed over "
        "parameters.",
        gradient_draws);
  return html + "</p>\n";
}

std::string test_tables(const std::vector<contestant>& all) {
  std::string html;
  for (const std::string number : {"loss", "log_likelihood"}) {
    std::string rows;
    std::size_t count = 0;
    for (const comparison_test& t : tests_of(all)) {
      if (t.number != number || !t.test) continue;
      count = t.count;
      rows += fmt::format(
          "<tr><td>{} &minus; {}</td><td>{:+.2f} "
          "<small>&plusmn;&thinsp;{:.2f}</small></td><td>{:.1f}</td><td>{}</td></tr>\n",
          escaped(t.second->name), escaped(t.first->name), t.test->difference, t.test->standard_error, t.test->t,
          t.test->p < 1e-4 ? "&lt; 0.0001" : fmt::format("{:.4f}", t.test->p));
    }
    if (!rows.empty())
      html += fmt::format("<table><tr><th>{}, n = {}</th><th>difference</th><th>t</th><th>p</th></tr>\n{}</table>\n",
                          heading(number), count, rows);
  }
  if (html.empty())
    return "<p class=\"note\">There is one seed, so there is no test of whether the models differ.</p>\n";
  return "<h2>Do they differ?</h2>\n<p class=\"note\">Student&rsquo;s paired t over seeds, two-sided; p is not "
         "corrected for the number of pairs.</p>\n<div class=\"strips\">" +
         html + "</div>\n";
}

std::string legend(const data_set& data) {
  if (data.test_labels.empty()) return "";
  std::size_t classes = data.classes.size();
  for (const std::uint8_t label : data.test_labels) classes = std::max<std::size_t>(classes, label + 1u);
  std::string html = "<p class=\"legend\">";
  for (std::size_t k = 0; k < classes; ++k)
    html += fmt::format("<span><i style=\"--colour:{}\"></i>{}</span>", class_colour(k),
                        escaped(k < data.classes.size() ? data.classes[k] : std::to_string(k)));
  return html + "</p>\n";
}

std::string section(const portrait& p, std::size_t index) {
  std::string html =
      fmt::format("<section style=\"--colour:{}\"><h3>{}</h3>\n", model_colour(index), coloured(p.model->name, index));
  if (p.samples.empty()) return html + "<p class=\"note\">This model samples nothing named z.</p></section>\n";
  html += inlined(p.samples, "decoded from codes drawn from the prior");
  html += inlined(p.reconstructions, "rows held out, above their reconstructions");
  html += drawn(
      scatter_chart(p),
      fmt::format("posterior means in their first two principal directions, {:.0f} % and {:.0f} % of the variance",
                  100 * p.explained[0], 100 * p.explained[1]));
  std::string marginals;
  for (const marginal& m : p.marginals) marginals += marginal_chart(m, index);
  if (!marginals.empty())
    html += drawn(marginals,
                  "the most active codes: prior (dashed), aggregate posterior (filled), and the posteriors of three "
                  "rows (grey, each to its own height)");
  return html + "</section>\n";
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

std::string report_page(const std::vector<contestant>& all, const std::vector<portrait>& portraits,
                        const data_set& data, const report_setting& setting, const model_table& table) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>Pathwise: the posteriors compared</title>\n<style>";
  html += std::string(style) + "</style></head><body>\n<h1>The same auto-encoder, another posterior</h1>\n";
  html += introduction(data, setting) + number_table(all) + explanation(all, data, setting);
  html += "<div class=\"strips\">\n";
  for (const std::string number : {"loss", "log_likelihood"})
    if (const std::string chart = strip_chart(all, number); !chart.empty() && setting.seeds.size() > 1)
      html += drawn(chart, heading(number) + ": a dot for each seed, the mean and its standard error");
  html += "</div>\n" + test_tables(all);
  html += "<h2>Bound on the rows held out, by epoch</h2>\n" + curves_chart(all);
  html += fmt::format("<h2>What they learnt</h2>\n<p class=\"note\">Each from seed {}.</p>\n", portraits.at(0).seed);
  html += legend(data) + "<div class=\"models\">\n";
  for (std::size_t i = 0; i < portraits.size(); ++i) html += section(portraits[i], i);
  return html + fmt::format("</div>\n<footer>pathwise {}, {}, {}, {}</footer>\n</body></html>\n", version,
                            escaped(table.compiler), escaped(table.level),
                            counted(static_cast<std::uint64_t>(setting.budget.threads > 0 ? setting.budget.threads
                                                                                          : table.threads),
                                    "thread"));
}

}  // namespace pathwise::commands
