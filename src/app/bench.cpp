// How long a step takes on this machine. The comparison with other systems is `./dev bench`.
#include <pathwise/data/synthetic_images.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"

namespace pathwise::commands {
namespace {

struct bench_options {
  std::string workload = "w1";
  std::size_t batch = 0;  // 0: the workload's own
  int threads = 0;
  std::size_t repeats = 101;
  bool json = false;
};

/// What is timed: a training step, or encoding and decoding.
struct workload {
  const char* name;
  const char* family;
  bool training;
  std::size_t batch;
  const char* what;
};
constexpr workload workloads[] = {
    {"w1", "normal", true, 128, "a training step of the tutorial's Gaussian model"},
    {"w4", "laplace", true, 128, "the same with a Laplace posterior"},
    {"w5", "normal", false, 1, "encode, then decode"},
};

const workload& find_workload(const std::string& name) {
  for (const workload& w : workloads)
    if (name == w.name) return w;
  std::string list;
  for (const workload& w : workloads) list += fmt::format("\n  {}: {}", w.name, w.what);
  throw usage_error(fmt::format("there is no workload {}; the workloads are:{}", name, list));
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct timing {
  double median_us, min_us;
  std::size_t calls_a_repeat;
};

/// Warm for 300 calls and more: Adam's moments take hundreds of steps to decay to where slow denormals would show.
timing time_calls(const std::function<void()>& call, std::size_t repeats) {
  constexpr std::size_t warm_calls = 300;
  constexpr double least_seconds = 0.005;  // of a repeat, so that the clock's own cost does not show
  const double warm = seconds_of([&] {
    for (std::size_t i = 0; i < warm_calls && !interrupt_watch::requested(); ++i) call();
  });
  const auto calls = static_cast<std::size_t>(std::max(1.0, least_seconds / (warm / warm_calls)));
  std::vector<double> microseconds;
  for (std::size_t r = 0; r < repeats && !interrupt_watch::requested(); ++r)
    microseconds.push_back(1e6 * seconds_of([&] {
                             for (std::size_t i = 0; i < calls; ++i) call();
                           }) /
                           static_cast<double>(calls));
  if (microseconds.empty()) return {0, 0, calls};
  std::sort(microseconds.begin(), microseconds.end());
  return {microseconds[microseconds.size() / 2], microseconds[0], calls};
}

int bench(const bench_options& o, const model_table& table) {
  const workload& w = find_workload(o.workload);
  const std::size_t batch = o.batch > 0 ? o.batch : w.batch;
  constexpr std::size_t batches = 4;
  session_options options;
  options.training.batch = batch;
  options.training.threads = o.threads;
  const auto learner = find_model(table, {w.family, "log-variance", "bernoulli"}).make(options);
  const matrix<float> images = synthetic_images(batch * batches, 1).images.pixels;
  std::size_t turn = 0;
  const auto next = [&] { return images.view().slice(turn++ % batches * batch, batch); };
  const interrupt_watch watch;
  const timing t = time_calls(
      w.training ? std::function<void()>([&] { learner->step(next()); })
                 : [&] { learner->decode(learner->encode(next()).view()); },
      o.repeats);
  if (interrupt_watch::requested()) return exit_interrupted;
  const double samples_per_second = 1e6 * static_cast<double>(batch) / t.median_us;
  if (o.json)
    print_json({{"workload", w.name},
                {"batch", batch},
                {"threads", learner->threads()},
                {"median_us", t.median_us},
                {"min_us", t.min_us},
                {"repeats", o.repeats},
                {"calls_a_repeat", t.calls_a_repeat},
                {"samples_per_second", samples_per_second},
                {"level", table.level}});
  else
    fmt::print("{} ({}), batch {}, {}, {}\n  median {:.1f} us, least {:.1f} us, {} samples/s\n", w.name, w.what, batch,
               counted(static_cast<std::uint64_t>(learner->threads()), "thread"), table.level, t.median_us, t.min_us,
               grouped(static_cast<std::uint64_t>(samples_per_second)));
  return exit_done;
}

}  // namespace

void add_bench(command_line& line) {
  add_command(line, "bench", "Time a workload on this machine",
              "pathwise bench --workload w1 --batch 128 --threads 2 --json", [&](CLI::App& command) {
                auto o = std::make_shared<bench_options>();
                command
                    .add_option("--workload", o->workload,
                                "w1: a training step, Gaussian; w4: Laplace; w5: encode and decode")
                    ->capture_default_str()
                    ->type_name("NAME");
                command.add_option("--batch", o->batch, "rows; default: 128 for w1 and w4, 1 for w5")
                    ->type_name("N")
                    ->check(between(1, 100000));
                add_threads_option(command, o->threads);
                command.add_option("--repeats", o->repeats, "timed repeats, after 300 calls that are not timed")
                    ->capture_default_str()
                    ->type_name("N")
                    ->check(between(30, 100000));
                command.add_flag("--json", o->json, "print the times as JSON");
                return [o, &table = line.table] { return bench(*o, table); };
              });
}

}  // namespace pathwise::commands
