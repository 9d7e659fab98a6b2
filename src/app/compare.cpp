#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/read_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "commands.hpp"
#include "comparison.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "portrait.hpp"
#include "report.hpp"
#include "run_folder.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

struct compare_options {
  std::vector<std::string> models;
  model_choice variant;
  std::string match = "scale";
  data_choice data;
  training_choice budget;
  std::vector<std::uint64_t> seeds{1, 2, 3};
  bool full = false;
  std::string out, resume;
  display_choice display;
  const CLI::App* command = nullptr;
};

constexpr const char* comparison_file = "comparison.json";
constexpr const char* scale_bias = "fc_logvar.bias";

std::vector<const model_entry*> chosen_models(const compare_options& o, const model_table& table) {
  std::vector<const model_entry*> models;
  for (const std::string& name : o.models) {
    model_choice choice = o.variant;
    choice.model = name;
    const model_entry* model = &find_model(table, choice);
    if (std::find(models.begin(), models.end(), model) != models.end())
      throw usage_error(fmt::format("{} is named twice", name));
    models.push_back(model);
  }
  return models;
}

/// One seed twice would count as two in every mean and test.
void check_seeds(const std::vector<std::uint64_t>& seeds) {
  for (auto seed = seeds.begin(); seed != seeds.end(); ++seed)
    if (std::find(seeds.begin(), seed, *seed) != seed) throw usage_error(fmt::format("seed {} is named twice", *seed));
}

json settings_of(const compare_options& o, const data_set& data) {
  json variant = {{"sigma", o.variant.sigma}, {"reconstruction", o.variant.reconstruction}, {"prior", o.variant.prior}};
  return {{"models", o.models},      {"variant", variant},
          {"match", o.match},        {"data", to_json(data)},
          {"seeds", o.seeds},        {"epochs", o.budget.epochs},
          {"batch", o.budget.batch}, {"learning_rate", o.budget.learning_rate},
          {"full", o.full}};
}

/// The options that a comparison was started with. Only threads and display are those of the command at hand.
compare_options resumed_options(const compare_options& o) {
  for (const CLI::Option* given : o.command->get_options())
    if (given->count() > 0 && !given->check_name("--resume") && !given->check_name("--threads") &&
        !given->check_name("--json") && !given->check_name("--quiet"))
      throw usage_error(fmt::format("{} cannot be changed by --resume: {}/{} says what it is", given->get_name(),
                                    o.resume, comparison_file));
  const fs::path file = fs::path(o.resume) / comparison_file;
  compare_options was = o;
  try {
    const json settings = json::parse(read_text(file)).at("settings");
    was.models = settings.at("models").get<std::vector<std::string>>();
    was.variant = {"", settings.at("variant").at("sigma").get<std::string>(),
                   settings.at("variant").at("reconstruction").get<std::string>(),
                   settings.at("variant").at("prior").get<std::string>()};
    was.match = settings.at("match").get<std::string>();
    was.data = data_choice_from(settings.at("data"));
    was.seeds = settings.at("seeds").get<std::vector<std::uint64_t>>();
    was.budget.epochs = settings.at("epochs").get<std::size_t>();
    was.budget.batch = settings.at("batch").get<std::size_t>();
    was.budget.learning_rate = settings.at("learning_rate").get<double>();
    was.full = settings.at("full").get<bool>();
  } catch (const nlohmann::json::exception& e) {
    throw file_error(file, fmt::format("it is not a comparison ({})", e.what()), "name the folder of a comparison");
  }
  was.out = o.resume;
  return was;
}

/// A comparison and its folder: comparison.json, report.html, pictures, and a run's folder for each model and seed.
class contest {
 public:
  contest(const compare_options& o, const model_table& table) : o_(o), table_(table), models_(chosen_models(o, table)) {
    data_ = load(o.data, *models_[0], models_[0]->make({})->input_size());
    settings_ = settings_of(o, data_);
    if (o.resume.empty())
      make_folder();
    else
      take_up();
  }

  /// Seed by seed, so that what an interruption leaves can be compared. Returns: whether all are there.
  bool run() {
    progress_display display(o_.display.style(), steps_ahead_of_all());
    for (const std::uint64_t seed : o_.seeds)
      for (const model_entry* model : models_) {
        if (is_there(*model, seed)) continue;
        contestant c = trained(*model, seed, display);
        if (c.end != ending::finished) return write(false), false;
        done_.push_back(std::move(c));
        write(false);
      }
    write(true);
    if (interrupt_watch::requested()) return false;
    write_report(display);
    return true;
  }

  json result() const { return document_; }
  const fs::path& folder() const { return folder_; }
  const data_set& data() const { return data_; }
  const std::vector<contestant>& done() const { return done_; }

 private:
  const compare_options& o_;
  const model_table& table_;
  std::vector<const model_entry*> models_;
  data_set data_;
  json settings_, document_;
  fs::path folder_;
  std::vector<contestant> done_;  // sorted by model in what is written

  void make_folder() {
    folder_ = o_.out.empty() ? free_folder("compare") : fs::path(o_.out);
    if (run_folder::is_taken(folder_))
      throw usage_error(fmt::format("{0} is there already: go on with `--resume {0}`, or name another folder by --out",
                                    folder_.string()));
    std::error_code why;
    fs::create_directories(folder_, why);
    if (why) throw file_error(folder_, "the folder cannot be made: " + why.message(), "name another by --out");
    write(false);
  }
  void take_up() {
    folder_ = o_.resume;
    const fs::path file = folder_ / comparison_file;
    const json was = json::parse(read_text(file));
    if (was.at("settings").at("data").at("fingerprint") != settings_.at("data").at("fingerprint"))
      throw file_error(file, fmt::format("{} does not hold the rows that it was made with", o_.data.data),
                       "give back the data as it was");
    for (const json& run : was.at("runs")) {
      contestant c = contestant_from(run, models_);
      if (c.model == nullptr) continue;
      c.weights = (place_of(*c.model, c.seed) / "weights.safetensors").string();
      done_.push_back(std::move(c));
    }
  }
  fs::path place_of(const model_entry& model, std::uint64_t seed) const {
    return folder_ / fmt::format("{}-seed-{}", model.name, seed);
  }
  bool is_there(const model_entry& model, std::uint64_t seed) const {
    return std::any_of(done_.begin(), done_.end(),
                       [&](const contestant& c) { return c.model == &model && c.seed == seed; });
  }
  std::uint64_t steps_ahead_of_all() const {
    const std::uint64_t epoch = (data_.train.rows + o_.budget.batch - 1) / o_.budget.batch;
    return epoch * o_.budget.epochs * (models_.size() * o_.seeds.size() - done_.size());
  }
  measurement_choice measurements() const {
    importance_choice importance;
    if (o_.full) importance.rows = data_.held_out().rows;
    return {importance, true};
  }

  /// That folder's training, from where it stands to its end, and what is measured then.
  contestant trained(const model_entry& model, std::uint64_t seed, progress_display& display) {
    contestant c;
    c.model = &model;
    c.seed = seed;
    training_choice own = o_.budget;
    own.seed = seed;
    const auto learner = model.make(session_options_from(own));
    const run_folder folder = folder_of(model, own, *learner);
    training_plan plan;
    plan.epochs = own.epochs;
    plan.title = fmt::format("{}, seed {}", model.name, seed);
    plan.on_epoch = [&](const epoch_record& record) {
      folder.add_metrics(to_json(record));
      folder.save(*learner);
    };
    const training_result training = train(*learner, data_, plan, display);
    c.end = training.end;
    folder.save(*learner);
    if (c.end != ending::finished) return c;
    display.say(plan.title + "  measuring");
    const double step_us = read_lines(folder, c.curve);
    if (!measure(c, *learner, data_, own,
                 training.median_step_microseconds > 0 ? training.median_step_microseconds : step_us, measurements())) {
      c.end = ending::interrupted;
      return c;
    }
    c.weights = folder.file("weights.safetensors").string();
    fs::remove(folder.file("checkpoint.safetensors"));  // two thirds of the folder, and nothing goes on from it
    return c;
  }
  /// The folder of one, new or as it was left; `learner` is put where it stands.
  run_folder folder_of(const model_entry& model, const training_choice& own, session& learner) {
    const fs::path path = place_of(model, own.seed);
    if (fs::exists(path / "checkpoint.safetensors")) {
      run_folder there = run_folder::open(path, table_);
      there.restore(learner);
      return there;
    }
    run_config config;
    config.model = o_.variant;
    config.model.model = model.name;
    config.data = o_.data;
    config.training = session_options_from(own).training;
    config.learning_rate = own.learning_rate;
    config.epochs = own.epochs;
    fs::remove_all(path);  // of a start that did not come as far as a checkpoint
    const run_folder fresh = run_folder::create(path, config, data_, model, table_);
    if (o_.match == "variance") start_at_variance(learner, model);
    fresh.save(learner);
    return fresh;
  }
  /// With b = bias - log(variance at scale 1), exp(b) is the variance and trains as the bias of a log-variance does:
  /// Adam does not see where a parameter's zero is. So the two meanings differ in where training starts, and in nothing
  /// else.
  static void start_at_variance(session& learner, const model_entry& model) {
    if (model.variance_at_scale_1 == 1) return;
    std::vector<float> bias = learner.parameter(scale_bias);
    for (float& b : bias) b -= static_cast<float>(std::log(model.variance_at_scale_1));
    learner.set_parameter(scale_bias, bias);
  }
  /// The curve of a run's metrics.jsonl. Returns: the microseconds that a step of its last epoch took.
  static double read_lines(const run_folder& folder, std::vector<curve_point>& curve) {
    std::istringstream lines(read_text(folder.file("metrics.jsonl")));
    double last = 0, before = 0, seconds = 0;
    for (std::string line; std::getline(lines, line);) {
      const json record = json::parse(line);
      const double train = record.at("train").at("loss").get<double>();
      curve.push_back({record.at("epoch").get<std::uint64_t>(), train,
                       record.contains("test") ? record.at("test").at("loss").get<double>() : train});
      before = std::exchange(last, record.at("step").get<double>());
      seconds = record.at("seconds").get<double>();
    }
    return last > before ? 1e6 * seconds / (last - before) : 0;
  }

  /// comparison.json, of what is there.
  void write(bool whole) {
    std::vector<contestant> sorted;
    for (const model_entry* model : models_)
      for (contestant& c : done_)
        if (c.model == model) sorted.push_back(std::move(c));
    done_ = std::move(sorted);
    document_ = {{"folder", folder_.string()}};
    document_.update(to_json(done_));
    for (const char* name : {"data", "epochs", "batch", "learning_rate", "match"}) document_[name] = settings_.at(name);
    document_["prior"] = o_.variant.prior;
    document_["test_draws"] = test_draws;
    document_["importance_samples"] = measurements().importance->samples;
    document_["importance_rows"] = std::min(measurements().importance->rows, data_.held_out().rows);
    document_["gradient_draws"] = gradient_draws;
    document_["interrupted"] = !whole;
    document_["settings"] = settings_;
    write_text(folder_ / comparison_file, document_.dump(2) + "\n");
  }

  void write_report(progress_display& display) {
    display.say("writing the report");
    std::vector<portrait> portraits;
    for (const model_entry* model : models_) {
      const auto first =
          std::find_if(done_.begin(), done_.end(), [&](const contestant& c) { return c.model == model; });
      training_choice own = o_.budget;
      own.seed = first->seed;
      const auto learner = model->make(session_options_from(own));
      load_weights(*learner, first->weights);
      portraits.push_back(portrait_of(*model, first->seed, *learner, data_, folder_));
    }
    report_setting setting{o_.budget, o_.seeds, o_.variant.prior, o_.match};
    setting.importance = measurements().importance;
    write_text(folder_ / "report.html", report_page(done_, portraits, data_, setting, table_));
  }
};

int compare(const compare_options& given, const model_table& table) {
  if (given.resume.empty() && given.models.empty())
    throw usage_error("name the models to compare, or a comparison to go on with by --resume");
  const compare_options o = given.resume.empty() ? given : resumed_options(given);
  if (o.match == "variance" && o.variant.sigma != "log-variance")
    throw usage_error(fmt::format(
        "--match variance: fc_logvar is a logarithm only with --sigma log-variance, not with {}", o.variant.sigma));
  check_seeds(o.seeds);
  const interrupt_watch watch;
  contest all(o, table);
  const bool whole = all.run();
  const std::string folder = all.folder().string();
  if (o.display.json) {
    print_json(all.result());
  } else {
    fmt::print("{} of {}, {}; on {} held out, nats a row:\n{}{}", counted(all.data().train.rows, "row"), o.data.data,
               counted(o.budget.epochs, "epoch"), counted(all.data().held_out().rows, "row"), table_of(all.done()),
               tests_table(all.done()));
    if (const std::string sampled = sampled_divergences(all.done()); !sampled.empty())
      fmt::print("the KL of {} is the one-sample Monte Carlo estimate\n", sampled);
    if (whole)
      fmt::print("{}: comparison.json, report.html, and a run's folder for each model and seed\n", folder);
    else
      fmt::print(
          "{0}: interrupted; what is finished is in comparison.json; go on with `pathwise compare --resume {0}`\n",
          folder);
  }
  return whole ? exit_done : exit_interrupted;
}

}  // namespace

void add_compare(command_line& line) {
  add_command(
      line, "compare", "Train several models on the same data, seeds and budget, and compare them",
      "pathwise compare gaussian laplace --seeds 1 2 3 --epochs 10\n  pathwise compare --resume runs/compare-1",
      [&](CLI::App& command) {
        auto o = std::make_shared<compare_options>();
        o->command = &command;
        command.add_option("models", o->models, "their names, as train's --model")->type_name("MODEL");
        add_variant_options(command, o->variant, line.table);
        command
            .add_option("--match", o->match,
                        "what exp(fc_logvar) is where training starts: the scale squared, or the variance, so that all "
                        "families start equally wide")
            ->capture_default_str()
            ->type_name("WHAT")
            ->check(one_of({"scale", "variance"}));
        add_data_options(command, o->data);
        add_budget_options(command, o->budget);
        command.add_option("--seeds", o->seeds, "each model is trained once from each")
            ->capture_default_str()
            ->type_name("N...")
            ->check(any_seed());
        command.add_flag("--full", o->full,
                         "the importance-weighted log-likelihood of all rows held out, not of the first 1,000");
        command
            .add_option("--out", o->out,
                        "the folder of the comparison; default: runs/compare-1 or the next that is free")
            ->type_name("DIR");
        command
            .add_option("--resume", o->resume, "go on with a comparison that was interrupted; nothing is trained twice")
            ->type_name("DIR");
        add_threads_option(command, o->budget.threads);
        add_display_options(command, o->display);
        return [o, &table = line.table] { return compare(*o, table); };
      });
}

}  // namespace pathwise::commands
