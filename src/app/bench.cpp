// How long a step takes on this machine. The comparison with other systems is `./dev bench`.
#include <pathwise/app/timing.hpp>

#include <fmt/format.h>

#include <functional>
#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "output.hpp"

namespace pathwise::commands {
namespace {

struct bench_options {
  std::string workload = "w1";
  std::size_t batch = 0;  // 0: the workload's own
  int threads = 0;
  std::size_t repeats = 101;
  bool trace = false, json = false;
};

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

/// A call to time, with what it runs on.
struct prepared_workload {
  std::string name, what;
  std::size_t batch;
  std::function<void()> call;
  std::function<program_account(int calls)> account;
};

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

/// Of the ready models w1 and w4, of a user's own each by its name, and what the library offers beside them.
prepared_workload prepare(const bench_options& o, const model_table& table) {
  std::string list;
  const auto named = [&](std::string_view name, std::string_view what) {
    list += fmt::format("\n  {}: {}", name, what);
    return name == o.workload;
  };
  const auto batch_or = [&](std::size_t usual) { return o.batch > 0 ? o.batch : usual; };
  const bool ready = !table.models.empty() && !table.models[0].sigma.empty();
  for (const training_workload& w : trainings)
    if (ready && named(w.name, w.what))
      return training(w.name, w.what, find_model(table, {w.family, "log-variance", "bernoulli"}),
                      batch_or(training_batch), o.threads);
  for (const timed_workload& w : table.workloads)
    if (named(w.name, w.what))
      return {
          std::string(w.name), std::string(w.what), batch_or(w.batch), w.make(batch_or(w.batch), o.threads),
          [&w, batch = batch_or(w.batch), threads = o.threads](int calls) { return w.account(batch, threads, calls); }};
  for (const model_entry& m : table.models)
    if (m.sigma.empty() && named(m.name, "a training step of this model"))
      return training(std::string(m.name), "a training step", m, batch_or(training_batch), o.threads);
  throw usage_error(fmt::format("there is no workload {}; the workloads are:{}", o.workload, list));
}

json json_of(const program_account& a) {
  json steps = json::array();
  for (const step_account& s : a.steps)
    steps.push_back({{"phase", s.phase},
                     {"what", s.what},
                     {"keeps", s.kept},
                     {"flops", s.flops},
                     {"operations", s.operations},
                     {"bytes", s.bytes},
                     {"us", 1e6 * s.seconds / a.threads}});
  return {{"rows", a.rows},
          {"threads", a.threads},
          {"us", 1e6 * a.seconds},
          {"parameter_bytes", a.parameter_bytes},
          {"arena_bytes", a.arena_bytes},
          {"steps", steps}};
}

int bench(const bench_options& o, const model_table& table) {
  const prepared_workload w = prepare(o, table);
  if (o.trace) {
    const program_account a = w.account(static_cast<int>(o.repeats));
    if (o.json)
      print_json(json_of(a));
    else
      fmt::print("{} ({}), {}\n{}", w.name, w.what, table.level, explain(a));
    return exit_done;
  }
  const interrupt_watch watch;
  const timing t = time_calls(w.call, o.repeats, [] { return interrupt_watch::requested(); });
  if (interrupt_watch::requested()) return exit_interrupted;
  const double samples_per_second = 1e6 * static_cast<double>(w.batch) / t.median_us;
  const int threads = o.threads > 0 ? o.threads : table.threads;
  if (o.json)
    print_json({{"workload", w.name},
                {"batch", w.batch},
                {"threads", threads},
                {"median_us", t.median_us},
                {"min_us", t.min_us},
                {"repeats", o.repeats},
                {"calls_a_repeat", t.calls_a_repeat},
                {"samples_per_second", samples_per_second},
                {"level", table.level}});
  else
    fmt::print("{} ({}), batch {}, {}, {}\n  median {:.1f} us, least {:.1f} us, {} samples/s\n", w.name, w.what,
               w.batch, counted(static_cast<std::uint64_t>(threads), "thread"), table.level, t.median_us, t.min_us,
               grouped(static_cast<std::uint64_t>(samples_per_second)));
  return exit_done;
}

}  // namespace

void add_bench(command_line& line) {
  add_command(
      line, "bench", "Time a workload on this machine", "pathwise bench --workload w1 --batch 128 --threads 2 --json",
      [&](CLI::App& command) {
        auto o = std::make_shared<bench_options>();
        command
            .add_option(
                "--workload", o->workload,
                "training steps: w1 (Gaussian), w4 (Laplace), w2 (tiny); w5: encode and decode; w6: a sample and its "
                "gradients; in a program of your own, a model's name")
            ->capture_default_str()
            ->type_name("NAME");
        command.add_option("--batch", o->batch, "rows; default: the workload's own")
            ->type_name("N")
            ->check(between(1, 100000));
        add_threads_option(command, o->threads);
        command.add_option("--repeats", o->repeats, "timed repeats, after 300 calls that are not timed")
            ->capture_default_str()
            ->type_name("N")
            ->check(between(30, 100000));
        command.add_flag("--trace", o->trace,
                         "each step of the plan in words, with what it computes and moves, and where the time goes");
        command.add_flag("--json", o->json, "print the times as JSON");
        return [o, &table = line.table] { return bench(*o, table); };
      });
}

}  // namespace pathwise::commands
