#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <pathwise/data/read_file.hpp>

#include <cerrno>
#include <cstdint>

#include "descriptor.hpp"
#include "system_failure.hpp"

namespace pathwise {
namespace {

// O_NONBLOCK: opening a pipe that nobody writes to must give an error, not wait for ever.
descriptor open_for_reading(const std::filesystem::path& file) {
  descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (opened.is_open()) return opened;
  if (errno == ENOENT) throw file_error(file, "missing: there is no such file", "check the path");
  throw system_failure(file, "read", errno);
}

std::size_t size_of(const descriptor& opened, const std::filesystem::path& file) {
  struct stat status = {};
  if (::fstat(opened.number(), &status) != 0) throw system_failure(file, "read", errno);
  if (S_ISDIR(status.st_mode)) throw file_error(file, "is a directory", "name a file in it");
  if (!S_ISREG(status.st_mode))
    throw file_error(file, "is a pipe or device, not a regular file", "save it to a file first");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto memory =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (size > memory)
    throw file_error(file, "has " + std::to_string(size) + " bytes, more than this machine's memory",
                     "use a part of it");
  return static_cast<std::size_t>(size);
}

template <class Buffer>
Buffer read_as(const std::filesystem::path& file) {
  const descriptor opened = open_for_reading(file);
  Buffer content;
  content.resize(size_of(opened, file));
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(opened.number(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw system_failure(file, "read", errno);
    if (count == 0)
      throw file_error(file, "became shorter while it was read", "wait until it is written and try again");
    done += static_cast<std::size_t>(count);
  }
  return content;
}

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& file) { return read_as<std::vector<std::byte>>(file); }

std::string read_text(const std::filesystem::path& file) { return read_as<std::string>(file); }

}  // namespace pathwise
