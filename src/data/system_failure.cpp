#include "system_failure.hpp"

#include <cerrno>
#include <system_error>

namespace pathwise {
namespace {

std::string cure_for(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return "free some space and try again";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f)";
    case ENOENT:
    case ENOTDIR:
      return "check the path, or create the folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "change its permissions, or choose another folder";
    case ENAMETOOLONG:
      return "choose a shorter name";
    case EMFILE:
    case ENFILE:
      return "close some files, or raise the limit (ulimit -n)";
    default:
      return "check the disk and try again";
  }
}

}  // namespace

file_error system_failure(const std::filesystem::path& file, std::string_view action, int code) {
  return {file, "cannot " + std::string(action) + ": " + std::generic_category().message(code), cure_for(code)};
}

}  // namespace pathwise
