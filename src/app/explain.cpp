// What a program does, step by step, before it is timed: `pathwise bench --trace` adds where the time goes.
#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "options.hpp"
#include "workload.hpp"

namespace pathwise::commands {
namespace {

struct explain_options {
  std::string workload = "w1";
  std::size_t batch = 0;  // 0: the workload's own
  int threads = 1;
  bool json = false;
};

int explain_workload(const explain_options& o, const model_table& table) {
  const prepared_workload w = prepare(o.workload, o.batch, o.threads, table);
  const program_account a = w.account(0);
  if (o.json)
    print_json(json_of(a));
  else
    fmt::print("{} ({}), {}\n{}", w.name, w.what, table.level, explain(a));
  return exit_done;
}

}  // namespace

void add_explain(command_line& line) {
  add_command(
      line, "explain",
      "Say what a workload's program does: each loop and phase in words, flops, bytes, arena, the machine's bound, "
      "and why loops are apart",
      "pathwise explain --workload w1 --batch 128 --threads 1", [&](CLI::App& command) {
        auto o = std::make_shared<explain_options>();
        add_workload_options(command, o->workload, o->batch);
        add_threads_option(command, o->threads);
        command.add_flag("--json", o->json, "print it as JSON");
        return [o, &table = line.table] { return explain_workload(*o, table); };
      });
}

}  // namespace pathwise::commands
