#pragma once
// A run: one folder that holds what is needed to go on with it, to repeat it and to look at it.
//
//   config.json              model, data, options, noise layout, build: all that is needed to repeat the run
//   metrics.jsonl            one line an epoch
//   weights.safetensors      the parameters under PyTorch's names
//   checkpoint.safetensors   parameters, optimiser, position: what --resume goes on from
//   samples.png, reconstructions.png, report.html
#include <pathwise/app/session.hpp>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "data_choice.hpp"
#include "model_choice.hpp"
#include "output.hpp"

namespace pathwise::commands {

struct run_config {
  model_choice model;
  data_choice data;
  std::string data_fingerprint;
  image_size size;
  trainer_options training;
  double learning_rate = 1e-3;
  std::size_t epochs = 10;
  bool test = true;  // after each epoch
};

class run_folder {
 public:
  /// A new folder with its config.json. Throws: usage_error where `path` is there already and not empty.
  static run_folder create(const std::filesystem::path& path, const run_config& config, const data_set& data,
                           const model_entry& model, const model_table& table);
  /// One that is there. Throws: file_error where it is none, or was made with another layout of noise.
  static run_folder open(const std::filesystem::path& path, const model_table& table);
  /// Whether `create` would refuse.
  static bool is_taken(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(const char* name) const { return path_ / name; }
  const run_config& config() const { return config_; }
  /// Rewrites config.json for a run that is to go on for longer.
  void set_epochs(std::size_t epochs);

  /// Weights and checkpoint.
  void save(const session& from) const;
  /// Puts a session where the checkpoint was taken, and drops the lines of metrics.jsonl that came after it.
  void restore(session& to) const;
  void add_metrics(const json& line) const;

 private:
  std::filesystem::path path_;
  run_config config_;
  json document_;
};

/// runs/<stem>-1, or the next number that is free.
std::filesystem::path free_folder(const std::string& stem);

/// The parameters under their names, as the safetensors package for PyTorch opens them.
void save_weights(const session& from, const std::filesystem::path& file);
/// float64 is rounded to float32. Throws: file_error for a tensor that is missing, unknown, of another shape, of
/// integers, or not finite in float32; the session is then as it was.
void load_weights(session& to, const std::filesystem::path& file);

}  // namespace pathwise::commands
