#pragma once
// Options that several commands share.
#include <pathwise/app/session.hpp>

#include <memory>
#include <string>

#include "progress_display.hpp"
#include "run_folder.hpp"

namespace CLI {
class App;
}

namespace pathwise::commands {

inline constexpr std::size_t samples_shown = 64, reconstructions_shown = 32;

struct training_choice {
  std::size_t epochs = 10;
  std::size_t batch = 128;
  double learning_rate = 1e-3;
  std::uint64_t seed = 1;
  int threads = 0;
};
void add_training_options(CLI::App& command, training_choice& choice);
/// --epochs, --batch, --learning-rate: what compare's models have in common.
void add_budget_options(CLI::App& command, training_choice& choice);
void add_threads_option(CLI::App& command, int& threads);
session_options session_options_from(const training_choice& choice);

struct display_choice {
  bool json = false;
  bool quiet = false;
  display_style style() const { return style_for(quiet); }
};
/// --json and --quiet.
void add_display_options(CLI::App& command, display_choice& choice);

/// A trained model: a run's folder, or weights with the model they belong to.
struct trained_choice {
  std::string run;
  std::string weights;
  model_choice model;
  int threads = 0;
};
void add_trained_options(CLI::App& command, trained_choice& choice, const model_table& table);

struct trained_model {
  const model_entry& entry;
  std::unique_ptr<session> learner;
  std::unique_ptr<run_folder> folder;  // none with --weights
  /// The folder's own data where the command names none.
  data_choice data_for(const CLI::App& command, const data_choice& given) const;
  image_size size() const;
  /// `file` in the run's folder, or in the current one.
  std::filesystem::path place(const std::string& given, const char* name) const;
};
/// Throws: usage_error, file_error.
trained_model open_trained(const trained_choice& choice, const model_table& table);

/// Refuses, before any work is done, a file to write whose folder is not there.
void check_can_be_written(const std::string& file);

}  // namespace pathwise::commands
