#include <png.h>
#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/check_finite.hpp>
#include <pathwise/data/png.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

namespace pathwise {
namespace {

std::vector<std::uint8_t> levels_of(matrix_view<const float> picture) {
  std::vector<std::uint8_t> levels(picture.size());
  std::transform(picture.data, picture.data + picture.size(), levels.begin(),
                 [](float x) { return static_cast<std::uint8_t>(std::clamp(x, 0.0F, 1.0F) * 255.0F + 0.5F); });
  return levels;
}

// libpng's simplified interface: it reports errors in the record, so no longjmp passes through C++ frames.
std::vector<std::byte> encode(png_image& image, const std::vector<std::uint8_t>& levels,
                              const std::filesystem::path& file) {
  png_alloc_size_t size = 0;
  const auto step = [&](void* memory) {
    if (png_image_write_to_memory(&image, memory, &size, 0, levels.data(), 0, nullptr) == 0)
      throw file_error(file, std::string("cannot encode the picture: ") + image.message, "write a smaller picture");
  };
  step(nullptr);
  std::vector<std::byte> bytes(size);
  step(bytes.data());
  bytes.resize(size);
  return bytes;
}

}  // namespace

void write_png(const std::filesystem::path& file, matrix_view<const float> picture) {
  constexpr std::size_t largest = std::numeric_limits<std::int32_t>::max();
  if (picture.size() == 0) throw std::invalid_argument("write_png: the picture has no pixels");
  if (picture.rows > largest || picture.cols > largest)
    throw std::invalid_argument("write_png: the picture is too large");
  check_finite(picture, file);
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.cols);
  image.height = static_cast<png_uint_32>(picture.rows);
  image.format = PNG_FORMAT_GRAY;
  write_file(file, encode(image, levels_of(picture), file));
}

}  // namespace pathwise
