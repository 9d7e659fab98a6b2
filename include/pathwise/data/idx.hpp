#pragma once
// The idx format of MNIST and its successors: images and labels, plain or gzip-compressed (told apart by content).
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace pathwise {

/// Gray images of one size, one a row. Shapes: `pixels` is rows x (height * width), row-major within an image.
/// Units: 0 is black, 1 is white.
struct image_set {
  matrix<float> pixels;
  std::size_t height = 0;
  std::size_t width = 0;
};

/// Images with one class number a row.
struct labelled_images {
  image_set images;
  std::vector<std::uint8_t> labels;
};

/// The images of an idx file: each byte / 255, as torchvision's ToTensor gives it.
/// Cost: memory grows with the bytes that are there, never with what a header promises.
/// Throws: file_error, a message of its own for: missing, a directory, empty, neither idx nor gzip, another type or
/// number of axes, labels in place of images, no images, absurd extents, truncated header or body, damaged gzip data,
/// wrong checksum, trailing bytes.
/// Source: yann.lecun.com/exdb/mnist, "file formats".
image_set read_idx_images(const std::filesystem::path& file);
image_set parse_idx_images(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// The labels of an idx file. Throws: file_error as above.
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& file);
std::vector<std::uint8_t> parse_idx_labels(std::span<const std::byte> bytes, const std::filesystem::path& file);

}  // namespace pathwise
