#include "workload.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "exit.hpp"
#include "help_style.hpp"
#include "options.hpp"

namespace pathwise::commands {
namespace {

/// A training step of a ready model.
struct training_workload {
  const char* name;
  const char* family;
  const char* what;
};
constexpr training_workload trainings[] = {
    {"w1", "normal", "a training step of the tutorial's Gaussian model, 784-400-20"},
    {"w4", "laplace", "the same with a Laplace posterior"},
};
constexpr std::size_t training_batch = 128;

/// Steps on four batches in turn; the account is of the first.
prepared_workload training(std::string name, std::string what, const model_entry& entry, std::size_t batch,
                           int threads) {
  constexpr std::size_t batches = 4;
  struct state {
    std::unique_ptr<session> learner;
    matrix<float> rows;
    std::size_t turn = 0;
  };
  session_options options;
  options.training.batch = batch;
  options.training.threads = threads;
  const auto s = std::make_shared<state>(state{entry.make(options), {}});
  const std::size_t cols = s->learner->input_size();
  s->rows = matrix<float>(batches * batch, cols);
  for (std::size_t i = 0; i < s->rows.size(); ++i)
    s->rows.values[i] = static_cast<float>((i * 2654435761u >> 8) % 256) / 255.0f;
  return {std::move(name), std::move(what), batch,
          [s, batch] { s->learner->step(s->rows.view().slice(s->turn++ % batches * batch, batch)); },
          [s, batch](int calls) { return s->learner->account(s->rows.view().slice(0, batch), calls); }};
}

}  // namespace

prepared_workload prepare(std::string_view workload, std::size_t batch, int threads, const model_table& table) {
  std::string list;
  const auto named = [&](std::string_view name, std::string_view what) {
    list += fmt::format("\n  {}: {}", name, what);
    return name == workload;
  };
  const auto batch_or = [&](std::size_t usual) { return batch > 0 ? batch : usual; };
  const bool ready = !table.models.empty() && !table.models[0].sigma.empty();
  for (const training_workload& w : trainings)
    if (ready && named(w.name, w.what))
      return training(w.name, w.what, find_model(table, {w.family, "log-variance", "bernoulli"}),
                      batch_or(training_batch), threads);
  for (const timed_workload& w : table.workloads)
    if (named(w.name, w.what))
      return {std::string(w.name), std::string(w.what), batch_or(w.batch), w.make(batch_or(w.batch), threads),
              [&w, rows = batch_or(w.batch), threads](int calls) { return w.account(rows, threads, calls); }};
  for (const model_entry& m : table.models)
    if (m.sigma.empty() && named(m.name, "a training step of this model"))
      return training(std::string(m.name), "a training step", m, batch_or(training_batch), threads);
  throw usage_error(fmt::format("there is no workload {}; the workloads are:{}", workload, list));
}

json json_of(const program_account& a) {
  json steps = json::array();
  for (const step_account& s : a.steps)
    steps.push_back({{"phase", s.phase},
                     {"what", s.what},
                     {"keeps", s.kept},
                     {"apart", s.apart},
                     {"flops", s.flops},
                     {"operations", s.operations},
                     {"bytes", s.bytes},
                     {"roots", s.roots},
                     {"bound_us", 1e6 * bound_of(s, a.limits).seconds},
                     {"bound_by", name_of(bound_of(s, a.limits).by)},
                     {"us", 1e6 * s.seconds / a.threads}});
  return {{"rows", a.rows},
          {"threads", a.threads},
          {"us", 1e6 * a.seconds},
          {"parameter_bytes", a.parameter_bytes},
          {"arena_bytes", a.arena_bytes},
          {"flops_per_second", a.limits.flops_per_second},
          {"bytes_per_second", a.limits.bytes_per_second},
          {"bytes_of_block", a.limits.bytes},
          {"roots_per_second", a.limits.roots_per_second},
          {"steps", steps}};
}

void add_workload_options(CLI::App& command, std::string& workload, std::size_t& batch) {
  command
      .add_option("--workload", workload,
                  "training steps: w1 (Gaussian), w4 (Laplace), w2 (tiny); w5: encode and decode; w6: a sample and its "
                  "gradients; in a program of your own, a model's name")
      ->capture_default_str()
      ->type_name("NAME");
  command.add_option("--batch", batch, "rows; default: the workload's own")->type_name("N")->check(between(1, 100000));
}

}  // namespace pathwise::commands
