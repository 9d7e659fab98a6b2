// The check that somebody who ports a model asks for: the same weights, rows and noise as theirs; our loss, gradients
// and steps.
#include <pathwise/data/check_finite.hpp>
#include <pathwise/data/npy.hpp>
#include <pathwise/data/safetensors.hpp>

#include <fmt/format.h>

#include "commands.hpp"
#include "exit.hpp"
#include "help_style.hpp"
#include "options.hpp"

namespace pathwise::commands {
namespace {

struct verify_options {
  model_choice model;
  std::string weights, data, noise, gradients, save;
  std::size_t steps = 0;
  std::string optimiser = "adam";
  double learning_rate = 1e-3;
  int threads = 0;
  bool json = false;
};

matrix<float> rows_from(const std::string& file, std::size_t columns) {
  const npy_array<float> array = read_npy<float>(file);
  if (array.shape.size() != 2 || array.shape[1] != columns || array.shape[0] == 0)
    throw file_error(
        file, fmt::format("its shape is [{}], the model takes [rows, {}]", fmt::join(array.shape, ", "), columns),
        "give one row an example");
  matrix<float> rows = as_rows(array);
  check_finite(rows.view(), file);
  return rows;
}

/// Standard noise, one slice of `rows` rows for each step (one slice where no steps are asked for).
matrix<float> noise_from(const std::string& argument, std::size_t steps, std::size_t rows, std::size_t columns) {
  const std::string prefix = "z=";
  if (argument.rfind(prefix, 0) != 0)
    throw usage_error(fmt::format("--noise {}: write z=FILE; the model's one sample is named z", argument));
  const std::string file = argument.substr(prefix.size());
  npy_array<float> array = read_npy<float>(file);
  std::vector<std::size_t> wanted{rows, columns};
  if (steps > 0) wanted.insert(wanted.begin(), steps);
  if (array.shape != wanted)
    throw file_error(file,
                     fmt::format("its shape is [{}], the noise of {}{} rows is [{}]", fmt::join(array.shape, ", "),
                                 steps > 0 ? fmt::format("{} steps on ", steps) : "", rows, fmt::join(wanted, ", ")),
                     steps > 0 ? "give [steps, rows, codes]" : "give [rows, codes], or say how many --steps to take");
  matrix<float> noise(std::max<std::size_t>(1, steps) * rows, columns, array.values);
  check_finite(noise.view(), file);
  return noise;
}

void write_gradients(const loss_gradients& found, const session& of, const std::string& file) {
  std::vector<tensor> tensors;
  for (const tensor_info& p : of.parameters())
    for (const named_matrix& g : found.gradients)
      if (g.name == p.name) tensors.push_back(make_tensor<float>(p.name, p.shape, g.numbers.values));
  write_safetensors(file, tensors, {{"format", "pt"}});
}

void tell(const verify_options& o, const model_entry& entry, std::size_t rows, const json& result) {
  if (o.json) return print_json(result);
  fmt::print("{}: {}, nats a row, with the noise given\n", title(entry), counted(rows, "row"));
  for (const auto& [name, value] : result.items())
    if (value.is_number()) fmt::print("  {:<16}{:.7g}\n", name, value.get<double>());
  if (o.steps > 0) fmt::print("  loss of step {}: {:.7g}\n", o.steps, result["step_losses"].back().get<double>());
  if (!o.gradients.empty()) fmt::print("  gradients in {}\n", o.gradients);
  if (!o.save.empty()) fmt::print("  weights after {} in {}\n", counted(o.steps, "step"), o.save);
}

int verify(const verify_options& o, const model_table& table) {
  if (o.steps == 0 && !o.save.empty()) throw usage_error("--save writes the weights after --steps: say how many");
  check_can_be_written(o.gradients);
  check_can_be_written(o.save);
  const model_entry& entry = find_model(table, o.model);
  session_options options;
  options.training.threads = o.threads;
  options.learning_rate = o.learning_rate;
  const auto learner = entry.make(options);
  if (learner->code_size() == 0)
    throw usage_error(fmt::format("the model {} samples nothing named z: there is no noise to give", entry.name));
  load_weights(*learner, o.weights);
  const matrix<float> rows = rows_from(o.data, learner->input_size());
  const matrix<float> noise = noise_from(o.noise, o.steps, rows.rows, learner->code_size());

  const loss_gradients found = learner->differentiate(rows.view(), noise.view().slice(0, rows.rows));
  json result = to_json(found.at);
  for (std::size_t s = 0; s < o.steps; ++s)
    result["step_losses"].push_back(learner->step(rows.view(), noise.view().slice(s * rows.rows, rows.rows)).loss());
  if (!o.gradients.empty()) write_gradients(found, *learner, o.gradients);
  if (!o.save.empty()) save_weights(*learner, o.save);
  tell(o, entry, rows.rows, result);
  return exit_done;
}

constexpr const char* example =
    "pathwise verify --model laplace --weights w.safetensors --data x.npy --noise z=eps.npy --gradients g.safetensors "
    "--json\n"
    "  pathwise verify --model normal --weights w.safetensors --data x.npy --noise z=eps.npy --steps 10 --save "
    "after.safetensors";

}  // namespace

void add_verify(command_line& line) {
  add_command(
      line, "verify", "Loss, gradients and steps on weights, rows and noise from another system", example,
      [&](CLI::App& command) {
        auto o = std::make_shared<verify_options>();
        add_model_options(command, o->model, line.table);
        command
            .add_option("--weights", o->weights, "the parameters, under the PyTorch module's names; float64 is rounded")
            ->type_name("SAFETENSORS")
            ->required();
        command.add_option("--data", o->data, "the rows, [rows, pixels]")->type_name("NPY")->required();
        command
            .add_option("--noise", o->noise,
                        "z=FILE: the standard noise eps in z = mu + scale * eps, [rows, codes], or [steps, rows, "
                        "codes] with --steps")
            ->type_name("z=NPY")
            ->required();
        command.add_option("--gradients", o->gradients, "write the loss's gradients here, under the parameters' names")
            ->type_name("SAFETENSORS");
        command.add_option("--steps", o->steps, "then take so many steps, each on all rows with its own noise")
            ->type_name("N")
            ->check(between(1, 1000000));
        command.add_option("--optimiser", o->optimiser, "of the steps")
            ->capture_default_str()
            ->type_name("NAME")
            ->check(one_of({"adam"}));
        command.add_option("--learning-rate", o->learning_rate, "of the steps")
            ->capture_default_str()
            ->type_name("X")
            ->check(between(1e-12, 1e3));
        command.add_option("--save", o->save, "write the weights after the steps here")->type_name("SAFETENSORS");
        add_threads_option(command, o->threads);
        command.add_flag(
            "--json", o->json,
            "print {\"loss\", \"reconstruction\", \"kl\"} at the weights given: nats, means over the rows");
        return [o, &table = line.table] { return verify(*o, table); };
      });
}

}  // namespace pathwise::commands
