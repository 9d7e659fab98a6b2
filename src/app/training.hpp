#pragma once
// The training loop that train, compare and demo share: epochs, a test after each, and an end that can come at any
// step.
#include <functional>
#include <optional>
#include <vector>

#include "data_choice.hpp"
#include "progress_display.hpp"

namespace pathwise::commands {

/// One epoch, as metrics.jsonl has it.
struct epoch_record {
  std::uint64_t epoch = 0, step = 0;
  metrics train;
  std::optional<metrics> test;
  double seconds = 0;
};
json to_json(const epoch_record& record);

enum class ending { finished, interrupted, stopped };

struct training_plan {
  std::size_t epochs = 10;         // in all, those of earlier sessions included
  std::uint64_t stop_at_step = 0;  // 0: never
  bool test = true;                // on the test rows, after each epoch
  std::string title = {};
  std::function<void(const epoch_record&)> on_epoch = {};
};

struct training_result {
  ending end = ending::finished;
  std::vector<epoch_record> records;
  double median_step_microseconds = 0;
};

/// Trains `on` up to the plan's last epoch, a Ctrl-C, or the step to stop at.
/// Throws: std::runtime_error where the loss is no longer finite.
training_result train(session& on, const data_set& data, const training_plan& plan, progress_display& display);

/// The steps that `train` would take from here.
std::uint64_t steps_ahead(const session& on, const data_set& data, std::size_t batch, std::size_t epochs);

/// How many codes say something about the data: the variance over the rows of the posterior's mean exceeds 0.01.
/// Source: Burda, Grosse and Salakhutdinov 2016, section 5.2.
std::size_t active_codes(session& of, matrix_view<const float> rows);
/// The same of means already there.
std::size_t active_codes(const matrix<float>& means);

}  // namespace pathwise::commands
