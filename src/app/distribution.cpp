// One distribution at the command line: its quantities at a point or for a file of points, samples, and a picture.
#include <pathwise/data/error.hpp>
#include <pathwise/data/read_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "commands.hpp"
#include "distribution_plot.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "options.hpp"
#include "output.hpp"

namespace pathwise::commands {
namespace {

struct distribution_options {
  std::string name, parameters, table, plot;
  double at = 0;
  std::uint64_t samples = 0, seed = 1;
  std::string dtype = "float64";
  bool json = false;
  const CLI::App* command = nullptr;
};

constexpr const char* quantity_names[quantity_count] = {"log_prob", "cdf",      "sf",   "entropy",
                                                        "mean",     "variance", "mode", "dlogp_dx"};

const distribution_entry& find_family(const model_table& table, const std::string& name) {
  std::string known;
  if (table.distributions.empty())
    throw usage_error("this program was built without distributions; `./dev build` makes one that has them");
  for (const distribution_entry& e : table.distributions) {
    if (e.name == name || (name == "gaussian" && e.name == "normal")) return e;
    known += (known.empty() ? "" : ", ") + std::string(e.name);
  }
  throw usage_error(fmt::format("there is no distribution {}; the distributions are {}", name, known));
}

std::string parameter_names(const distribution_entry& e) {
  std::string names;
  for (const distribution_parameter& p : e.parameters) names += (names.empty() ? "" : ", ") + std::string(p.name);
  return names;
}

/// A number, or "inf", "-inf" where numbers are allowed to be infinite.
double number_of(const json& value, const std::string& what) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string() && value == "inf") return HUGE_VAL;
  if (value.is_string() && value == "-inf") return -HUGE_VAL;
  throw usage_error(fmt::format("{} is {}, which is no number", what, value.dump()));
}

/// A probability may be given by its logit and the other way round, as PyTorch has it. `slope`: of the family's
/// parameter in the one that was given.
struct other_name {
  const char* own;
  const char* given;
  double (*convert)(double);
  double (*slope)(double own);
};
constexpr other_name other_names[] = {
    {"logits", "probs", [](double p) { return std::log(p) - std::log1p(-p); },
     [](double l) { return 2 + 2 * std::cosh(l); }},
    {"probs", "logits", [](double l) { return 1 / (1 + std::exp(-l)); }, [](double p) { return p * (1 - p); }},
};

/// Under which name a parameter was given, and what to multiply derivatives in it by.
struct given_parameters {
  std::vector<double> numbers;
  std::vector<std::string> names;
  std::vector<double> slopes;
};
const other_name* other_name_of(const distribution_parameter& p, const json& given) {
  for (const other_name& o : other_names)
    if (std::string_view(o.own) == p.name && given.contains(o.given)) return &o;
  return nullptr;
}

/// x as a number of the type that is computed in.
double rounded_to(const std::string& dtype, double x) {
  return dtype == "float64" ? x : static_cast<double>(static_cast<float>(x));
}

/// The parameters in the family's order. Throws: usage_error names the family, the parameter and what is wrong with it.
given_parameters parameters_from(const distribution_entry& e, const json& given, const std::string& dtype) {
  if (!given.is_object())
    throw usage_error(fmt::format("the parameters of {} are an object: {{\"{}\": ...}}", e.name, e.parameters[0].name));
  given_parameters found;
  for (const distribution_parameter& p : e.parameters) {
    const other_name* other = given.contains(p.name) ? nullptr : other_name_of(p, given);
    const std::string name = other != nullptr ? other->given : p.name;
    if (!given.contains(name))
      throw usage_error(
          fmt::format("{} needs the parameter {}; its parameters are {}", e.name, p.name, parameter_names(e)));
    const double x = number_of(given[name], fmt::format("{}'s {}", e.name, name)),
                 own = other != nullptr ? other->convert(x) : x;
    const constraint must_be = other == nullptr  ? p.must_be
                               : name == "probs" ? constraint::probability
                                                 : constraint::real;
    const double before = found.numbers.empty() ? 0 : found.numbers.back();
    if (!lies_in(must_be, x, before))
      throw usage_error(fmt::format("{}'s {} is {}; it must be {}", e.name, name, x, description_of(must_be)));
    if (!lies_in(p.must_be, rounded_to(dtype, own), rounded_to(dtype, before)))
      throw usage_error(fmt::format("{}'s {} is {}, which in {} is {} = {}; it must be {}", e.name, name, x, dtype,
                                    p.name, rounded_to(dtype, own), description_of(p.must_be)));
    found.numbers.push_back(own);
    found.names.push_back(name);
    found.slopes.push_back(other != nullptr ? other->slope(own) : 1);
  }
  for (const auto& [name, value] : given.items())
    if (std::find(found.names.begin(), found.names.end(), name) == found.names.end())
      throw usage_error(fmt::format("{} has no parameter {}; its parameters are {}", e.name, name, parameter_names(e)));
  return found;
}

json number_to_json(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return x;
}

/// All that is stated at one point. A moment or a derivative that is no number does not exist, and where x cannot come
/// out nothing has a derivative: null.
json quantities_to_json(const distribution_entry& e, const given_parameters& given, const double* found) {
  json result;
  const double log_prob = found[static_cast<std::size_t>(quantity::log_prob)];
  const bool comes_out = log_prob != -HUGE_VAL;
  const auto derivative = [&](double slope, double of) {
    return comes_out && (!std::isnan(of) || std::isnan(log_prob)) ? number_to_json(slope * of) : json();
  };
  for (std::size_t k = 0; k < quantity_count; ++k) {
    const auto q = static_cast<quantity>(k);
    const bool moment = q == quantity::entropy || q == quantity::mean || q == quantity::variance || q == quantity::mode;
    const bool exists =
        e.states_quantity(q) && !(moment && std::isnan(found[k])) && (q != quantity::dlogp_dx || comes_out);
    result[quantity_names[k]] = exists ? number_to_json(found[k]) : json();
  }
  const std::size_t count = e.parameters.size();
  for (std::size_t k = 0; k < count; ++k)
    result["dlogp_dparams"][given.names[k]] = derivative(given.slopes[k], found[quantity_count + k]);
  for (std::size_t k = 0; k < count; ++k)
    result["dz_dparams"][given.names[k]] =
        e.has_sample() ? derivative(given.slopes[k], found[quantity_count + count + k]) : json();
  return result;
}

/// Quantities for rows of parameters and x, computed in the type asked for.
matrix<double> quantities_at(const distribution_entry& e, const matrix<double>& rows, const std::string& dtype) {
  if (dtype == "float64") return e.at_double(rows.view());
  matrix<float> narrow(rows.rows, rows.cols);
  for (std::size_t i = 0; i < rows.values.size(); ++i) narrow.values[i] = static_cast<float>(rows.values[i]);
  const matrix<float> found = e.at_float(narrow.view());
  matrix<double> wide(found.rows, found.cols);
  for (std::size_t i = 0; i < found.values.size(); ++i) wide.values[i] = static_cast<double>(found.values[i]);
  return wide;
}

std::vector<double> samples_of(const distribution_entry& e, const std::vector<double>& parameters, std::size_t count,
                               const distribution_options& o) {
  if (o.dtype == "float64") return e.sample_double(parameters, count, o.seed);
  const std::vector<float> narrow(parameters.begin(), parameters.end());
  const std::vector<float> found = e.sample_float(narrow, count, o.seed);
  return {found.begin(), found.end()};
}

json parsed(const std::string& text, const std::string& what) {
  try {
    return json::parse(text);
  } catch (const json::parse_error&) {
    throw usage_error(fmt::format("{} is not JSON: {}", what, text));
  } catch (const json::out_of_range&) {
    throw usage_error(fmt::format("{} has a number that is too large: {}", what, text));
  }
}

/// One line out for each line in; a mistake names the line and nothing is printed.
int answer_table(const distribution_entry& e, const distribution_options& o) {
  std::istringstream lines(read_text(o.table));
  matrix<double> rows;
  std::vector<given_parameters> given;
  rows.cols = e.parameters.size() + 1;
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const json row = parsed(line, "the line");
      if (!row.is_object() || !row.contains("params") || !row.contains("x"))
        throw usage_error("a line is {\"params\": {...}, \"x\": ...}");
      given.push_back(parameters_from(e, row["params"], o.dtype));
      rows.values.insert(rows.values.end(), given.back().numbers.begin(), given.back().numbers.end());
      rows.values.push_back(number_of(row["x"], "x"));
    } catch (const usage_error& mistake) {
      throw usage_error(fmt::format("{} line {}: {}", o.table, number, mistake.what()));
    }
    ++rows.rows;
  }
  if (rows.rows == 0) throw usage_error(fmt::format("{} has no rows", o.table));
  const matrix<double> found = quantities_at(e, rows, o.dtype);
  for (std::size_t r = 0; r < found.rows; ++r)
    fmt::print("{}\n", quantities_to_json(e, given[r], found.view().row(r)).dump());
  return exit_done;
}

void tell(const distribution_entry& e, const json& point, double x) {
  fmt::print("{} on {}, at {}\n", e.name, e.support, x);
  const auto print_one = [](const std::string& name, const json& value) {
    if (value.is_null()) return fmt::print("  {:<28}does not exist or has no closed form\n", name);
    if (value.is_string()) return fmt::print("  {:<28}{}\n", name, value.get<std::string>());
    fmt::print("  {:<28}{:.9g}\n", name, value.get<double>());
  };
  for (const auto& [name, value] : point.items()) {
    if (!value.is_object()) {
      print_one(name, value);
      continue;
    }
    for (const auto& [parameter, slope] : value.items()) print_one(fmt::format("{} {}", name, parameter), slope);
  }
}

int distribution(const distribution_options& o, const model_table& table) {
  const distribution_entry& e = find_family(table, o.name);
  if (!o.table.empty()) {
    for (const char* other : {"--params", "--at", "--sample", "--seed", "--plot"})
      if (o.command->get_option(other)->count() > 0)
        throw usage_error(
            fmt::format("{} says nothing to a --table: its rows have parameters and points of their own", other));
    return answer_table(e, o);
  }
  const bool wants_point = o.command->get_option("--at")->count() > 0;
  if (o.parameters.empty())
    throw usage_error(fmt::format("give --params for {} ({}) or a --table of rows", e.name, parameter_names(e)));
  if (!wants_point && o.samples == 0 && o.plot.empty()) throw usage_error("give --at, --sample or --plot");
  if (o.samples > 0 && !e.has_sample())
    throw usage_error(fmt::format(
        "{} has no sample that is differentiable in its parameters: estimate its gradient by the score function",
        e.name));
  const given_parameters given = parameters_from(e, parsed(o.parameters, "--params"), o.dtype);
  const std::vector<double>& parameters = given.numbers;
  check_can_be_written(o.plot);

  json result;
  if (wants_point) {
    matrix<double> row(1, parameters.size() + 1);
    std::copy(parameters.begin(), parameters.end(), row.values.begin());
    row.values.back() = o.at;
    const matrix<double> found = quantities_at(e, row, o.dtype);
    result = quantities_to_json(e, given, found.view().row(0));
    if (!o.json) tell(e, result, o.at);
  }
  if (o.samples > 0) {
    const std::vector<double> drawn = samples_of(e, parameters, o.samples, o);
    if (o.json)
      result["samples"] = drawn;
    else
      for (const double z : drawn) fmt::print("{:.9g}\n", z);
  }
  if (!o.plot.empty()) {
    const auto at = [&](const std::vector<double>& points, quantity q) {
      matrix<double> rows(points.size(), parameters.size() + 1);
      for (std::size_t r = 0; r < rows.rows; ++r) {
        std::copy(parameters.begin(), parameters.end(), &rows(r, 0));
        rows(r, parameters.size()) = points[r];
      }
      const matrix<double> found = e.at_double(rows.view());
      std::vector<double> values(points.size());
      for (std::size_t r = 0; r < rows.rows; ++r) values[r] = found(r, static_cast<std::size_t>(q));
      return values;
    };
    const auto draw = [&](std::size_t count) { return samples_of(e, parameters, count, o); };
    plot_distribution(o.plot, e, at, draw);
    if (!o.json)
      fmt::print("{} and distribution function in {}\n", e.is_discrete() ? "probabilities" : "density, samples",
                 o.plot);
  }
  if (o.json) print_json(result);
  return exit_done;
}

constexpr const char* example =
    "pathwise distribution laplace --params '{\"loc\": 0.5, \"scale\": 2}' --at 1.25\n"
    "  pathwise distribution gumbel --params '{\"loc\": 0, \"scale\": 1}' --sample 1000 --seed 3 --plot gumbel.png\n"
    "  pathwise distribution weibull --table rows.jsonl";

}  // namespace

void add_distribution(command_line& line) {
  add_command(line, "distribution", "A distribution's density, tails, moments, gradients, samples and picture", example,
              [&](CLI::App& command) {
                auto o = std::make_shared<distribution_options>();
                command.add_option("name", o->name, "the family, as laplace")->type_name("NAME")->required();
                command.add_option("--params", o->parameters, "its parameters by name, as {\"loc\": 0, \"scale\": 1}")
                    ->type_name("JSON");
                o->command = &command;
                command.add_option("--at", o->at, "the point")->type_name("X");
                command
                    .add_option("--table", o->table,
                                "a file of lines {\"params\": {...}, \"x\": ...}, each answered by a line of JSON")
                    ->type_name("JSONL");
                command.add_option("--sample", o->samples, "how many samples to draw")
                    ->type_name("N")
                    ->check(between<std::uint64_t>(1, 100000000));
                command.add_option("--seed", o->seed, "of the samples")
                    ->capture_default_str()
                    ->type_name("SEED")
                    ->check(any_seed());
                command.add_option("--plot", o->plot, "a picture of density, distribution function and samples")
                    ->type_name("PNG");
                command.add_option("--dtype", o->dtype, "what to compute in: float32 or float64")
                    ->capture_default_str()
                    ->type_name("TYPE")
                    ->check(one_of({"float32", "float64"}));
                command.add_flag("--json", o->json, "print the numbers as JSON");
                return [o, &table = line.table] { return distribution(*o, table); };
              });
}

}  // namespace pathwise::commands
