#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "pictures.hpp"
#include "run_folder.hpp"
#include "training.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

struct train_options {
  model_choice model;
  data_choice data;
  training_choice training;
  std::string out, resume;
  std::uint64_t stop_after = 0;
  bool no_test = false;
  display_choice display;
  const CLI::App* command = nullptr;
};

/// With --resume, what config.json has already decided cannot be given again.
void refuse_fixed_options(const train_options& o) {
  for (const char* name : {"--model", "--sigma", "--reconstruction", "--prior", "--data", "--test", "--rows",
                           "--test-rows", "--batch", "--learning-rate", "--seed", "--out"})
    if (const CLI::Option* option = o.command->get_option_no_throw(name); option != nullptr && option->count() > 0)
      throw usage_error(
          fmt::format("{} cannot be changed by --resume: {}/config.json says what it is", name, o.resume));
}

struct run_in_progress {
  run_folder folder;
  const model_entry& model;
  data_set data;
  std::unique_ptr<session> learner;
};

run_in_progress start(const train_options& o, const model_table& table) {
  const model_entry& model = find_model(table, o.model);
  const fs::path path = o.out.empty() ? free_folder(slug(model)) : fs::path(o.out);
  if (run_folder::is_taken(path))
    throw usage_error(
        fmt::format("{0} is there already: go on with `--resume {0}`, or name another folder by --out", path.string()));
  const session_options options = session_options_from(o.training);
  auto learner = model.make(options);
  data_set data = load(o.data, model, learner->input_size());
  run_config config;
  config.model = o.model;
  config.data = o.data;
  config.training = options.training;
  config.learning_rate = options.learning_rate;
  config.epochs = o.training.epochs;
  config.test = !o.no_test;
  run_in_progress run{run_folder::create(path, config, data, model, table), model, std::move(data), std::move(learner)};
  run.folder.save(*run.learner);  // so that --resume has something to go on from, whatever happens next
  return run;
}

run_in_progress resume(const train_options& o, const model_table& table) {
  refuse_fixed_options(o);
  run_folder folder = run_folder::open(o.resume, table);
  const model_entry& model = find_model(table, folder.config().model);
  session_options options{folder.config().training, folder.config().learning_rate};
  options.training.threads = o.training.threads;
  auto learner = model.make(options);
  data_set data = load(folder.config().data, model, learner->input_size());
  if (fmt::format("{:016x}", fingerprint(data)) != folder.config().data_fingerprint)
    throw file_error(folder.file("config.json"),
                     fmt::format("{} does not hold the rows that the run was trained on", folder.config().data.data),
                     "bring them back, or start a new run");
  folder.restore(*learner);
  if (o.command->count("--epochs") > 0) folder.set_epochs(o.training.epochs);
  return {std::move(folder), model, std::move(data), std::move(learner)};
}

json summary(const run_in_progress& run, const training_result& result) {
  const training_position& at = run.learner->position();
  json s = {
      {"run", run.folder.path().string()}, {"model", to_json(run.model)}, {"epochs", at.epochs}, {"steps", at.steps}};
  s["end"] = result.end == ending::finished      ? "finished"
             : result.end == ending::interrupted ? "interrupted"
                                                 : "stopped";
  if (!result.records.empty()) {
    s["train"] = to_json(result.records.back().train);
    if (result.records.back().test) s["test"] = to_json(*result.records.back().test);
  }
  if (result.median_step_microseconds > 0) s["median_step_us"] = result.median_step_microseconds;
  return s;
}

void draw_pictures(run_in_progress& run) {
  if (run.learner->code_size() == 0) return;
  const auto shown = run.data.held_out();
  write_samples(*run.learner, run.data.size, samples_shown, run.folder.config().training.seed,
                run.folder.file("samples.png"));
  write_reconstructions(*run.learner, shown.slice(0, std::min(reconstructions_shown, shown.rows)), run.data.size,
                        run.folder.file("reconstructions.png"));
}

/// What a person is told at the end.
std::string last_words(const run_in_progress& run, ending end) {
  const std::string path = run.folder.path().string();
  if (end == ending::finished)
    return fmt::format("{0}: trained; weights.safetensors, samples.png and reconstructions.png are there", path);
  return fmt::format("{}: {} after step {}; go on with `pathwise train --resume {}`", path,
                     end == ending::interrupted ? "interrupted" : "stopped", run.learner->position().steps, path);
}

int train(const train_options& o, const model_table& table) {
  const interrupt_watch watch;
  run_in_progress run = o.resume.empty() ? start(o, table) : resume(o, table);
  const run_config& config = run.folder.config();
  training_plan plan;
  plan.epochs = config.epochs;
  plan.test = config.test && !o.no_test;
  if (o.stop_after > 0) plan.stop_at_step = run.learner->position().steps + o.stop_after;
  plan.on_epoch = [&](const epoch_record& record) {
    run.folder.add_metrics(to_json(record));
    run.folder.save(*run.learner);
  };
  const std::uint64_t ahead = steps_ahead(*run.learner, run.data, config.training.batch, config.epochs);
  progress_display display(o.display.style(), ahead);
  display.say(fmt::format("{}: {}, {} of {}, {}", run.folder.path().string(), title(run.model),
                          counted(run.data.train.rows, "row"), config.data.data,
                          counted(static_cast<std::uint64_t>(run.learner->threads()), "thread")));
  const training_result result = commands::train(*run.learner, run.data, plan, display);
  run.folder.save(*run.learner);
  draw_pictures(run);
  if (o.display.json)
    print_json(summary(run, result));
  else if (result.end == ending::finished && ahead == 0)
    fmt::print("{}: nothing is left to do, {} are done; go on by --epochs\n", run.folder.path().string(),
               counted(run.learner->position().epochs, "epoch"));
  else
    fmt::print("{}\n", last_words(run, result.end));
  return result.end == ending::interrupted ? exit_interrupted : exit_done;
}

}  // namespace

void add_train(command_line& line) {
  add_command(
      line, "train", "Train a model; the run is a folder with weights, metrics and pictures",
      "pathwise train --model laplace --epochs 10 --out runs/laplace\n  pathwise train --resume runs/laplace --epochs "
      "20",
      [&](CLI::App& command) {
        auto o = std::make_shared<train_options>();
        o->command = &command;
        add_model_options(command, o->model, line.table);
        add_data_options(command, o->data);
        add_training_options(command, o->training);
        command.add_option("--out", o->out, "the run's folder; default: runs/MODEL-1 or the next that is free")
            ->type_name("DIR");
        command.add_option("--resume", o->resume, "go on with this run, with the same bits as if it had never stopped")
            ->type_name("RUN");
        command.add_option("--stop-after", o->stop_after, "stop after this many steps, as Ctrl-C would")
            ->type_name("STEPS")
            ->check(between<std::size_t>(1, 1000000000));
        command.add_flag("--no-test", o->no_test, "do not test after each epoch; --resume does as the run did");
        add_display_options(command, o->display);
        return [o, &table = line.table] { return train(*o, table); };
      });
}

}  // namespace pathwise::commands
