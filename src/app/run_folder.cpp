#include "run_folder.hpp"

#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/read_file.hpp>
#include <pathwise/data/safetensors.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "exit.hpp"
#include "version.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

json document_of(const run_config& config, const data_set& data, const model_entry& model, const model_table& table) {
  return {{"model", to_json(model)},
          {"data", to_json(data)},
          {"training",
           {{"epochs", config.epochs},
            {"batch", config.training.batch},
            {"seed", config.training.seed},
            {"optimiser", "adam"},
            {"learning_rate", config.learning_rate},
            {"test", config.test}}},
          {"noise_layout_version", table.noise_layout_version},
          {"build", {{"version", version}, {"compiler", table.compiler}, {"level", table.level}}}};
}

run_config config_from(const json& d) {
  run_config config;
  config.model = choice_from(d.at("model"));
  config.data = data_choice_from(d.at("data"));
  config.data_fingerprint = d.at("data").at("fingerprint").get<std::string>();
  config.size = {d.at("data").at("height").get<std::size_t>(), d.at("data").at("width").get<std::size_t>()};
  const json& training = d.at("training");
  config.epochs = training.at("epochs").get<std::size_t>();
  config.training.batch = training.at("batch").get<std::size_t>();
  config.training.seed = training.at("seed").get<std::uint64_t>();
  config.learning_rate = training.at("learning_rate").get<double>();
  config.test = training.value("test", true);
  return config;
}

std::string prefixed(const std::string& slot, const std::string& parameter) {
  return "optimiser." + slot + "." + parameter;
}

/// The numbers of a parameter, in float32: a model that was trained in float64 is rounded.
template <class T>
std::vector<float> finite_numbers(const safetensors& given, const tensor_info& p) {
  const std::vector<T> numbers = given.values<T>(p.name, p.shape);
  std::vector<float> rounded(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    rounded[i] = static_cast<float>(numbers[i]);
    if (!std::isfinite(rounded[i]))
      throw file_error(given.file, fmt::format("tensor \"{}\": number {} is {}", p.name, i, numbers[i]),
                       "give weights that are finite in float32");
  }
  return rounded;
}

/// A number of the checkpoint's metadata.
std::uint64_t metadata_number(const safetensors& file, const char* key) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end() || found->second.empty() ||
      found->second.find_first_not_of("0123456789") != std::string::npos)
    throw file_error(file.file, fmt::format("its metadata has no number \"{}\"", key),
                     "it is not a checkpoint of this program");
  return std::stoull(found->second);
}

metrics metadata_metrics(const safetensors& file) {
  try {
    return metrics_from(json::parse(file.metadata.at("epoch_mean")), metadata_number(file, "epoch_rows"));
  } catch (const std::exception&) {
    throw file_error(file.file, "its metadata has no \"epoch_mean\"", "it is not a checkpoint of this program");
  }
}

/// The lines of metrics.jsonl up to optimiser step `last`.
std::string lines_until(const std::string& text, std::uint64_t last) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const json parsed = json::parse(line, nullptr, false);
    if (parsed.is_object() && parsed.value("step", std::uint64_t(0)) <= last) kept += line + "\n";
  }
  return kept;
}

}  // namespace

bool run_folder::is_taken(const fs::path& path) {
  std::error_code none;
  return fs::exists(path, none) && !(fs::is_directory(path, none) && fs::is_empty(path, none));
}

run_folder run_folder::create(const fs::path& path, const run_config& config, const data_set& data,
                              const model_entry& model, const model_table& table) {
  if (is_taken(path))
    throw usage_error(fmt::format("{} is there already: go on with `--resume {}`, or name another folder by --out",
                                  path.string(), path.string()));
  std::error_code why;
  fs::create_directories(path, why);
  if (why) throw file_error(path, "the folder cannot be made: " + why.message(), "name another by --out");
  run_folder run;
  run.path_ = path;
  run.config_ = config;
  run.document_ = document_of(config, data, model, table);
  run.config_.size = data.size;
  run.config_.data_fingerprint = run.document_["data"]["fingerprint"].get<std::string>();
  write_text(run.file("config.json"), run.document_.dump(2) + "\n");
  return run;
}

run_folder run_folder::open(const fs::path& path, const model_table& table) {
  run_folder run;
  run.path_ = path;
  if (!fs::is_directory(path)) throw file_error(path, "there is no such folder", "name the folder of a run");
  const fs::path file = run.file("config.json");
  try {
    run.document_ = json::parse(read_text(file));
    run.config_ = config_from(run.document_);
  } catch (const nlohmann::json::exception& e) {
    throw file_error(file, fmt::format("it is not the configuration of a run ({})", e.what()),
                     "name the folder of a run");
  }
  const int layout = run.document_.value("noise_layout_version", 0);
  if (layout != table.noise_layout_version)
    throw file_error(
        file, fmt::format("its noise has layout {}, this build draws layout {}", layout, table.noise_layout_version),
        "use the version of Pathwise that made the run");
  return run;
}

void run_folder::set_epochs(std::size_t epochs) {
  config_.epochs = epochs;
  document_["training"]["epochs"] = epochs;
  write_text(file("config.json"), document_.dump(2) + "\n");
}

void run_folder::save(const session& from) const {
  std::vector<tensor> tensors;
  const auto slots = from.slots();
  for (const tensor_info& p : from.parameters()) {
    tensors.push_back(make_tensor<float>(p.name, p.shape, from.parameter(p.name)));
    for (std::size_t k = 0; k < slots.size(); ++k)
      tensors.push_back(make_tensor<float>(prefixed(slots[k], p.name), p.shape, from.slot(k, p.name)));
  }
  const training_position& at = from.position();
  write_safetensors(file("checkpoint.safetensors"), tensors,
                    {{"step", std::to_string(at.steps)},
                     {"epoch", std::to_string(at.epochs)},
                     {"batches_in_epoch", std::to_string(at.batches)},
                     {"epoch_mean", to_json(at.epoch_mean).dump()},
                     {"epoch_rows", std::to_string(at.epoch_mean.rows)},
                     {"seed", std::to_string(config_.training.seed)}});
  save_weights(from, file("weights.safetensors"));
}

void run_folder::restore(session& to) const {
  const safetensors saved = read_safetensors(file("checkpoint.safetensors"));
  training_position at;
  at.steps = metadata_number(saved, "step");
  at.epochs = metadata_number(saved, "epoch");
  at.batches = metadata_number(saved, "batches_in_epoch");
  at.epoch_mean = metadata_metrics(saved);
  if (metadata_number(saved, "seed") != config_.training.seed)
    throw file_error(saved.file, "its seed is not that of config.json", "the folder's files belong to different runs");
  const auto slots = to.slots();
  for (const tensor_info& p : to.parameters()) {
    to.set_parameter(p.name, saved.values<float>(p.name, p.shape));
    for (std::size_t k = 0; k < slots.size(); ++k)
      to.set_slot(k, p.name, saved.values<float>(prefixed(slots[k], p.name), p.shape));
  }
  to.resume_at(at);
  const fs::path lines = file("metrics.jsonl");
  if (fs::exists(lines)) write_text(lines, lines_until(read_text(lines), at.steps));
}

void run_folder::add_metrics(const json& line) const { append_line(file("metrics.jsonl"), line.dump()); }

fs::path free_folder(const std::string& stem) {
  for (int i = 1;; ++i)
    if (const fs::path path = fs::path("runs") / fmt::format("{}-{}", stem, i); !run_folder::is_taken(path))
      return path;
}

void save_weights(const session& from, const fs::path& file) {
  std::vector<tensor> tensors;
  for (const tensor_info& p : from.parameters())
    tensors.push_back(make_tensor<float>(p.name, p.shape, from.parameter(p.name)));
  write_safetensors(file, tensors, {{"format", "pt"}});
}

void load_weights(session& to, const fs::path& file) {
  const safetensors given = read_safetensors(file);
  const auto wanted = to.parameters();
  std::vector<std::vector<float>> numbers;
  for (const tensor_info& p : wanted)
    numbers.push_back(given.at(p.name).type == dtype::f64 ? finite_numbers<double>(given, p)
                                                          : finite_numbers<float>(given, p));
  for (const tensor& t : given.tensors)
    if (std::none_of(wanted.begin(), wanted.end(), [&](const tensor_info& p) { return p.name == t.name; }))
      throw file_error(file, fmt::format("the model has no parameter \"{}\"", printable(t.name, 80)),
                       "give the weights of this model alone");
  for (std::size_t i = 0; i < wanted.size(); ++i) to.set_parameter(wanted[i].name, numbers[i]);
}

}  // namespace pathwise::commands
