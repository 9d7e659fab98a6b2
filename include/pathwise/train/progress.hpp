#pragma once
// What training is told and what it reports: plain values, without the engine.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

struct trainer_options {
  std::size_t batch = 128;
  std::uint64_t seed = 1;
  int threads = 0;       // 0: what the machine grants
  long slab_rows = 128;  // rows that one thread takes at a time; results do not depend on it
};

/// The mean loss and metrics over some rows, in nats; `values[i]` belongs to `names[i]`, the loss first.
struct metrics {
  std::vector<std::string> names;
  std::vector<double> values;
  std::size_t rows = 0;

  double loss() const { return values.empty() ? 0 : values[0]; }
  /// Errors: std::out_of_range for a name the model does not report.
  double operator[](std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return values[i];
    throw std::out_of_range("the model reports no \"" + std::string(name) + "\"");
  }
  /// Joins the means of `other`, weighted by rows.
  void add(const metrics& other) {
    if (values.empty()) *this = {other.names, std::vector<double>(other.values.size(), 0.0), 0};
    const double all = static_cast<double>(rows + other.rows);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = (values[i] * static_cast<double>(rows) + other.values[i] * static_cast<double>(other.rows)) / all;
    rows += other.rows;
  }
};

/// How far training has come: with the parameters and the optimiser's slots, all that a resumed run needs.
struct training_position {
  std::uint64_t steps = 0;   // of the optimiser
  std::uint64_t epochs = 0;  // whole ones
  std::size_t batches = 0;   // done in the epoch at hand
  metrics epoch_mean;        // over these
};

/// Where training is when a callback looks.
struct progress {
  std::size_t epoch = 0, epochs = 0;  // counted from 0, of this call
  std::size_t step = 0, steps = 0;    // within the epoch, counted from 1
  metrics last;                       // of the last step
  metrics epoch_mean;                 // so far
};

struct fit_options {
  std::size_t epochs = 1;                             // ends of epochs to reach; one that was stopped is finished first
  std::function<bool(const progress&)> on_step = {};  // false stops after this step
  std::function<bool(const progress&)> on_epoch = {};  // false stops after this epoch
};

}  // namespace pathwise
