#pragma once
// Which model a command works on.
#include <pathwise/app/session.hpp>

#include <string>

#include "output.hpp"

namespace CLI {
class App;
}

namespace pathwise::commands {

struct model_choice {
  std::string model;
  std::string sigma = "log-variance";
  std::string reconstruction = "bernoulli";
  std::string prior = "own";
};

/// --model, and --sigma, --reconstruction and --prior where the table's models differ in them.
void add_model_options(CLI::App& command, model_choice& choice, const model_table& table);
void add_variant_options(CLI::App& command, model_choice& choice, const model_table& table);

/// The chosen entry; `gaussian` and `normal` are the same family, and a table with one model needs no choice.
/// Throws: usage_error that lists what there is.
const model_entry& find_model(const model_table& table, const model_choice& choice);

/// "laplace, log-variance, bernoulli"; a user's model by its name.
std::string title(const model_entry& model);
/// "laplace-log-variance-bernoulli".
std::string slug(const model_entry& model);
json to_json(const model_entry& model);
model_choice choice_from(const json& object);

}  // namespace pathwise::commands
