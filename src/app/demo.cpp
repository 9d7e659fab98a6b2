// What `./dev demo` shows: a Gaussian and a Laplace posterior side by side, in minutes.
#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/fashion_mnist.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "portrait.hpp"
#include "report.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

struct demo_options {
  std::string out = "demo";
  data_choice data;
  training_choice budget;
  double seconds = 150;
  display_choice display;
  const CLI::App* command = nullptr;
};

/// As many epochs of `families` trainings as fit into the time, at most those wished for: measured on 20 steps that are
/// thrown away.
std::size_t affordable_epochs(const demo_options& o, const data_set& data, const model_entry& model,
                              std::size_t families) {
  constexpr std::size_t steps = 20;
  const auto trial = model.make(session_options_from(o.budget));
  const auto batch = data.train.view().slice(0, std::min(o.budget.batch, data.train.rows));
  trial->step(batch);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < steps; ++i) trial->step(batch);
  const double a_step = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / steps;
  const double an_epoch =
      1.1 * a_step *
      static_cast<double>((data.train.rows + o.budget.batch - 1) / o.budget.batch);  // a tenth for the test
  const auto fit = static_cast<std::size_t>(o.seconds / (an_epoch * static_cast<double>(families)));
  return std::clamp<std::size_t>(fit, 1, o.budget.epochs);
}

data_set demo_data(const demo_options& o, const model_entry& model, progress_display& display) {
  data_choice choice = o.data;
  if (o.command->count("--data") == 0 && !find_fashion_mnist()) {
    choice.data = "synthetic";
    display.say("Fashion-MNIST is not here (apt-get install dataset-fashion-mnist): drawn clothes stand in for it");
  }
  return load(choice, model, model.make({})->input_size());
}

fs::path made_folder(const std::string& name) {
  std::error_code why;
  fs::create_directories(name, why);
  if (why) throw file_error(name, "the folder cannot be made: " + why.message(), "name another by --out");
  return name;
}

/// Trains each in turn; the last is unfinished after a Ctrl-C.
std::vector<contestant> train_all(std::span<const model_entry* const> models, const training_choice& budget,
                                  const data_set& data, progress_display& display) {
  display.expect((data.train.rows + budget.batch - 1) / budget.batch * budget.epochs * models.size());
  std::vector<contestant> all;
  for (const model_entry* model : models) {
    all.push_back(train_contestant(*model, budget.seed, budget, data, display));
    if (all.back().end != ending::finished) break;
  }
  return all;
}

void tell(const std::vector<contestant>& all, const std::vector<portrait>& portraits, const fs::path& report,
          bool as_json) {
  json result = {{"report", fs::absolute(report).string()}, {"pictures", json::array()}, {"comparison", to_json(all)}};
  for (const portrait& p : portraits)
    for (const fs::path& picture : {p.samples, p.reconstructions})
      result["pictures"].push_back(fs::absolute(picture).string());
  if (as_json) return print_json(result);
  fmt::print("\n{}\n", table_of(all));
  for (const json& picture : result["pictures"]) fmt::print("picture  {}\n", picture.get<std::string>());
  fmt::print("report   {}\n", result["report"].get<std::string>());
}

int demo(const demo_options& o, const model_table& table) {
  const interrupt_watch watch;
  const model_entry* const models[] = {&find_model(table, {"gaussian", "log-variance", "bernoulli"}),
                                       &find_model(table, {"laplace", "log-variance", "bernoulli"})};
  progress_display display(o.display.style(), 0);
  const data_set data = demo_data(o, *models[0], display);
  const fs::path folder = made_folder(o.out);
  training_choice budget = o.budget;
  budget.epochs = affordable_epochs(o, data, *models[0], std::size(models));
  display.say(fmt::format("{} of {}, {} for each of {} models, {}", counted(data.train.rows, "row"), data.from.data,
                          counted(budget.epochs, "epoch"), std::size(models), table.level));
  const std::vector<contestant> all = train_all(models, budget, data, display);
  for (const contestant& c : all)
    save_weights(*c.learner, folder / fmt::format("{}-weights.safetensors", c.model->name));
  if (all.back().end != ending::finished) {
    display.say(fmt::format("interrupted: {} has the weights learnt so far", folder.string()));
    return exit_interrupted;
  }
  std::vector<portrait> portraits;
  for (const contestant& c : all) portraits.push_back(portrait_of(*c.model, c.seed, *c.learner, data, folder));
  const fs::path report = folder / "report.html";
  write_text(report, report_page(all, portraits, data, {budget, {budget.seed}}, table));
  tell(all, portraits, report, o.display.json);
  return exit_done;
}

}  // namespace

void add_demo(command_line& line) {
  add_command(line, "demo", "Train a Gaussian and a Laplace auto-encoder in minutes, write pictures and a report",
              "pathwise demo --out demo", [&](CLI::App& command) {
                auto o = std::make_shared<demo_options>();
                o->command = &command;
                command.add_option("--out", o->out, "where the pictures and report.html go")
                    ->capture_default_str()
                    ->type_name("DIR");
                add_data_options(command, o->data);
                add_training_options(command, o->budget);
                command
                    .add_option("--seconds", o->seconds, "to train both: fewer epochs where the machine needs longer")
                    ->capture_default_str()
                    ->type_name("S")
                    ->check(between(1.0, 1e6));
                add_display_options(command, o->display);
                return [o, &table = line.table] { return demo(*o, table); };
              });
}

}  // namespace pathwise::commands
