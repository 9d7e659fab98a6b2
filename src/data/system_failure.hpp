#pragma once
// The operating system's error numbers as messages that say what to do.
#include <pathwise/data/error.hpp>

namespace pathwise {

/// The error for a system call on `file` that failed with `code` (an errno) while we wanted to `action` ("read",
/// "write").
file_error system_failure(const std::filesystem::path& file, std::string_view action, int code);

}  // namespace pathwise
