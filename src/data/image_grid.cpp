#include <pathwise/data/png.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "bitmap_font.hpp"

namespace pathwise {
namespace {

constexpr float ink = 1.0F;
constexpr std::size_t letter_pitch = glyph_width + 1;

struct position {
  std::size_t row = 0;
  std::size_t col = 0;
};

void check_images(matrix_view<const float> images, image_size size) {
  if (images.rows == 0 || images.cols == 0) throw std::invalid_argument("image_grid: there are no images");
  if (size.width == 0 || images.cols % size.width != 0 || images.cols / size.width != size.height)
    throw std::invalid_argument("image_grid: the images are not height x width");
}

void paste(matrix<float>& picture, position corner, const float* image, image_size size) {
  for (std::size_t r = 0; r < size.height; ++r)
    std::copy_n(image + r * size.width, size.width, &picture(corner.row + r, corner.col));
}

// As much of the text as there is room for below and to the right of `corner`.
void write_text_at(matrix<float>& picture, position corner, const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rows = glyph(text[i]);
    for (std::size_t r = 0; r < glyph_height && corner.row + r < picture.rows; ++r)
      for (std::size_t c = 0; c < glyph_width; ++c)
        if ((rows[r] >> (glyph_width - 1 - c) & 1) != 0)
          picture(corner.row + r, corner.col + i * letter_pitch + c) = ink;
  }
}

std::size_t padded(std::size_t count, std::size_t extent, std::size_t padding) {
  return count * (extent + padding) + padding;
}

}  // namespace

matrix<float> image_grid(matrix_view<const float> images, image_size size, std::size_t columns, std::size_t padding) {
  check_images(images, size);
  if (columns == 0) throw std::invalid_argument("image_grid: there are no columns");
  columns = std::min(columns, images.rows);
  const std::size_t bands = (images.rows + columns - 1) / columns;
  matrix<float> picture(padded(bands, size.height, padding), padded(columns, size.width, padding));
  for (std::size_t i = 0; i < images.rows; ++i)
    paste(picture, {padded(i / columns, size.height, padding), padded(i % columns, size.width, padding)}, images.row(i),
          size);
  return picture;
}

matrix<float> labelled_grid(std::span<const labelled_row> rows, image_size size, std::size_t padding) {
  std::size_t most_images = 0;
  std::size_t longest_label = 0;
  for (const labelled_row& row : rows) {
    check_images(row.images, size);
    most_images = std::max(most_images, row.images.rows);
    longest_label = std::max(longest_label, row.label.size());
  }
  if (rows.empty()) throw std::invalid_argument("labelled_grid: there are no rows");
  const std::size_t margin = padding + longest_label * letter_pitch;
  matrix<float> picture(padded(rows.size(), size.height, padding), margin + padded(most_images, size.width, padding));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& [label, images] = rows[r];
    const std::size_t top = padded(r, size.height, padding);
    const std::size_t lowered = size.height > glyph_height ? (size.height - glyph_height) / 2 : 0;
    write_text_at(picture, {top + lowered, padding + (longest_label - label.size()) * letter_pitch}, label);
    for (std::size_t i = 0; i < images.rows; ++i)
      paste(picture, {top, margin + padded(i, size.width, padding)}, images.row(i), size);
  }
  return picture;
}

matrix<float> reconstruction_grid(matrix_view<const float> originals, matrix_view<const float> reconstructions,
                                  image_size size, std::size_t columns, std::size_t padding) {
  if (columns == 0 || originals.rows != reconstructions.rows)
    throw std::invalid_argument(
        "reconstruction_grid: there are no columns, or not as many reconstructions as originals");
  std::vector<labelled_row> rows;
  for (std::size_t first = 0; first < originals.rows; first += columns) {
    const std::size_t count = std::min(columns, originals.rows - first);
    rows.push_back({"original", originals.slice(first, count)});
    rows.push_back({"reconstruction", reconstructions.slice(first, count)});
  }
  return labelled_grid(rows, size, padding);
}

}  // namespace pathwise
