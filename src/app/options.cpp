#include "options.hpp"

#include <fmt/format.h>

#include "exit.hpp"
#include "help_style.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

}  // namespace

void add_threads_option(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "threads; 0: all that the machine grants. Results do not depend on it")
      ->capture_default_str()
      ->type_name("N")
      ->check(between(0, 1024));
}

void add_budget_options(CLI::App& command, training_choice& choice) {
  command.add_option("--epochs", choice.epochs, "times over the data, in all")
      ->capture_default_str()
      ->type_name("N")
      ->check(between(1, 1000000));
  command.add_option("--batch", choice.batch, "rows of a step")
      ->capture_default_str()
      ->type_name("N")
      ->check(between(1, 1000000));
  command.add_option("--learning-rate", choice.learning_rate, "Adam's")
      ->capture_default_str()
      ->type_name("X")
      ->check(between(1e-12, 1e3));
}

void add_training_options(CLI::App& command, training_choice& choice) {
  add_budget_options(command, choice);
  command.add_option("--seed", choice.seed, "decides the first weights, the order of rows and the noise")
      ->capture_default_str()
      ->type_name("N")
      ->check(any_seed());
  add_threads_option(command, choice.threads);
}

session_options session_options_from(const training_choice& choice) {
  session_options options;
  options.training.batch = choice.batch;
  options.training.seed = choice.seed;
  options.training.threads = choice.threads;
  options.learning_rate = choice.learning_rate;
  return options;
}

void add_display_options(CLI::App& command, display_choice& choice) {
  command.add_flag("--json", choice.json, "print the result as JSON on standard output, and nothing else there");
  command.add_flag("--quiet", choice.quiet, "no progress");
}

void add_trained_options(CLI::App& command, trained_choice& choice, const model_table& table) {
  command.add_option("run", choice.run, "the folder of a run")->type_name("RUN");
  command
      .add_option(
          "--weights", choice.weights,
          "instead of a run: weights in a safetensors file, of the model that --model names; float64 is rounded")
      ->type_name("FILE");
  add_model_options(command, choice.model, table);
  add_threads_option(command, choice.threads);
}

trained_model open_trained(const trained_choice& choice, const model_table& table) {
  if (choice.run.empty() == choice.weights.empty())
    throw usage_error("name the folder of a run, or else a file by --weights");
  session_options options;
  if (choice.run.empty()) {
    options.training.threads = choice.threads;
    const model_entry& entry = find_model(table, choice.model);
    trained_model trained{entry, entry.make(options), nullptr};
    load_weights(*trained.learner, choice.weights);
    return trained;
  }
  auto folder = std::make_unique<run_folder>(run_folder::open(choice.run, table));
  options.training = folder->config().training;
  options.training.threads = choice.threads;
  const model_entry& entry = find_model(table, folder->config().model);
  trained_model trained{entry, entry.make(options), std::move(folder)};
  load_weights(*trained.learner, trained.folder->file("weights.safetensors"));
  return trained;
}

data_choice trained_model::data_for(const CLI::App& command, const data_choice& given) const {
  const CLI::Option* named = command.get_option_no_throw("--data");
  if (!folder || (named != nullptr && named->count() > 0)) return given;
  data_choice own = folder->config().data;
  if (given.rows > 0) own.rows = given.rows;
  if (given.test_rows > 0) own.test_rows = given.test_rows;
  return own;
}

image_size trained_model::size() const { return folder ? folder->config().size : guessed_size(learner->input_size()); }

fs::path trained_model::place(const std::string& given, const char* name) const {
  if (!given.empty()) return given;
  return folder ? folder->file(name) : fs::path(name);
}

void check_can_be_written(const std::string& file) {
  if (file.empty()) return;
  const fs::path path(file), parent = path.parent_path();
  if (!parent.empty() && !fs::is_directory(parent))
    throw file_error(path, fmt::format("the folder {} is not there", parent.string()), "make it first");
  if (fs::is_directory(path)) throw file_error(path, "it is a folder", "name a file");
}

}  // namespace pathwise::commands
