#pragma once
// The version of the program, as CMake's project() states it.

namespace pathwise::commands {

inline constexpr const char* version = PATHWISE_VERSION;

}  // namespace pathwise::commands
