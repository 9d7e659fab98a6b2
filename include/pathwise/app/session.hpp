#pragma once
// What the commands know of a model: an abstract session, so that the command line is compiled once for all models and
// all instruction levels.
#include <pathwise/app/distribution_table.hpp>
#include <pathwise/base/matrix.hpp>
#include <pathwise/passes/account.hpp>
#include <pathwise/train/progress.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

struct session_options {
  trainer_options training;
  double learning_rate = 1e-3;
};

/// A block of numbers as files name and shape it.
struct tensor_info {
  std::string name;
  std::vector<std::size_t> shape;
};

struct named_matrix {
  std::string name;
  matrix<float> numbers;
};

/// The loss and metrics at some rows, and the loss's gradient in each parameter.
struct loss_gradients {
  metrics at;
  std::vector<named_matrix> gradients;
};

/// The posterior of each row's code: z = loc + scale * eps.
struct posterior_parameters {
  matrix<float> loc, scale;
};

/// One sample of the posterior of each row's code, and its log p(x, z) - log q(z | x) in nats; no weights where the
/// model has none.
struct posterior_sample {
  matrix<float> codes;
  std::vector<float> log_weights;
};

/// A model in training, float32, with Adam. Rows are rows of its one input; codes are what it samples, one row each.
/// Throws: std::invalid_argument where columns do not fit, or the model lacks the name that a request needs.
class session {
 public:
  virtual ~session() = default;

  virtual std::vector<tensor_info> parameters() const = 0;
  virtual std::vector<float> parameter(std::string_view name) const = 0;
  virtual void set_parameter(std::string_view name, std::span<const float> numbers) = 0;
  /// The optimiser's own numbers: each slot has one block for each parameter, named and shaped alike.
  virtual std::vector<std::string> slots() const = 0;
  virtual std::vector<float> slot(std::size_t index, std::string_view name) const = 0;
  virtual void set_slot(std::size_t index, std::string_view name, std::span<const float> numbers) = 0;
  virtual const training_position& position() const = 0;
  virtual void resume_at(training_position position) = 0;

  virtual std::size_t input_size() const = 0;
  /// 0 for a model that samples nothing named "z".
  virtual std::size_t code_size() const = 0;
  /// Whether the model names what `posterior` and the weights of `sample_posterior` need.
  virtual bool has_posterior() const = 0;
  virtual bool has_log_weights() const = 0;
  virtual int threads() const = 0;

  virtual metrics fit(matrix_view<const float> rows, const fit_options& how) = 0;
  virtual metrics step(matrix_view<const float> rows) = 0;
  /// A step with this standard noise in place of drawn noise. Shapes: `noise` is rows x code_size().
  virtual metrics step(matrix_view<const float> rows, matrix_view<const float> noise) = 0;
  /// Where the time of a training step on these rows goes: so many steps not timed, then as many timed.
  virtual program_account account(matrix_view<const float> rows, int calls) = 0;
  virtual metrics evaluate(matrix_view<const float> rows, std::uint64_t draw) = 0;
  virtual loss_gradients differentiate(matrix_view<const float> rows, matrix_view<const float> noise) = 0;
  /// With noise that it draws. Key: (the training's seed or, of a model that takes noise, nothing; draw, row).
  virtual loss_gradients differentiate(matrix_view<const float> rows, std::uint64_t draw) = 0;

  /// The mean of the posterior of each row's code.
  virtual matrix<float> encode(matrix_view<const float> rows) = 0;
  virtual matrix<float> decode(matrix_view<const float> codes) = 0;
  virtual posterior_parameters posterior(matrix_view<const float> rows) = 0;
  /// Key: (the training's seed, draw, row).
  virtual posterior_sample sample_posterior(matrix_view<const float> rows, std::uint64_t draw) = 0;
  /// Standard noise, as `step` and `differentiate` take it. Key: (seed, row, column).
  virtual matrix<float> draw_noise(std::size_t rows, std::uint64_t seed) = 0;
  /// Codes from the prior. Key: (seed, row, column).
  virtual matrix<float> draw_codes(std::size_t rows, std::uint64_t seed) = 0;
};

/// One model that the commands offer. A ready one is chosen by its parts, a user's own by `name` alone.
struct model_entry {
  std::string_view name;
  std::string_view sigma;           // how the scale is computed; empty for a user's model
  std::string_view reconstruction;  // which loss; empty for a user's model
  std::unique_ptr<session> (*make)(const session_options&) = nullptr;
  std::string_view prior = "own";  // of the codes: the posterior's family at 0 and 1, or "normal"
  double variance_at_scale_1 = 1;  // of the posterior's family
  bool kl_is_sampled = false;      // the one-sample Monte Carlo estimate, not a closed form
};

/// Something that `pathwise bench` times, compiled at the instruction level of its library.
struct timed_workload {
  std::string_view name, what;
  std::size_t batch = 1;  // unless another is asked for
  std::function<void()> (*make)(std::size_t batch, int threads) = nullptr;
  program_account (*account)(std::size_t batch, int threads, int calls) = nullptr;
};

/// An estimator of a ready model's gradient, beside the model's own; see app/gradient_estimator.hpp.
class gradient_estimator;
struct estimator_entry {
  std::string_view model;
  std::string_view name;
  std::unique_ptr<gradient_estimator> (*make)(const trainer_options&) = nullptr;
};

/// What a library of models offers, and how it was compiled.
struct model_table {
  static constexpr int current_version = 8;
  int version = current_version;
  int noise_layout_version = 0;
  int threads = 1;         // what the machine grants
  std::string_view level;  // the instruction level of this build
  std::string_view compiler;
  std::span<const model_entry> models;
  std::span<const timed_workload> workloads;
  std::span<const distribution_entry> distributions;
  std::span<const estimator_entry> estimators;
};

}  // namespace pathwise
