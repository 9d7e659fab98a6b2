#pragma once
// The NAME format: whose it is, and what it holds.
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <filesystem>

namespace pathwise {

/// The numbers of a NAME file, a row each.
/// Throws: file_error, a message of its own for: missing, empty, ...
/// Source: where the format is described.
matrix<float> read_NAME(const std::filesystem::path& file);

}  // namespace pathwise
