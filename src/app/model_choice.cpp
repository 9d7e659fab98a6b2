#include "model_choice.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "exit.hpp"

namespace pathwise::commands {
namespace {

bool has_variants(const model_table& table) {
  for (const model_entry& m : table.models)
    if (!m.sigma.empty()) return true;
  return false;
}

std::string_view family_of(std::string_view name) { return name == "gaussian" ? "normal" : name; }

std::string joined(const model_entry& m, std::string_view separator) {
  std::string text(m.name);
  for (const std::string_view part : {m.sigma, m.reconstruction})
    if (!part.empty()) text.append(separator).append(part);
  if (m.prior != "own") text.append(separator).append(m.prior).append(separator == "-" ? "-prior" : " prior");
  return text;
}

std::string list_of_models(const model_table& table) {
  std::string list = "the models are:";
  for (const model_entry& m : table.models) {
    list += fmt::format("\n  --model {}", m.name);
    if (!m.sigma.empty()) list += fmt::format(" --sigma {} --reconstruction {}", m.sigma, m.reconstruction);
    if (m.prior != "own") list += fmt::format(" --prior {}", m.prior);
  }
  if (has_variants(table)) list += "\n(gaussian is another name for normal)";
  return list;
}

}  // namespace

void add_variant_options(CLI::App& command, model_choice& choice, const model_table& table) {
  if (!has_variants(table)) return;
  command
      .add_option("--sigma", choice.sigma,
                  "the scale from fc_logvar's output a: log-variance is exp(a/2), softplus-variance sqrt(softplus(a)), "
                  "softplus softplus(a)")
      ->capture_default_str()
      ->type_name("FORM");
  command
      .add_option("--reconstruction", choice.reconstruction,
                  "the loss of a pixel: bernoulli (cross-entropy with logits) or squared-error")
      ->capture_default_str()
      ->type_name("LOSS");
  command
      .add_option("--prior", choice.prior,
                  "of the codes: own (the posterior's family at 0 and 1) or normal (the standard normal)")
      ->capture_default_str()
      ->type_name("PRIOR");
}

void add_model_options(CLI::App& command, model_choice& choice, const model_table& table) {
  std::string names;
  for (const model_entry& m : table.models)
    if (names.find(m.name) == std::string::npos) names.append(names.empty() ? "" : ", ").append(m.name);
  if (has_variants(table))
    names =
        "gaussian (or normal), laplace, logistic, gumbel, student_t (of 5 degrees of freedom): the family of the "
        "posterior; gamma (positive codes), beta (a broken stick's shares), von_mises (angles), which have no "
        "--sigma, --reconstruction or --prior";
  if (choice.model.empty() && has_variants(table)) choice.model = "gaussian";
  command.add_option("--model", choice.model, names)->capture_default_str()->type_name("NAME");
  add_variant_options(command, choice, table);
}

const model_entry& find_model(const model_table& table, const model_choice& choice) {
  if (choice.model.empty() && table.models.size() == 1) return table.models[0];
  for (const model_entry& m : table.models) {
    // The normal's own family at 0 and 1 is the standard normal.
    const bool same_prior = m.prior == choice.prior || (m.name == "normal" && choice.prior == "normal");
    const bool same =
        m.sigma.empty() || (m.sigma == choice.sigma && m.reconstruction == choice.reconstruction && same_prior);
    if (m.name == family_of(choice.model) && same) return m;
  }
  std::string wanted = choice.model;
  if (has_variants(table))
    wanted += fmt::format(" with --sigma {}, --reconstruction {} and --prior {}", choice.sigma, choice.reconstruction,
                          choice.prior);
  throw usage_error(choice.model.empty() ? "--model is missing; " + list_of_models(table)
                                         : fmt::format("there is no model {}; {}", wanted, list_of_models(table)));
}

std::string title(const model_entry& model) { return joined(model, ", "); }
std::string slug(const model_entry& model) { return joined(model, "-"); }

json to_json(const model_entry& model) {
  json object = {{"name", model.name}};
  if (!model.sigma.empty()) object["sigma"] = model.sigma;
  if (!model.reconstruction.empty()) object["reconstruction"] = model.reconstruction;
  if (model.prior != "own") object["prior"] = model.prior;
  return object;
}

model_choice choice_from(const json& object) {
  return {object.at("name").get<std::string>(), object.value("sigma", ""), object.value("reconstruction", ""),
          object.value("prior", "own")};
}

}  // namespace pathwise::commands
