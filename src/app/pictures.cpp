#include "pictures.hpp"

#include <algorithm>
#include <cmath>

namespace pathwise::commands {

image_size fitted(image_size size, std::size_t columns) {
  return size.height * size.width == columns ? size : image_size{1, columns};
}

matrix<float> write_samples(session& from, image_size size, std::size_t count, std::uint64_t seed,
                            const std::filesystem::path& file) {
  const matrix<float> codes = from.draw_codes(count, seed);
  matrix<float> images = from.decode(codes.view());
  const auto columns = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  write_png(file, image_grid(images.view(), fitted(size, images.cols), columns).view());
  return images;
}

matrix<float> write_reconstructions(session& from, matrix_view<const float> originals, image_size size,
                                    const std::filesystem::path& file) {
  constexpr std::size_t most_columns = 8;
  matrix<float> images = from.decode(from.encode(originals).view());
  write_png(file, reconstruction_grid(originals, images.view(), fitted(size, images.cols),
                                      std::min(most_columns, originals.rows))
                      .view());
  return images;
}

}  // namespace pathwise::commands
