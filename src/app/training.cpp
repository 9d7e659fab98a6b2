#include "training.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "interrupt.hpp"

namespace pathwise::commands {
namespace {

using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

double median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

std::string line_of(const epoch_record& r, const training_plan& plan, std::uint64_t rows) {
  std::string line = fmt::format("{}epoch {}/{}  {}", plan.title.empty() ? "" : plan.title + "  ", r.epoch, plan.epochs,
                                 describe(r.train));
  if (r.test) line += fmt::format("  | test {}", describe(*r.test));
  return line +
         fmt::format("  | {} samples/s", grouped(static_cast<std::uint64_t>(static_cast<double>(rows) / r.seconds)));
}

}  // namespace

json to_json(const epoch_record& record) {
  json line = {{"epoch", record.epoch}, {"step", record.step}, {"train", to_json(record.train)}};
  if (record.test) line["test"] = to_json(*record.test);
  line["seconds"] = record.seconds;
  return line;
}

training_result train(session& on, const data_set& data, const training_plan& plan, progress_display& display) {
  training_result result;
  const std::uint64_t first_epoch = on.position().epochs;
  if (first_epoch >= plan.epochs) return result;
  display.begin(plan.title, first_epoch, plan.epochs);
  std::vector<double> step_times;
  std::uint64_t rows_of_epoch = 0;
  auto epoch_start = clock::now(), step_start = epoch_start;

  fit_options how;
  how.epochs = plan.epochs - first_epoch;
  how.on_step = [&](const progress& now) {
    if (!std::isfinite(now.last.loss()))
      throw std::runtime_error(
          fmt::format("the loss is {} at step {}: training has diverged; try a smaller --learning-rate",
                      now.last.loss(), on.position().steps));
    step_times.push_back(1e6 * seconds_since(step_start));
    display.step(now, now.last.rows);
    rows_of_epoch += now.last.rows;
    if (interrupt_watch::requested())
      result.end = ending::interrupted;
    else if (plan.stop_at_step != 0 && on.position().steps >= plan.stop_at_step)
      result.end = ending::stopped;
    step_start = clock::now();
    return result.end == ending::finished;
  };
  how.on_epoch = [&](const progress& now) {
    epoch_record record{on.position().epochs, on.position().steps, now.epoch_mean, std::nullopt,
                        seconds_since(epoch_start)};
    if (plan.test && data.test.rows > 0) record.test = on.evaluate(data.test.view(), 0);
    display.say(line_of(record, plan, std::exchange(rows_of_epoch, 0)));
    if (plan.on_epoch) plan.on_epoch(record);
    result.records.push_back(std::move(record));
    epoch_start = step_start = clock::now();
    return true;
  };
  on.fit(data.train.view(), how);
  display.clear();
  result.median_step_microseconds = median(std::move(step_times));
  return result;
}

std::uint64_t steps_ahead(const session& on, const data_set& data, std::size_t batch, std::size_t epochs) {
  const std::uint64_t per_epoch = (data.train.rows + batch - 1) / batch, all = per_epoch * epochs;
  const training_position& at = on.position();
  const std::uint64_t gone = per_epoch * at.epochs + at.batches;
  return all > gone ? all - gone : 0;
}

std::size_t active_codes(const matrix<float>& means) {
  constexpr double least_variance = 0.01;
  std::size_t active = 0;
  for (std::size_t c = 0; c < means.cols; ++c) {
    double mean = 0, squares = 0;
    for (std::size_t r = 0; r < means.rows; ++r) mean += static_cast<double>(means(r, c));
    mean /= static_cast<double>(means.rows);
    for (std::size_t r = 0; r < means.rows; ++r) {
      const double d = static_cast<double>(means(r, c)) - mean;
      squares += d * d;
    }
    active += squares / static_cast<double>(means.rows) > least_variance;
  }
  return active;
}

std::size_t active_codes(session& of, matrix_view<const float> rows) { return active_codes(of.encode(rows)); }

}  // namespace pathwise::commands
