#include <pathwise/data/fashion_mnist.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace pathwise {
namespace {

constexpr auto folder_variable = "PATHWISE_FASHION_MNIST";
constexpr auto debian_folder = "/usr/share/datasets/fashion-mnist";

std::filesystem::path wanted_folder() {
  const char* chosen = std::getenv(folder_variable);
  return chosen != nullptr && *chosen != '\0' ? chosen : debian_folder;
}

void check_labels(const labelled_images& data, const std::filesystem::path& file) {
  const std::size_t rows = data.images.pixels.rows;
  if (data.labels.size() != rows)
    throw file_error(file, std::to_string(data.labels.size()) + " labels for " + std::to_string(rows) + " images",
                     "reinstall dataset-fashion-mnist");
  const auto unknown = std::ranges::find_if(data.labels, [](auto label) { return label >= fashion_classes.size(); });
  if (unknown != data.labels.end())
    throw file_error(file,
                     "label " + std::to_string(*unknown) + " in row " + std::to_string(unknown - data.labels.begin()) +
                         ", 0 to 9 are known",
                     "reinstall dataset-fashion-mnist");
}

}  // namespace

std::optional<std::filesystem::path> find_fashion_mnist() {
  std::filesystem::path folder = wanted_folder();
  std::error_code unreadable;
  if (!std::filesystem::is_directory(folder, unreadable)) return std::nullopt;
  return folder;
}

labelled_images fashion_mnist(data_split part) {
  const std::optional<std::filesystem::path> folder = find_fashion_mnist();
  if (!folder)
    throw file_error(wanted_folder(), "missing: Fashion-MNIST is not installed",
                     std::string("apt install dataset-fashion-mnist, or set ") + folder_variable + " to its folder");
  const std::string prefix = part == data_split::train ? "train" : "t10k";
  const std::filesystem::path label_file = *folder / (prefix + "-labels-idx1-ubyte.gz");
  labelled_images data{read_idx_images(*folder / (prefix + "-images-idx3-ubyte.gz")), read_idx_labels(label_file)};
  check_labels(data, label_file);
  return data;
}

}  // namespace pathwise
