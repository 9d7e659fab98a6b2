#include "comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "interrupt.hpp"

namespace pathwise::commands {
namespace {

/// What is compared of one contestant, by name.
std::vector<std::pair<std::string, double>> numbers_of(const contestant& c) {
  std::vector<std::pair<std::string, double>> numbers;
  for (std::size_t i = 0; i < c.test.names.size(); ++i) numbers.emplace_back(c.test.names[i], c.test.values[i]);
  numbers.emplace_back("active_codes", static_cast<double>(c.active));
  numbers.emplace_back("step_us", c.training.median_step_microseconds);
  return numbers;
}

spread spread_of(const std::vector<double>& x) {
  spread s;
  for (const double v : x) s.mean += v / static_cast<double>(x.size());
  if (x.size() < 2) return s;
  for (const double v : x) s.deviation += (v - s.mean) * (v - s.mean) / static_cast<double>(x.size() - 1);
  s.deviation = std::sqrt(s.deviation);
  return s;
}

std::string heading(const std::string& name) {
  if (name == "loss") return "bound";
  if (name == "active_codes") return "active";
  return name == "step_us" ? "us a step" : name;
}

int digits(const std::string& name) { return name == "active_codes" || name == "step_us" ? 0 : 2; }

}  // namespace

contestant train_contestant(const model_entry& model, std::uint64_t seed, const training_choice& budget,
                            const data_set& data, progress_display& display) {
  contestant c;
  c.model = &model;
  c.seed = seed;
  training_choice own = budget;
  own.seed = seed;
  c.learner = model.make(session_options_from(own));
  training_plan plan;
  plan.epochs = budget.epochs;
  plan.title = fmt::format("{}, seed {}", model.name, seed);
  c.training = train(*c.learner, data, plan, display);
  if (c.training.end != ending::finished) return c;
  for (std::uint64_t draw = 0; draw < test_draws; ++draw) c.test.add(c.learner->evaluate(data.held_out(), draw));
  c.codes = c.learner->code_size();
  if (c.codes > 0) c.active = active_codes(*c.learner, data.held_out());
  return c;
}

std::vector<summary_row> summarise(const std::vector<contestant>& all) {
  std::vector<summary_row> rows;
  for (const contestant& first : all) {
    if (std::any_of(rows.begin(), rows.end(), [&](const summary_row& r) { return r.model == first.model; })) continue;
    summary_row row{first.model, {}};
    std::vector<std::vector<double>> columns(numbers_of(first).size());
    for (const contestant& c : all)
      if (c.model == first.model)
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(numbers_of(c)[i].second);
    for (std::size_t i = 0; i < columns.size(); ++i)
      row.numbers.emplace_back(numbers_of(first)[i].first, spread_of(columns[i]));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string table_of(const std::vector<contestant>& all) {
  if (all.empty()) return "";
  std::string text = fmt::format("{:<10} {:>6}", "model", "seed");
  for (const auto& [name, value] : numbers_of(all[0])) text += fmt::format(" {:>16}", heading(name));
  text += "\n";
  for (const contestant& c : all) {
    text += fmt::format("{:<10} {:>6}", c.model->name, c.seed);
    for (const auto& [name, value] : numbers_of(c)) text += fmt::format(" {:>16.{}f}", value, digits(name));
    text += "\n";
  }
  const bool once = std::none_of(all.begin(), all.end(), [&](const contestant& c) { return c.seed != all[0].seed; });
  for (const summary_row& row : once ? std::vector<summary_row>{} : summarise(all)) {
    text += fmt::format("{:<10} {:>6}", row.model->name, "mean");
    for (const auto& [name, s] : row.numbers)
      text += fmt::format(" {:>16}", fmt::format("{:.{}f} +- {:.{}f}", s.mean, digits(name), s.deviation,
                                                 digits(name) + (digits(name) == 0)));
    text += "\n";
  }
  return text;
}

json to_json(const std::vector<contestant>& all) {
  json runs = json::array(), models = json::array();
  for (const contestant& c : all) {
    json run = {{"model", c.model->name}, {"seed", c.seed}};
    for (const auto& [name, value] : numbers_of(c)) run[name] = value;
    run["codes"] = c.codes;
    if (!c.weights.empty()) run["weights"] = c.weights;
    runs.push_back(std::move(run));
  }
  for (const summary_row& row : summarise(all)) {
    json model = to_json(*row.model);
    for (const auto& [name, s] : row.numbers) model["mean"][name] = s.mean;
    for (const auto& [name, s] : row.numbers) model["standard_deviation"][name] = s.deviation;
    models.push_back(std::move(model));
  }
  return {{"runs", runs}, {"models", models}};
}

}  // namespace pathwise::commands
