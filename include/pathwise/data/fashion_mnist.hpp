#pragma once
// The default data set: Fashion-MNIST as Debian's package dataset-fashion-mnist installs it.
#include <pathwise/data/idx.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

namespace pathwise {

enum class data_split { train, test };

/// What the labels 0 to 9 mean.
inline constexpr std::array<std::string_view, 10> fashion_classes = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"};

/// The folder with Fashion-MNIST's files: $PATHWISE_FASHION_MNIST where that is set, else the Debian package's; nothing
/// where there is none. Only the folder's existence is looked at.
std::optional<std::filesystem::path> find_fashion_mnist();

/// The images and labels of one split (60,000 or 10,000 rows of 28 x 28).
/// Throws: file_error; without the package its message says how to install it.
/// Source: Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747.
labelled_images fashion_mnist(data_split part);

}  // namespace pathwise
