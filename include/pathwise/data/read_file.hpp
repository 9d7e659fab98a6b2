#pragma once
// A whole file in memory: the one way in which every reader gets its bytes.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace pathwise {

/// The bytes of a regular file.
/// Throws: file_error if it is missing, a directory, a pipe or device, not readable, or larger than the memory.
std::vector<std::byte> read_file(const std::filesystem::path& file);

/// The same as text, unchanged.
std::string read_text(const std::filesystem::path& file);

}  // namespace pathwise
