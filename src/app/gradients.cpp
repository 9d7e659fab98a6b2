// How far the estimators of a gradient scatter on a trained model: one-draw gradients over many draws of noise,
// parameter by parameter.
#include <pathwise/app/gradient_estimator.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "output.hpp"
#include "statistics.hpp"

namespace pathwise::commands {
namespace {

struct gradients_options {
  trained_choice trained;
  data_choice data;
  std::vector<std::string> estimators;
  std::size_t rows = 128, draws = 100;
  std::uint64_t seed = 1;
  bool json = false;
  const CLI::App* command = nullptr;
};

struct estimate {
  std::string name;
  std::vector<std::pair<std::string, total_variance>> parameters;
};

std::vector<const estimator_entry*> chosen_estimators(const gradients_options& o, const model_table& table,
                                                      const model_entry& model) {
  std::vector<const estimator_entry*> known, chosen;
  std::string names;
  const bool plain = model.sigma == "log-variance" && model.reconstruction == "bernoulli" && model.prior == "own";
  for (const estimator_entry& e : table.estimators)
    if (plain && e.model == model.name) {
      known.push_back(&e);
      names += (names.empty() ? "" : ", ") + std::string(e.name);
    }
  if (known.empty()) {
    std::string models;
    for (const estimator_entry& e : table.estimators)
      if (models.find(e.model) == std::string::npos) models += (models.empty() ? "" : ", ") + std::string(e.model);
    throw usage_error(fmt::format(
        "there are no estimators for {}; there are for {}, with log-variance, Bernoulli pixels and their own prior",
        title(model), models));
  }
  if (o.estimators.empty()) return known;
  for (const std::string& name : o.estimators) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const estimator_entry* e) { return e->name == name; });
    if (found == known.end())
      throw usage_error(fmt::format("there is no estimator {}; the estimators are {}", name, names));
    chosen.push_back(*found);
  }
  return chosen;
}

/// All estimators on the same draws.
estimate measured(const estimator_entry& entry, session& trained, matrix_view<const float> rows,
                  const gradients_options& o) {
  const auto estimator = entry.make({.threads = o.trained.threads});
  for (const tensor_info& p : trained.parameters()) estimator->set_parameter(p.name, trained.parameter(p.name));
  estimate found{std::string(entry.name), {}};
  for (std::size_t draw = 0; draw < o.draws && !interrupt_watch::requested(); ++draw) {
    const matrix<float> noise = trained.draw_noise(rows.rows, o.seed + draw);
    const std::vector<named_matrix> gradients = estimator->gradients(rows, noise.view());
    for (std::size_t k = 0; k < gradients.size(); ++k) {
      if (draw == 0) found.parameters.push_back({gradients[k].name, {}});
      found.parameters[k].second.add(gradients[k].numbers.values);
      found.parameters[k].second.next();
    }
  }
  return found;
}

json to_json(const estimate& e) {
  json result;
  double variance = 0, squared_norm = 0;
  for (const auto& [name, s] : e.parameters) {
    result["parameters"][name] = {{"mean_norm", s.mean_norm()}, {"variance", s.value()}};
    variance += s.value();
    squared_norm += s.mean_norm() * s.mean_norm();
  }
  result["mean_norm"] = std::sqrt(squared_norm);
  result["variance"] = variance;
  return result;
}

void tell(const json& result, std::size_t rows, std::size_t draws) {
  fmt::print("variance of one draw's gradient on {}, over {}\n", counted(rows, "row"), counted(draws, "draw"));
  const json& estimators = result["estimators"];
  std::size_t width = 9;
  for (const auto& [name, e] : estimators.items()) width = std::max(width, name.size());
  const auto line = [&](const std::string& parameter, auto number) {
    fmt::print("  {:<20}", parameter);
    for (const auto& [name, e] : estimators.items()) fmt::print("{:>{}}", number(e), width + 2);
    fmt::print("\n");
  };
  fmt::print("  {:<20}", "");
  for (const auto& [name, e] : estimators.items()) fmt::print("{:>{}}", name, width + 2);
  fmt::print("\n");
  for (const auto& [parameter, first] : estimators.begin().value()["parameters"].items())
    line(parameter, [&key = parameter](const json& e) {
      return fmt::format("{:.4g}", e["parameters"][key]["variance"].get<double>());
    });
  line("all", [](const json& e) { return fmt::format("{:.4g}", e["variance"].get<double>()); });
  line("length of the mean", [](const json& e) { return fmt::format("{:.4g}", e["mean_norm"].get<double>()); });
}

int gradients(const gradients_options& o, const model_table& table) {
  const trained_model trained = open_trained(o.trained, table);
  const auto chosen = chosen_estimators(o, table, trained.entry);
  const data_set data = load(trained.data_for(*o.command, o.data), trained.entry, trained.learner->input_size());
  const auto held_out = data.held_out();
  const auto rows = held_out.slice(0, std::min(o.rows, held_out.rows));
  const interrupt_watch watch;
  json result;
  result["rows"] = rows.rows;
  result["draws"] = o.draws;
  for (const estimator_entry* e : chosen)
    result["estimators"][std::string(e->name)] = to_json(measured(*e, *trained.learner, rows, o));
  if (interrupt_watch::requested()) return exit_interrupted;
  if (o.json)
    print_json(result);
  else
    tell(result, rows.rows, o.draws);
  return exit_done;
}

}  // namespace

void add_gradients(command_line& line) {
  add_command(
      line, "gradients", "How far estimators of the gradient scatter on a trained model, parameter by parameter",
      "pathwise gradients runs/gaussian --estimator analytic score-function --draws 200", [&](CLI::App& command) {
        auto o = std::make_shared<gradients_options>();
        o->command = &command;
        add_trained_options(command, o->trained, line.table);
        add_data_options(command, o->data);
        command
            .add_option("--estimator", o->estimators,
                        "analytic, monte-carlo, sticking-the-landing, score-function; default: all")
            ->type_name("NAME");
        command.add_option("--rows-used", o->rows, "how many test rows")
            ->capture_default_str()
            ->type_name("N")
            ->check(between<std::size_t>(1, 1000000));
        command.add_option("--draws", o->draws, "how many draws of noise")
            ->capture_default_str()
            ->type_name("N")
            ->check(between<std::size_t>(2, 1000000));
        command.add_option("--seed", o->seed, "of the draws")
            ->capture_default_str()
            ->type_name("SEED")
            ->check(any_seed());
        command.add_flag("--json", o->json, "print the numbers as JSON");
        return [o, &table = line.table] { return gradients(*o, table); };
      });
}

}  // namespace pathwise::commands
