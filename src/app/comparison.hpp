#pragma once
// Several models on the same data, seeds and budget: what compare prints and demo reports.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "measurement.hpp"
#include "options.hpp"
#include "statistics.hpp"
#include "training.hpp"

namespace pathwise::commands {

/// The loss after an epoch, in training and on the rows held out.
struct curve_point {
  std::uint64_t epoch = 0;
  double train = 0, test = 0;
};

/// One model trained from one seed, and measured on the rows held out.
struct contestant {
  const model_entry* model = nullptr;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, double>> numbers;  // by name, in the order of the table; empty: not measured
  std::size_t codes = 0;
  std::vector<curve_point> curve;
  std::string weights;               // the file that has them; empty: none
  std::unique_ptr<session> learner;  // where it is still there
  ending end = ending::finished;
};

inline constexpr std::uint64_t test_draws = 4;
inline constexpr std::size_t gradient_draws = 64;

struct measurement_choice {
  std::optional<importance_choice> importance;
  bool gradients = false;
};

std::vector<curve_point> curve_of(const std::vector<epoch_record>& records);

/// Fills `numbers`: the test metrics, mean of `test_draws` draws, "log_likelihood", "active_codes", "gradient_variance"
/// (at the first batch of the training data) and "step_us". Returns: false where Ctrl-C came first.
bool measure(contestant& c, session& learner, const data_set& data, const training_choice& budget,
             double step_microseconds, const measurement_choice& what);

/// Trains and measures one, in memory alone; `numbers` is empty where the training was interrupted.
contestant train_contestant(const model_entry& model, std::uint64_t seed, const training_choice& budget,
                            const data_set& data, progress_display& display);

struct summary_row {
  const model_entry* model = nullptr;
  std::vector<std::pair<std::string, spread>> numbers;
};
/// One row a model, in the order of their first appearance.
std::vector<summary_row> summarise(const std::vector<contestant>& all);

/// `second` minus `first` in one number, over the seeds that both were trained from.
struct comparison_test {
  const model_entry *first = nullptr, *second = nullptr;
  std::string number;
  std::size_t count = 0;
  std::optional<paired_test> test;  // nothing for a single seed
};
/// Every pair of models, and every number that both have.
std::vector<comparison_test> tests_of(const std::vector<contestant>& all);

/// "bound" of "loss": the heading of a number.
std::string heading(const std::string& number);
/// With as many digits as a table has room for.
std::string shown(const std::string& number, double value);

/// The names of the models whose KL is the one-sample Monte Carlo estimate.
std::string sampled_divergences(const std::vector<contestant>& all);

std::string table_of(const std::vector<contestant>& all);
/// The paired tests of the bound and the log-likelihood; says so where there is one seed only.
std::string tests_table(const std::vector<contestant>& all);
json to_json(const std::vector<contestant>& all);
/// A run as `to_json` wrote it. Throws: nlohmann::json::exception.
contestant contestant_from(const json& run, const std::vector<const model_entry*>& models);

}  // namespace pathwise::commands
