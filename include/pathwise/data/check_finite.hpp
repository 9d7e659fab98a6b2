#pragma once
// Refusing NaN and infinity before they reach a model.
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <filesystem>

namespace pathwise {

/// Checks that every number of `values`, which came from `file`, is finite.
/// Throws: file_error that names the first row and column (from 0) that is not, and what is there.
void check_finite(matrix_view<const float> values, const std::filesystem::path& file);
void check_finite(matrix_view<const double> values, const std::filesystem::path& file);

}  // namespace pathwise
