#include <fmt/format.h>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "training.hpp"

namespace pathwise::commands {
namespace {

struct evaluate_options {
  trained_choice trained;
  data_choice data;
  std::string split;
  std::uint64_t draws = 1;
  bool json = false;
  const CLI::App* command = nullptr;
};

/// The rows that --split names; by default the test rows where there are any.
matrix_view<const float> rows_of(const data_set& data, const std::string& split) {
  if (split == "train") return data.train.view();
  if (split == "test" && data.test.rows == 0)
    throw usage_error(fmt::format("--split test: {} has no test data; name a file by --test", data.from.data));
  return data.held_out();
}

int evaluate(const evaluate_options& o, const model_table& table) {
  const trained_model trained = open_trained(o.trained, table);
  const data_set data = load(trained.data_for(*o.command, o.data), trained.entry, trained.learner->input_size());
  const auto rows = rows_of(data, o.split);
  const interrupt_watch watch;
  metrics mean;
  for (std::uint64_t draw = 0; draw < o.draws; ++draw) {
    mean.add(trained.learner->evaluate(rows, draw));
    if (interrupt_watch::requested()) return exit_interrupted;
  }
  json result = to_json(mean);
  result["rows"] = rows.rows;
  result["draws"] = o.draws;
  if (trained.learner->code_size() > 0) {
    result["codes"] = trained.learner->code_size();
    result["active_codes"] = active_codes(*trained.learner, rows);
  }
  if (o.json) {
    print_json(result);
    return exit_done;
  }
  fmt::print("{}: {}, nats a row, mean of {}\n  {}\n", title(trained.entry), counted(rows.rows, "row"),
             counted(o.draws, "draw"), describe(mean));
  if (result.contains("codes"))
    fmt::print("  {} of {} codes are active\n", result["active_codes"].get<std::size_t>(),
               trained.learner->code_size());
  return exit_done;
}

}  // namespace

void add_evaluate(command_line& line) {
  add_command(line, "evaluate", "The bound, reconstruction and KL of a trained model, in nats a row",
              "pathwise evaluate runs/laplace --draws 10 --json", [&](CLI::App& command) {
                auto o = std::make_shared<evaluate_options>();
                o->command = &command;
                add_trained_options(command, o->trained, line.table);
                add_data_options(command, o->data);
                command.add_option("--split", o->split, "train or test; default: test where there is one")
                    ->type_name("SPLIT")
                    ->check(one_of({"train", "test"}));
                command.add_option("--draws", o->draws, "how many draws of noise a row to average over")
                    ->capture_default_str()
                    ->type_name("N")
                    ->check(between(1, 1000000));
                command.add_flag("--json", o->json, "print the numbers as JSON");
                return [o, &table = line.table] { return evaluate(*o, table); };
              });
}

}  // namespace pathwise::commands
