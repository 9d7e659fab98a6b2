#pragma once
// Pictures: PNG files, and grids of images with labels.
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace pathwise {

/// Writes a gray picture of 8 bits a pixel. Units: 0 is black, 1 is white; values outside are clamped, rounded to the
/// nearest of 256 levels.
/// Throws: file_error (also for NaN, with its row and column), std::invalid_argument for a picture without pixels.
void write_png(const std::filesystem::path& file, matrix_view<const float> picture);

/// The size of the images that lie in a matrix, one a row.
struct image_size {
  std::size_t height = 0;
  std::size_t width = 0;
};

/// One picture of all images, `columns` beside each other, with `padding` black pixels around each (torchvision's
/// make_grid). Shapes: `images` is rows x (height * width).
/// Throws: std::invalid_argument where that does not hold, or there are no images or columns.
matrix<float> image_grid(matrix_view<const float> images, image_size size, std::size_t columns,
                         std::size_t padding = 2);

/// A row of images with a word at its left.
struct labelled_row {
  std::string label;
  matrix_view<const float> images;
};

/// The rows below each other, labels right-aligned in a margin as wide as the longest. Labels are drawn in capitals:
/// letters, digits and . - + = / ( ) %, anything else as a space.
matrix<float> labelled_grid(std::span<const labelled_row> rows, image_size size, std::size_t padding = 2);

/// Originals above their reconstructions, `columns` pairs beside each other, as many bands below each other as it
/// takes.
matrix<float> reconstruction_grid(matrix_view<const float> originals, matrix_view<const float> reconstructions,
                                  image_size size, std::size_t columns, std::size_t padding = 2);

}  // namespace pathwise
