#include <pathwise/data/npy.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "options.hpp"
#include "pictures.hpp"

namespace pathwise::commands {
namespace {

struct reconstruct_options {
  trained_choice trained;
  data_choice data;
  std::size_t count = reconstructions_shown;
  std::string out, npy;
  bool json = false;
  const CLI::App* command = nullptr;
};

int reconstruct(const reconstruct_options& o, const model_table& table) {
  check_can_be_written(o.out);
  check_can_be_written(o.npy);
  const trained_model trained = open_trained(o.trained, table);
  const data_set data = load(trained.data_for(*o.command, o.data), trained.entry, trained.learner->input_size());
  const auto rows = data.held_out();
  const std::size_t count = std::min(o.count, rows.rows);
  const auto picture = trained.place(o.out, "reconstructions.png");
  const matrix<float> images = write_reconstructions(*trained.learner, rows.slice(0, count), data.size, picture);
  if (!o.npy.empty()) write_npy<float>(o.npy, images.view());
  json result = {{"rows", count}, {"picture", picture.string()}};
  if (!o.npy.empty()) result["npy"] = o.npy;
  if (o.json)
    print_json(result);
  else
    fmt::print("{}: {} above their reconstructions at the posterior's mean\n", picture.string(),
               counted(count, data.test.rows > 0 ? "test row" : "training row"));
  return exit_done;
}

}  // namespace

void add_reconstruct(command_line& line) {
  add_command(
      line, "reconstruct", "Encode rows, decode the posterior's mean, write originals above reconstructions",
      "pathwise reconstruct runs/laplace --data mine.npy --out mine.png", [&](CLI::App& command) {
        auto o = std::make_shared<reconstruct_options>();
        o->command = &command;
        add_trained_options(command, o->trained, line.table);
        add_data_options(command, o->data);
        command
            .add_option("-n,--count", o->count,
                        "how many rows, from the first of the test data (or of all, where there is no test data)")
            ->capture_default_str()
            ->type_name("N")
            ->check(between(1, 10000));
        command.add_option("--out", o->out, "the picture; default: RUN/reconstructions.png")->type_name("PNG");
        command.add_option("--npy", o->npy, "the reconstructions as numbers, too, one row each")->type_name("FILE");
        command.add_flag("--json", o->json, "print what was written as JSON");
        return [o, &table = line.table] { return reconstruct(*o, table); };
      });
}

}  // namespace pathwise::commands
