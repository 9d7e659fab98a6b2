#include <pathwise/data/npy.hpp>

#include <fmt/format.h>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "options.hpp"
#include "pictures.hpp"

namespace pathwise::commands {
namespace {

struct sample_options {
  trained_choice trained;
  std::size_t count = samples_shown;
  std::uint64_t seed = 1;
  std::string out, npy;
  bool json = false;
};

int sample(const sample_options& o, const model_table& table) {
  check_can_be_written(o.out);
  check_can_be_written(o.npy);
  const trained_model trained = open_trained(o.trained, table);
  const auto picture = trained.place(o.out, "samples.png");
  const matrix<float> images = write_samples(*trained.learner, trained.size(), o.count, o.seed, picture);
  if (!o.npy.empty()) write_npy<float>(o.npy, images.view());
  json result = {{"samples", o.count}, {"seed", o.seed}, {"picture", picture.string()}};
  if (!o.npy.empty()) result["npy"] = o.npy;
  if (o.json)
    print_json(result);
  else
    fmt::print("{}: {} of {}\n", picture.string(), counted(o.count, "sample"), title(trained.entry));
  return exit_done;
}

}  // namespace

void add_sample(command_line& line) {
  add_command(line, "sample", "Draw codes from the prior, decode them, write a picture",
              "pathwise sample runs/laplace --count 100 --out clothes.png", [&](CLI::App& command) {
                auto o = std::make_shared<sample_options>();
                add_trained_options(command, o->trained, line.table);
                command.add_option("-n,--count", o->count, "how many")
                    ->capture_default_str()
                    ->type_name("N")
                    ->check(between(1, 10000));
                command.add_option("--seed", o->seed, "other seeds, other samples")
                    ->capture_default_str()
                    ->type_name("N")
                    ->check(any_seed());
                command.add_option("--out", o->out, "the picture; default: RUN/samples.png")->type_name("PNG");
                command.add_option("--npy", o->npy, "the samples as numbers, too, one row each")->type_name("FILE");
                command.add_flag("--json", o->json, "print what was written as JSON");
                return [o, &table = line.table] { return sample(*o, table); };
              });
}

}  // namespace pathwise::commands
