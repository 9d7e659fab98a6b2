#pragma once
// Which data a command works on.
#include <pathwise/app/session.hpp>
#include <pathwise/data/idx.hpp>
#include <pathwise/data/png.hpp>

#include <string>

#include "output.hpp"

namespace CLI {
class App;
}

namespace pathwise::commands {

struct data_choice {
  std::string data = "fashion-mnist";  // or synthetic, a folder, a file
  std::string test;                    // a file; empty: what belongs to `data`
  std::size_t rows = 0;                // 0: all
  std::size_t test_rows = 0;
};

/// Rows to train and to test on, with the size of the images they are.
struct data_set {
  data_choice from;
  matrix<float> train, test;  // `test` may be empty
  image_size size;
  std::vector<std::uint8_t> test_labels;  // a class for each row of `test`; empty where none are known
  std::vector<std::string> classes;       // their names, where the classes have any

  matrix_view<const float> held_out() const { return test.rows > 0 ? test.view() : train.view(); }
};

/// A square where the columns are a square number, else one line.
image_size guessed_size(std::size_t columns);

void add_data_options(CLI::App& command, data_choice& choice);

/// Loads and checks: finite, as many columns as `model` takes, and (for a ready model) pixels within [0, 1].
/// Throws: file_error, usage_error.
data_set load(const data_choice& choice, const model_entry& model, std::size_t columns);

/// A number that changes with any bit of the training rows.
std::uint64_t fingerprint(const data_set& data);

json to_json(const data_set& data);
data_choice data_choice_from(const json& object);

}  // namespace pathwise::commands
