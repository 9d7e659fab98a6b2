#include "comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "interrupt.hpp"

namespace pathwise::commands {
namespace {

double number(const contestant& c, const std::string& name) {
  for (const auto& [own, value] : c.numbers)
    if (own == name) return value;
  return std::nan("");
}

std::vector<const model_entry*> models_of(const std::vector<contestant>& all) {
  std::vector<const model_entry*> models;
  for (const contestant& c : all)
    if (std::find(models.begin(), models.end(), c.model) == models.end()) models.push_back(c.model);
  return models;
}

int decimals(const std::string& name, double value) {
  if (name == "step_us") return 0;
  if (name == "active_codes") return value == std::round(value) ? 0 : 1;
  if (name == "gradient_variance") return std::fabs(value) >= 100 ? 0 : std::fabs(value) >= 1 ? 2 : 4;
  return 2;
}

/// Lines of columns that are as wide as their widest word; the first `left` are aligned to the left.
std::string aligned(const std::vector<std::vector<std::string>>& lines, std::size_t left) {
  std::vector<std::size_t> widths;
  for (const auto& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const auto& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i)
      row += i < left ? fmt::format("{:<{}}  ", line[i], widths[i]) : fmt::format("{:>{}}  ", line[i], widths[i]);
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string with_error(const std::string& name, double value, double error) {
  return fmt::format("{} +- {:.{}f}", shown(name, value), error, std::max(1, decimals(name, value)));
}

comparison_test test_of(const std::vector<contestant>& all, const model_entry* first, const model_entry* second,
                        const std::string& name) {
  std::vector<double> of_first, of_second;
  for (const contestant& a : all)
    for (const contestant& b : all)
      if (a.model == first && b.model == second && a.seed == b.seed) {
        of_first.push_back(number(a, name));
        of_second.push_back(number(b, name));
      }
  return {first, second, name, of_first.size(), paired_t_test(of_first, of_second)};
}

json to_json(const comparison_test& t) {
  json object = {{"first", t.first->name}, {"second", t.second->name}, {"number", t.number}, {"n", t.count}};
  if (!t.test)
    return object.update({{"difference", nullptr}, {"standard_error", nullptr}, {"t", nullptr}, {"p", nullptr}}),
           object;
  object["difference"] = t.test->difference;
  object["standard_error"] = t.test->standard_error;
  object["t"] = std::isfinite(t.test->t) ? json(t.test->t) : json(t.test->t > 0 ? "inf" : "-inf");
  object["p"] = t.test->p;
  return object;
}

}  // namespace

std::string heading(const std::string& name) {
  if (name == "loss") return "bound";
  if (name == "log_likelihood") return "log-likelihood";
  if (name == "active_codes") return "active";
  if (name == "gradient_variance") return "grad variance";
  return name == "step_us" ? "us a step" : name;
}

std::string shown(const std::string& name, double value) {
  return fmt::format("{:.{}f}", value, decimals(name, value));
}

std::vector<curve_point> curve_of(const std::vector<epoch_record>& records) {
  std::vector<curve_point> curve;
  for (const epoch_record& r : records)
    curve.push_back({r.epoch, r.train.loss(), r.test ? r.test->loss() : r.train.loss()});
  return curve;
}

bool measure(contestant& c, session& learner, const data_set& data, const training_choice& budget,
             double step_microseconds, const measurement_choice& what) {
  std::vector<std::pair<std::string, double>> numbers;
  metrics test;
  for (std::uint64_t draw = 0; draw < test_draws; ++draw) test.add(learner.evaluate(data.held_out(), draw));
  for (std::size_t i = 0; i < test.names.size(); ++i) numbers.emplace_back(test.names[i], test.values[i]);
  if (what.importance)
    if (const auto value = importance_log_likelihood(learner, data.held_out(), *what.importance))
      numbers.emplace_back("log_likelihood", *value);
  c.codes = learner.code_size();
  numbers.emplace_back("active_codes", c.codes > 0 ? static_cast<double>(active_codes(learner, data.held_out())) : 0.0);
  if (what.gradients) {
    const auto batch = data.train.view().slice(0, std::min(budget.batch, data.train.rows));
    if (const auto value = gradient_variance(learner, batch, gradient_draws))
      numbers.emplace_back("gradient_variance", *value);
  }
  numbers.emplace_back("step_us", step_microseconds);
  if (interrupt_watch::requested()) return false;
  c.numbers = std::move(numbers);
  return true;
}

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
  const training_result training = train(*c.learner, data, plan, display);
  c.curve = curve_of(training.records);
  c.end = training.end;
  if (c.end == ending::finished && !measure(c, *c.learner, data, budget, training.median_step_microseconds, {}))
    c.end = ending::interrupted;
  return c;
}

std::vector<summary_row> summarise(const std::vector<contestant>& all) {
  std::vector<summary_row> rows;
  for (const model_entry* model : models_of(all)) {
    summary_row row{model, {}};
    const auto first = std::find_if(all.begin(), all.end(), [&](const contestant& c) { return c.model == model; });
    for (const auto& [name, unused] : first->numbers) {
      std::vector<double> column;
      for (const contestant& c : all)
        if (c.model == model) column.push_back(number(c, name));
      row.numbers.emplace_back(name, spread_of(column));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<comparison_test> tests_of(const std::vector<contestant>& all) {
  std::vector<comparison_test> tests;
  const auto rows = summarise(all);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t k = i + 1; k < rows.size(); ++k)
      for (const auto& [name, unused] : rows[i].numbers)
        if (std::any_of(rows[k].numbers.begin(), rows[k].numbers.end(), [&](const auto& n) { return n.first == name; }))
          tests.push_back(test_of(all, rows[i].model, rows[k].model, name));
  return tests;
}

std::string table_of(const std::vector<contestant>& all) {
  if (all.empty()) return "";
  std::vector<std::vector<std::string>> lines{{"model", "seed"}};
  for (const auto& [name, value] : all[0].numbers) lines[0].push_back(heading(name));
  for (const contestant& c : all) {
    lines.push_back({std::string(c.model->name), std::to_string(c.seed)});
    for (const auto& [name, value] : c.numbers) lines.back().push_back(shown(name, value));
  }
  const bool once = std::none_of(all.begin(), all.end(), [&](const contestant& c) { return c.seed != all[0].seed; });
  for (const summary_row& row : once ? std::vector<summary_row>{} : summarise(all)) {
    lines.push_back({std::string(row.model->name), "mean"});
    for (const auto& [name, s] : row.numbers) lines.back().push_back(with_error(name, s.mean, s.standard_error));
  }
  return aligned(lines, 1);
}

std::string sampled_divergences(const std::vector<contestant>& all) {
  std::string names;
  for (const model_entry* model : models_of(all))
    if (model->kl_is_sampled) names += (names.empty() ? "" : ", ") + std::string(model->name);
  return names;
}

std::string tests_table(const std::vector<contestant>& all) {
  std::vector<std::vector<std::string>> lines;
  std::size_t count = 0;
  const auto tests = tests_of(all);
  for (const std::string number_shown : {"loss", "log_likelihood"})
    for (const comparison_test& t : tests) {
      if (!t.test || t.number != number_shown) continue;
      count = t.count;
      lines.push_back({heading(t.number), fmt::format("{} - {}", t.second->name, t.first->name),
                       fmt::format("{:+.2f} +- {:.2f}", t.test->difference, t.test->standard_error),
                       fmt::format("t {:.1f}", t.test->t), fmt::format("p {:.2g}", t.test->p)});
    }
  if (lines.empty()) return models_of(all).size() < 2 ? "" : "one seed: no test of whether the models differ\n";
  return fmt::format("paired by seed, n = {}, two-sided, not corrected for their number:\n", count) + aligned(lines, 2);
}

json to_json(const std::vector<contestant>& all) {
  json runs = json::array(), models = json::array(), tests = json::array();
  for (const contestant& c : all) {
    json run = {{"model", c.model->name}, {"seed", c.seed}};
    for (const auto& [name, value] : c.numbers) run[name] = value;
    run["codes"] = c.codes;
    if (!c.weights.empty()) run["weights"] = c.weights;
    run["curve"] = json::array();
    for (const curve_point& p : c.curve)
      run["curve"].push_back({{"epoch", p.epoch}, {"train", p.train}, {"test", p.test}});
    runs.push_back(std::move(run));
  }
  for (const summary_row& row : summarise(all)) {
    json model = to_json(*row.model);
    model["kl_by"] = row.model->kl_is_sampled ? "one-sample Monte Carlo" : "closed form";
    for (const auto& [name, s] : row.numbers) {
      model["mean"][name] = s.mean;
      model["standard_deviation"][name] = s.deviation;
      model["standard_error"][name] = s.standard_error;
    }
    models.push_back(std::move(model));
  }
  for (const comparison_test& t : tests_of(all)) tests.push_back(to_json(t));
  return {{"runs", runs}, {"models", models}, {"tests", tests}};
}

contestant contestant_from(const json& run, const std::vector<const model_entry*>& models) {
  contestant c;
  const auto model_name = run.at("model").get<std::string>();
  const auto named =
      std::find_if(models.begin(), models.end(), [&](const model_entry* m) { return m->name == model_name; });
  if (named != models.end()) c.model = *named;
  c.seed = run.at("seed").get<std::uint64_t>();
  c.codes = run.at("codes").get<std::size_t>();
  c.weights = run.value("weights", "");
  for (const auto& [name, value] : run.items())
    if (value.is_number() && name != "seed" && name != "codes") c.numbers.emplace_back(name, value.get<double>());
  for (const json& p : run.at("curve"))
    c.curve.push_back({p.at("epoch").get<std::uint64_t>(), p.at("train").get<double>(), p.at("test").get<double>()});
  return c;
}

}  // namespace pathwise::commands
