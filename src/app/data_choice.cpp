#include "data_choice.hpp"

#include <pathwise/data/check_finite.hpp>
#include <pathwise/data/csv.hpp>
#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/npy.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <cstring>

#include "exit.hpp"
#include "help_style.hpp"

namespace pathwise::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t synthetic_rows = 10000, synthetic_test_rows = 2000;
constexpr std::uint64_t synthetic_seed = 1, synthetic_test_seed = 2;

struct rows_of_file {
  matrix<float> rows;
  image_size size;
};

rows_of_file read_rows(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension != ".npy" && extension != ".csv") {
    image_set images = read_idx_images(file);
    return {std::move(images.pixels), {images.height, images.width}};
  }
  matrix<float> rows = extension == ".npy" ? as_rows(read_npy<float>(file)) : read_csv<float>(file).values;
  if (rows.rows == 0) throw file_error(file, "it has no rows", "give a file with one row an example");
  const image_size size = guessed_size(rows.cols);
  return {std::move(rows), size};
}

/// The file of a folder that is named as MNIST's are.
fs::path file_in(const fs::path& folder, const char* stem, bool needed, const char* kind = "-images-idx3-ubyte") {
  for (const char* ending : {".gz", ""})
    if (const fs::path file = folder / (std::string(stem) + kind + ending); fs::exists(file)) return file;
  if (needed)
    throw file_error(folder, fmt::format("holds no {}-images-idx3-ubyte.gz", stem),
                     "give a folder with MNIST's files, or a file");
  return {};
}

void keep_first(matrix<float>& m, std::size_t rows, std::string_view option, const std::string& source) {
  if (rows == 0) return;
  if (rows > m.rows) throw usage_error(fmt::format("{} {}: {} has only {} rows", option, rows, source, m.rows));
  m.values.resize(rows * m.cols);
  m.rows = rows;
}

void check_pixels(const matrix<float>& m, const fs::path& file) {
  for (std::size_t i = 0; i < m.size(); ++i)
    if (!(m.values[i] >= 0 && m.values[i] <= 1))
      throw file_error(file,
                       fmt::format("row {}, column {} is {}, outside of [0, 1]", i / m.cols, i % m.cols, m.values[i]),
                       "scale the pixels so that 0 is black and 1 is white");
}

void check_rows(const matrix<float>& m, const fs::path& file, const model_entry& model, std::size_t columns) {
  if (m.cols != columns)
    throw file_error(file, fmt::format("its rows have {} numbers, the model takes {}", m.cols, columns),
                     "give data of the model's size");
  check_finite(m.view(), file);
  if (!model.reconstruction.empty()) check_pixels(m, file);
}

void read_files(data_set& data, const data_choice& choice, const model_entry& model, std::size_t columns) {
  fs::path train = choice.data, test = choice.test, labels;
  if (fs::is_directory(train)) {
    const fs::path folder = train;
    train = file_in(folder, "train", true);
    if (test.empty()) {
      test = file_in(folder, "t10k", false);
      labels = file_in(folder, "t10k", false, "-labels-idx1-ubyte");
    }
  }
  rows_of_file rows = read_rows(train);
  check_rows(rows.rows, train, model, columns);
  data.train = std::move(rows.rows);
  data.size = rows.size;
  if (test.empty()) return;
  data.test = read_rows(test).rows;
  check_rows(data.test, test, model, columns);
  if (labels.empty()) return;
  data.test_labels = read_idx_labels(labels);
  if (data.test_labels.size() != data.test.rows)
    throw file_error(labels, fmt::format("{} labels for {} rows", data.test_labels.size(), data.test.rows),
                     "give the labels of these rows");
}

void set_test(data_set& data, labelled_images&& test) {
  data.test = std::move(test.images.pixels);
  data.test_labels = std::move(test.labels);
  data.classes.assign(fashion_classes.begin(), fashion_classes.end());
}

void read_fashion_mnist(data_set& data) {
  image_set train = fashion_mnist(data_split::train).images;
  data.train = std::move(train.pixels);
  data.size = {train.height, train.width};
  set_test(data, fashion_mnist(data_split::test));
}

void draw_synthetic(data_set& data, const data_choice& choice) {
  constexpr std::size_t most = 1000000;
  if (choice.rows > most || choice.test_rows > most)
    throw usage_error(fmt::format("synthetic data has at most {} rows", most));
  image_set train = synthetic_images(choice.rows ? choice.rows : synthetic_rows, synthetic_seed).images;
  data.train = std::move(train.pixels);
  data.size = {train.height, train.width};
  const std::size_t test_rows = choice.test_rows ? choice.test_rows
                                : choice.rows    ? (choice.rows + 4) / 5
                                                 : synthetic_test_rows;
  set_test(data, synthetic_images(test_rows, synthetic_test_seed));
}

}  // namespace

image_size guessed_size(std::size_t columns) {
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(columns))));
  return side * side == columns ? image_size{side, side} : image_size{1, columns};
}

void add_data_options(CLI::App& command, data_choice& choice) {
  command
      .add_option("--data", choice.data,
                  "fashion-mnist, synthetic (drawn clothes), a folder with MNIST's files, or an .idx[.gz], .npy or "
                  ".csv file, one row an example")
      ->capture_default_str()
      ->type_name("DATA");
  command.add_option("--test", choice.test, "a file of rows to test on, where DATA has none")->type_name("FILE");
  command.add_option("--rows", choice.rows, "only the first rows of the training data")
      ->type_name("N")
      ->check(between<std::size_t>(1, 1000000000));
  command.add_option("--test-rows", choice.test_rows, "only the first rows of the test data")
      ->type_name("N")
      ->check(between<std::size_t>(1, 1000000000));
}

data_set load(const data_choice& choice, const model_entry& model, std::size_t columns) {
  data_set data;
  data.from = choice;
  if (choice.data == "synthetic")
    draw_synthetic(data, choice);
  else if (choice.data == "fashion-mnist")
    read_fashion_mnist(data);
  else
    read_files(data, choice, model, columns);
  if (data.train.cols != columns)
    throw usage_error(
        fmt::format("{} has {} numbers a row, the model takes {}", choice.data, data.train.cols, columns));
  keep_first(data.train, choice.rows, "--rows", choice.data);
  if (choice.test_rows && data.test.rows == 0)
    throw usage_error(fmt::format("--test-rows: {} has no test data; name a file by --test", choice.data));
  keep_first(data.test, choice.test_rows, "--test-rows", choice.data + "'s test data");
  if (!data.test_labels.empty()) data.test_labels.resize(data.test.rows);
  return data;
}

std::uint64_t fingerprint(const data_set& data) {
  std::uint64_t hash = 14695981039346656037u ^ data.train.rows;
  for (const float x : data.train.values)
    hash = std::rotl((hash ^ std::bit_cast<std::uint32_t>(x)) * 0x9e3779b97f4a7c15u, 29);
  return hash;
}

json to_json(const data_set& data) {
  const data_choice& from = data.from;
  const bool named = from.data == "fashion-mnist" || from.data == "synthetic";
  json object = {{"source", named ? from.data : fs::absolute(from.data).lexically_normal().string()}};
  if (!from.test.empty()) object["test"] = fs::absolute(from.test).lexically_normal().string();
  object["rows"] = data.train.rows;
  object["test_rows"] = data.test.rows;
  object["height"] = data.size.height;
  object["width"] = data.size.width;
  object["fingerprint"] = fmt::format("{:016x}", fingerprint(data));
  return object;
}

data_choice data_choice_from(const json& object) {
  data_choice choice;
  choice.data = object.at("source").get<std::string>();
  choice.test = object.value("test", "");
  choice.rows = object.at("rows").get<std::size_t>();
  choice.test_rows = object.at("test_rows").get<std::size_t>();
  return choice;
}

}  // namespace pathwise::commands
