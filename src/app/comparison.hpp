#pragma once
// Several models on the same data, seeds and budget: what compare prints and demo reports.
#include <memory>
#include <string>
#include <vector>

#include "options.hpp"
#include "training.hpp"

namespace pathwise::commands {

/// One model trained from one seed.
struct contestant {
  const model_entry* model = nullptr;
  std::uint64_t seed = 0;
  metrics test;  // on the rows held out, mean of `test_draws` draws
  std::size_t codes = 0, active = 0;
  training_result training;
  std::unique_ptr<session> learner;
  std::string weights;  // the file that has them; empty: none
};

inline constexpr std::uint64_t test_draws = 4;

/// Trains and tests one; `test` is empty where the training was interrupted.
contestant train_contestant(const model_entry& model, std::uint64_t seed, const training_choice& budget,
                            const data_set& data, progress_display& display);

/// One number of a comparison, over seeds.
struct spread {
  double mean = 0, deviation = 0;  // of the sample; 0 for one seed
};
struct summary_row {
  const model_entry* model = nullptr;
  std::vector<std::pair<std::string, spread>> numbers;  // test metrics by name, "active", "step_us"
};
/// One row a model, in the order of their first appearance.
std::vector<summary_row> summarise(const std::vector<contestant>& all);

std::string table_of(const std::vector<contestant>& all);
json to_json(const std::vector<contestant>& all);

}  // namespace pathwise::commands
