#pragma once
// The pictures of a run.
#include <pathwise/app/session.hpp>
#include <pathwise/data/png.hpp>

#include <filesystem>

namespace pathwise::commands {

/// A square-ish grid of what the model decodes from `count` codes drawn from the prior. Returns: the images, one a row.
matrix<float> write_samples(session& from, image_size size, std::size_t count, std::uint64_t seed,
                            const std::filesystem::path& file);

/// Originals above their reconstructions at the posterior's mean. Returns: the reconstructions, one a row.
matrix<float> write_reconstructions(session& from, matrix_view<const float> originals, image_size size,
                                    const std::filesystem::path& file);

/// `size` where it fits a model's rows, else one line a row.
image_size fitted(image_size size, std::size_t columns);

}  // namespace pathwise::commands
