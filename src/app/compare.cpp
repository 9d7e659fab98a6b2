#include <pathwise/data/atomic_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "comparison.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "interrupt.hpp"
#include "run_folder.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

struct compare_options {
  std::vector<std::string> models;
  model_choice variant;
  data_choice data;
  training_choice budget;
  std::vector<std::uint64_t> seeds{1, 2, 3};
  std::string out;
  display_choice display;
};

std::vector<const model_entry*> chosen_models(const compare_options& o, const model_table& table) {
  std::vector<const model_entry*> models;
  for (const std::string& name : o.models) {
    model_choice choice = o.variant;
    choice.model = name;
    const model_entry* model = &find_model(table, choice);
    if (std::find(models.begin(), models.end(), model) != models.end())
      throw usage_error(fmt::format("{} is named twice", name));
    models.push_back(model);
  }
  return models;
}

/// The folder that the weights go to. Throws: usage_error where it is there already and not empty.
fs::path new_folder(const compare_options& o) {
  const fs::path folder = o.out.empty() ? free_folder("compare") : fs::path(o.out);
  if (run_folder::is_taken(folder))
    throw usage_error(fmt::format("{} is there already: name another folder by --out", folder.string()));
  std::error_code why;
  fs::create_directories(folder, why);
  if (why) throw file_error(folder, "the folder cannot be made: " + why.message(), "name another by --out");
  return folder;
}

/// Seed by seed, so that what an interruption leaves can be compared; sorted by model. The weights of each go to
/// `folder`, those of one that is interrupted as well.
std::vector<contestant> train_all(const compare_options& o, const std::vector<const model_entry*>& models,
                                  const data_set& data, const fs::path& folder) {
  const std::uint64_t steps = (data.train.rows + o.budget.batch - 1) / o.budget.batch * o.budget.epochs;
  progress_display display(o.display.style(), steps * models.size() * o.seeds.size());
  std::vector<contestant> all;
  for (std::size_t i = 0; i < o.seeds.size() * models.size(); ++i) {
    const model_entry& model = *models[i % models.size()];
    contestant c = train_contestant(model, o.seeds[i / models.size()], o.budget, data, display);
    const fs::path weights = folder / fmt::format("{}-seed-{}.safetensors", model.name, c.seed);
    save_weights(*c.learner, weights);
    if (c.training.end != ending::finished) break;
    c.weights = weights.string();
    c.learner.reset();
    all.push_back(std::move(c));
  }
  std::vector<contestant> by_model;
  for (const model_entry* model : models)
    for (contestant& c : all)
      if (c.model == model) by_model.push_back(std::move(c));
  return by_model;
}

json document(const compare_options& o, const std::vector<contestant>& all, const data_set& data, bool whole,
              const fs::path& folder) {
  json result = {{"folder", folder.string()}};
  result.update(to_json(all));
  result["data"] = to_json(data);
  result["epochs"] = o.budget.epochs;
  result["batch"] = o.budget.batch;
  result["learning_rate"] = o.budget.learning_rate;
  result["test_draws"] = test_draws;
  result["interrupted"] = !whole;
  return result;
}

int compare(const compare_options& o, const model_table& table) {
  const auto models = chosen_models(o, table);
  const data_set data = load(o.data, *models[0], models[0]->make({})->input_size());
  const interrupt_watch watch;
  const fs::path folder = new_folder(o);
  const std::vector<contestant> all = train_all(o, models, data, folder);
  const bool whole = all.size() == models.size() * o.seeds.size();
  const json result = document(o, all, data, whole, folder);
  write_text(folder / "comparison.json", result.dump(2) + "\n");
  if (o.display.json) {
    print_json(result);
  } else {
    fmt::print("{} of {}, {}; on {} held out, nats a row:\n{}", counted(data.train.rows, "row"), data.from.data,
               counted(o.budget.epochs, "epoch"), counted(data.held_out().rows, "row"), table_of(all));
    if (!whole) fmt::print("interrupted: the runs that were not finished are left out\n");
    fmt::print("{}: comparison.json, and the weights that each was left with\n", folder.string());
  }
  return whole ? exit_done : exit_interrupted;
}

}  // namespace

void add_compare(command_line& line) {
  add_command(
      line, "compare", "Train several models on the same data, seeds and budget, and compare them",
      "pathwise compare gaussian laplace --seeds 1 2 3 --epochs 10", [&](CLI::App& command) {
        auto o = std::make_shared<compare_options>();
        command.add_option("models", o->models, "their names, as train's --model")->type_name("MODEL")->required();
        add_variant_options(command, o->variant, line.table);
        add_data_options(command, o->data);
        add_budget_options(command, o->budget);
        command.add_option("--seeds", o->seeds, "each model is trained once from each")
            ->capture_default_str()
            ->type_name("N...")
            ->check(any_seed());
        command
            .add_option("--out", o->out,
                        "the folder for weights and comparison.json; default: runs/compare-1 or the next that is free")
            ->type_name("DIR");
        add_threads_option(command, o->budget.threads);
        add_display_options(command, o->display);
        return [o, &table = line.table] { return compare(*o, table); };
      });
}

}  // namespace pathwise::commands
