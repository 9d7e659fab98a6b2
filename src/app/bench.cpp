// How long a step takes on this machine. The comparison with other systems is `./dev bench`.
#include <pathwise/app/timing.hpp>

#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "output.hpp"
#include "workload.hpp"

namespace pathwise::commands {
namespace {

struct bench_options {
  std::string workload = "w1";
  std::size_t batch = 0;  // 0: the workload's own
  int threads = 0;
  std::size_t repeats = 101;
  bool trace = false, json = false;
};

int bench(const bench_options& o, const model_table& table) {
  const prepared_workload w = prepare(o.workload, o.batch, o.threads, table);
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
  add_command(line, "bench", "Time a workload on this machine",
              "pathwise bench --workload w1 --batch 128 --threads 2 --json", [&](CLI::App& command) {
                auto o = std::make_shared<bench_options>();
                add_workload_options(command, o->workload, o->batch);
                add_threads_option(command, o->threads);
                command.add_option("--repeats", o->repeats, "timed repeats, after 300 calls that are not timed")
                    ->capture_default_str()
                    ->type_name("N")
                    ->check(between(30, 100000));
                command.add_flag(
                    "--trace", o->trace,
                    "each step of the plan in words, with what it computes and moves, and where the time goes");
                command.add_flag("--json", o->json, "print the times as JSON");
                return [o, &table = line.table] { return bench(*o, table); };
              });
}

}  // namespace pathwise::commands
