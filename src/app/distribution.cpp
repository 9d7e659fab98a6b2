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
  std::string name, parameters, table, plot, at;
  std::uint64_t samples = 0, seed = 1;
  std::string dtype = "float64";
  bool json = false;
  const CLI::App* command = nullptr;
};

constexpr const char* quantity_names[quantity_count] = {"log_prob", "cdf",      "sf",   "entropy",
                                                        "mean",     "variance", "mode", "dlogp_dx"};

/// One family: an entry, or of vectors one for each size of an event.
using family_entries = std::span<const distribution_entry>;

family_entries find_family(const model_table& table, const std::string& name) {
  std::string known;
  if (table.distributions.empty())
    throw usage_error("this program was built without distributions; `./dev build` makes one that has them");
  const family_entries all = table.distributions;
  for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
    for (to = from; to < all.size() && all[to].name == all[from].name;) ++to;
    if (all[from].name == name || (name == "gaussian" && all[from].name == "normal"))
      return all.subspan(from, to - from);
    known += (known.empty() ? "" : ", ") + std::string(all[from].name);
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

/// Under which name a parameter was given, and what to multiply derivatives in it by. `numbers`: of all of them, lists
/// row by row.
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

std::string described(const list_extents& extents) {
  std::string lengths;
  for (const std::size_t n : extents) lengths += (lengths.empty() ? "" : " x ") + std::to_string(n);
  return extents.empty() ? "a number" : fmt::format("a list of {} numbers", lengths);
}
/// The numbers of a value that is a number or a list (of lists), row by row. Throws: usage_error, where it is not as
/// long as `extents` say.
std::vector<double> numbers_of(const json& value, std::span<const std::size_t> extents, const std::string& what) {
  if (extents.empty()) return {number_of(value, what)};
  if (!value.is_array() || value.size() != extents[0])
    throw usage_error(
        fmt::format("{} is {}, not {}", what, value.dump(), described(list_extents(extents.begin(), extents.end()))));
  std::vector<double> numbers;
  for (const json& part : value) {
    const std::vector<double> found = numbers_of(part, extents.subspan(1), what);
    numbers.insert(numbers.end(), found.begin(), found.end());
  }
  return numbers;
}
/// Numbers as a list (of lists) of these extents.
template <class Write>
json listed(const double* numbers, std::span<const std::size_t> extents, const Write& write) {
  if (extents.empty()) return write(*numbers);
  json list = json::array();
  const std::size_t step = numbers_in({extents.begin() + 1, extents.end()});
  for (std::size_t i = 0; i < extents[0]; ++i) list.push_back(listed(numbers + i * step, extents.subspan(1), write));
  return list;
}

/// The entry for as many numbers as the first parameter has.
const distribution_entry& entry_for(family_entries family, const json& given) {
  const distribution_entry& first = family[0];
  const char* const name = first.parameters[0].name;
  if (first.event.empty() || !given.is_object() || !given.contains(name)) return first;
  const json& value = given[name];
  for (const distribution_entry& e : family)
    if (value.is_array() && value.size() == e.parameter_extents[0][0]) return e;
  throw usage_error(fmt::format(
      "{}'s {} is {}; it must be a list of {} to {} numbers: this program has no programs for others", first.name, name,
      value.dump(), first.parameter_extents[0][0], family.back().parameter_extents[0][0]));
}

/// Throws: usage_error, where a number of a list is outside its domain.
void check_list(const distribution_entry& e, std::size_t parameter, std::span<const double> numbers,
                const std::string& dtype) {
  const distribution_parameter& p = e.parameters[parameter];
  const std::size_t row_length = e.parameter_extents[parameter].back();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const constraint must_be = at_place(p.must_be, i / row_length, i % row_length);
    if (!lies_in(must_be, rounded_to(dtype, numbers[i]), 0))
      throw usage_error(
          fmt::format("{}'s {} has {} at place {}{}; it must be {}", e.name, p.name, numbers[i], i % row_length + 1,
                      i < row_length ? "" : fmt::format(" of row {}", i / row_length + 1), description_of(must_be)));
  }
}

/// The parameters in the family's order. Throws: usage_error names the family, the parameter and what is wrong with it.
given_parameters parameters_from(const distribution_entry& e, const json& given, const std::string& dtype) {
  if (!given.is_object())
    throw usage_error(fmt::format("the parameters of {} are an object: {{\"{}\": ...}}", e.name, e.parameters[0].name));
  given_parameters found;
  for (std::size_t k = 0; k < e.parameters.size(); ++k) {
    const distribution_parameter& p = e.parameters[k];
    const other_name* other = given.contains(p.name) ? nullptr : other_name_of(p, given);
    const std::string name = other != nullptr ? other->given : p.name;
    if (!given.contains(name))
      throw usage_error(
          fmt::format("{} needs the parameter {}; its parameters are {}", e.name, p.name, parameter_names(e)));
    const std::string what = fmt::format("{}'s {}", e.name, name);
    found.names.push_back(name);
    if (!e.parameter_extents[k].empty()) {
      const std::vector<double> numbers = numbers_of(given[name], e.parameter_extents[k], what);
      check_list(e, k, numbers, dtype);
      found.numbers.insert(found.numbers.end(), numbers.begin(), numbers.end());
      found.slopes.push_back(1);
      continue;
    }
    const double x = number_of(given[name], what), own = other != nullptr ? other->convert(x) : x;
    const constraint must_be = other == nullptr  ? p.must_be
                               : name == "probs" ? constraint::probability
                                                 : constraint::real;
    const double before = found.numbers.empty() ? 0 : found.numbers.back();
    if (!lies_in(must_be, x, before))
      throw usage_error(fmt::format("{} is {}; it must be {}", what, x, description_of(must_be)));
    if (!lies_in(p.must_be, rounded_to(dtype, own), rounded_to(dtype, before)))
      throw usage_error(fmt::format("{} is {}, which in {} is {} = {}; it must be {}", what, x, dtype, p.name,
                                    rounded_to(dtype, own), description_of(p.must_be)));
    found.numbers.push_back(own);
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
  const double log_prob = found[0];
  const bool comes_out = log_prob != -HUGE_VAL;
  const auto is_nan = [](double x) { return std::isnan(x); };
  for (std::size_t k = 0; k < quantity_count; ++k) {
    const auto q = static_cast<quantity>(k);
    const list_extents& extents = e.extents_of_quantity(q);
    const double* const from = found + e.column_of(q);
    const bool moment = q == quantity::entropy || q == quantity::mean || q == quantity::variance || q == quantity::mode;
    const bool exists = e.states_quantity(q) && !(moment && std::any_of(from, from + numbers_in(extents), is_nan)) &&
                        (q != quantity::dlogp_dx || comes_out);
    result[quantity_names[k]] = exists ? listed(from, extents, number_to_json) : json();
  }
  const double* of_log_prob = found + e.column_of_slopes();
  const double* of_sample = of_log_prob + e.parameter_numbers();
  for (std::size_t k = 0; k < e.parameters.size(); ++k) {
    const list_extents& extents = e.parameter_extents[k];
    const auto derivative = [&](double of) {
      return std::isnan(of) && !std::isnan(log_prob) ? json() : number_to_json(given.slopes[k] * of);
    };
    result["dlogp_dparams"][given.names[k]] = comes_out ? listed(of_log_prob, extents, derivative) : json();
    json& moved = result["dz_dparams"][given.names[k]];  // of a vector, a list with one entry a number of it
    const auto of_number = [&](std::size_t i) {
      return listed(of_sample + i * e.parameter_numbers(), extents, derivative);
    };
    if (comes_out && e.has_sample() && e.event.empty()) moved = of_number(0);
    if (comes_out && e.has_sample())
      for (std::size_t i = 0; !e.event.empty() && i < e.event_numbers(); ++i) moved.push_back(of_number(i));
    of_log_prob += numbers_in(extents);
    of_sample += numbers_in(extents);
  }
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

/// Rows of parameters and points that one entry answers, and where these rows stand in the table.
struct table_part {
  const distribution_entry* entry;
  matrix<double> rows;
  std::vector<given_parameters> given;
  std::vector<std::size_t> places;
};

/// One line out for each line in; a mistake names the line and nothing is printed.
int answer_table(family_entries family, const distribution_options& o) {
  std::istringstream lines(read_text(o.table));
  std::vector<table_part> parts;
  for (const distribution_entry& e : family) {
    parts.push_back({&e, {}, {}, {}});
    parts.back().rows.cols = e.parameter_numbers() + e.event_numbers();
  }
  std::string line;
  std::size_t count = 0;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const json row = parsed(line, "the line");
      if (!row.is_object() || !row.contains("params") || !row.contains("x"))
        throw usage_error("a line is {\"params\": {...}, \"x\": ...}");
      const distribution_entry& e = entry_for(family, row["params"]);
      table_part& part = parts[static_cast<std::size_t>(&e - family.data())];
      part.given.push_back(parameters_from(e, row["params"], o.dtype));
      const std::vector<double>& parameters = part.given.back().numbers;
      const std::vector<double> x = numbers_of(row["x"], e.event, "x");
      part.rows.values.insert(part.rows.values.end(), parameters.begin(), parameters.end());
      part.rows.values.insert(part.rows.values.end(), x.begin(), x.end());
      ++part.rows.rows;
      part.places.push_back(count++);
    } catch (const usage_error& mistake) {
      throw usage_error(fmt::format("{} line {}: {}", o.table, number, mistake.what()));
    }
  }
  if (count == 0) throw usage_error(fmt::format("{} has no rows", o.table));
  std::vector<std::string> answers(count);
  for (const table_part& part : parts) {
    if (part.rows.rows == 0) continue;
    const matrix<double> found = quantities_at(*part.entry, part.rows, o.dtype);
    for (std::size_t r = 0; r < found.rows; ++r)
      answers[part.places[r]] = quantities_to_json(*part.entry, part.given[r], found.view().row(r)).dump();
  }
  for (const std::string& answer : answers) fmt::print("{}\n", answer);
  return exit_done;
}

/// "1.25", or "[0.2, 0.8]".
std::string printed(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_null() ? "none" : fmt::format("{:.9g}", value.get<double>());
  std::string list;
  for (const json& part : value) list += (list.empty() ? "" : ", ") + printed(part);
  return "[" + list + "]";
}

void tell(const distribution_entry& e, const json& point, const json& x) {
  fmt::print("{} on {}, at {}\n", e.name, e.support, printed(x));
  const auto print_one = [](const std::string& name, const json& value) {
    fmt::print("  {:<28}{}\n", name, value.is_null() ? "does not exist or has no closed form" : printed(value));
  };
  for (const auto& [name, value] : point.items()) {
    if (!value.is_object()) {
      print_one(name, value);
      continue;
    }
    for (const auto& [parameter, slope] : value.items()) print_one(fmt::format("{} {}", name, parameter), slope);
  }
}

/// What follows --at: a number, as a command line has it, or a list.
json point_from(const std::string& text) {
  char* end = nullptr;
  const double x = std::strtod(text.c_str(), &end);
  if (!text.empty() && *end == '\0') return std::isfinite(x) ? json(x) : number_to_json(x);
  return parsed(text, "--at");
}

int distribution(const distribution_options& o, const model_table& table) {
  const family_entries family = find_family(table, o.name);
  if (!o.table.empty()) {
    for (const char* other : {"--params", "--at", "--sample", "--seed", "--plot"})
      if (o.command->get_option(other)->count() > 0)
        throw usage_error(
            fmt::format("{} says nothing to a --table: its rows have parameters and points of their own", other));
    return answer_table(family, o);
  }
  const bool wants_point = o.command->get_option("--at")->count() > 0;
  if (o.parameters.empty())
    throw usage_error(
        fmt::format("give --params for {} ({}) or a --table of rows", family[0].name, parameter_names(family[0])));
  if (!wants_point && o.samples == 0 && o.plot.empty()) throw usage_error("give --at, --sample or --plot");
  if (o.samples > 0 && !family[0].has_sample())
    throw usage_error(fmt::format(
        "{} has no sample that is differentiable in its parameters: estimate its gradient by the score function",
        family[0].name));
  const json of_family = parsed(o.parameters, "--params");
  const distribution_entry& e = entry_for(family, of_family);
  const given_parameters given = parameters_from(e, of_family, o.dtype);
  const std::vector<double>& parameters = given.numbers;
  check_can_be_written(o.plot);
  const auto rows_at = [&](const std::vector<double>& points) {
    const std::size_t size = e.event_numbers();
    matrix<double> rows(points.size() / size, parameters.size() + size);
    for (std::size_t r = 0; r < rows.rows; ++r)
      std::copy_n(&points[r * size], size, std::copy(parameters.begin(), parameters.end(), &rows(r, 0)));
    return rows;
  };

  json result;
  if (wants_point) {
    const json x = point_from(o.at);
    const matrix<double> found = quantities_at(e, rows_at(numbers_of(x, e.event, "--at")), o.dtype);
    result = quantities_to_json(e, given, found.view().row(0));
    if (!o.json) tell(e, result, x);
  }
  if (o.samples > 0) {
    const std::vector<double> drawn = samples_of(e, parameters, o.samples, o);
    json samples = json::array();
    for (std::size_t i = 0; i < drawn.size(); i += e.event_numbers())
      samples.push_back(listed(&drawn[i], e.event, [](double z) { return json(z); }));
    if (o.json)
      result["samples"] = samples;
    else
      for (const json& z : samples) fmt::print("{}\n", printed(z));
  }
  if (!o.plot.empty()) {
    const auto at = [&](const std::vector<double>& points, quantity q) {
      const matrix<double> found = e.at_double(rows_at(points).view());
      std::vector<double> values(points.size());
      for (std::size_t r = 0; r < found.rows; ++r) values[r] = found(r, static_cast<std::size_t>(q));
      return values;
    };
    const auto draw = [&](std::size_t count) { return samples_of(e, parameters, count, o); };
    plot_distribution(o.plot, e, at, draw);
    if (!o.json)
      fmt::print("{} in {}\n",
                 !e.event.empty()  ? "samples of each component"
                 : e.is_discrete() ? "probabilities and distribution function"
                                   : "density, samples and distribution function",
                 o.plot);
  }
  if (o.json) print_json(result);
  return exit_done;
}

constexpr const char* example =
    "pathwise distribution laplace --params '{\"loc\": 0.5, \"scale\": 2}' --at 1.25\n"
    "  pathwise distribution gumbel --params '{\"loc\": 0, \"scale\": 1}' --sample 1000 --seed 3 --plot gumbel.png\n"
    "  pathwise distribution dirichlet --params '{\"concentration\": [2, 0.5, 1]}' --at '[0.2, 0.3, 0.5]'\n"
    "  pathwise distribution weibull --table rows.jsonl";

}  // namespace

void add_distribution(command_line& line) {
  add_command(
      line, "distribution", "A distribution's density, tails, moments, gradients, samples and picture", example,
      [&](CLI::App& command) {
        auto o = std::make_shared<distribution_options>();
        command.add_option("name", o->name, "the family, as laplace")->type_name("NAME")->required();
        command.add_option("--params", o->parameters, "its parameters by name, as {\"loc\": 0, \"scale\": 1}")
            ->type_name("JSON");
        o->command = &command;
        command.add_option("--at", o->at, "the point: a number, or a list where an event is a vector")->type_name("X");
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
