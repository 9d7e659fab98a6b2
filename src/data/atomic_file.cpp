#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <pathwise/data/atomic_file.hpp>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "descriptor.hpp"
#include "system_failure.hpp"

namespace pathwise {
namespace {

using std::filesystem::path;

constexpr mode_t permission_bits = 07777;

// What a symbolic link points to, so that the link survives the rename.
path behind_links(const path& file) {
  std::error_code unusable;
  if (!std::filesystem::is_symlink(file, unusable)) return file;
  const path target = std::filesystem::canonical(file, unusable);
  return unusable ? file : target;
}

path temporary_for(const path& file) {
  std::string name = ".";
  name += file.filename().string();
  name += ".tmp";
  return path(file).replace_filename(name);
}

void refuse_non_regular(const path& file, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) throw file_error(file, "cannot write: is a directory", "name a file in it");
  if (!S_ISREG(status.st_mode)) throw file_error(file, "cannot write: is a pipe or device", "name a regular file");
}

std::optional<mode_t> existing_permissions(const path& file) {
  if (!file.has_filename()) throw file_error(file, "cannot write: is a directory", "name a file in it");
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  refuse_non_regular(file, status);
  return status.st_mode & permission_bits;
}

// Two writers may race for the name: after the lock is ours the name must still mean the file we hold, or the other
// has renamed it and we would overwrite a finished file.
bool still_named(const descriptor& opened, const path& name) {
  struct stat held = {};
  struct stat named = {};
  return ::fstat(opened.number(), &held) == 0 && ::lstat(name.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

descriptor open_locked(const path& temporary, const path& file) {
  for (;;) {
    descriptor opened(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (!opened.is_open()) throw system_failure(file, "write", errno);
    if (::flock(opened.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      throw file_error(file, "cannot write: another process is writing it", "wait for it, or choose another name");
    if (still_named(opened, temporary)) return opened;
  }
}

void write_all(int descriptor_number, std::span<const std::byte> bytes, const path& file) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_number, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw system_failure(file, "write", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

// Makes the new name itself outlive a power cut. Some file systems cannot do it (EINVAL): then there is nothing to do.
void flush_folder(const path& folder, const path& file) {
  const descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return;
  if (::fsync(opened.number()) != 0 && errno != EINVAL) throw system_failure(file, "write", errno);
}

}  // namespace

atomic_file::atomic_file(const path& file) : file_(behind_links(file)), temporary_(temporary_for(file_)) {
  const std::optional<mode_t> permissions = existing_permissions(file_);
  descriptor opened = open_locked(temporary_, file_);
  if (::ftruncate(opened.number(), 0) != 0 || (permissions && ::fchmod(opened.number(), *permissions) != 0)) {
    const int code = errno;
    ::unlink(temporary_.c_str());
    throw system_failure(file_, "write", code);
  }
  descriptor_ = opened.release();
}

atomic_file::~atomic_file() { give_up(); }

void atomic_file::give_up() noexcept {
  if (descriptor_ < 0) return;
  ::unlink(temporary_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

void atomic_file::write(std::span<const std::byte> bytes) {
  try {
    write_all(descriptor_, bytes, file_);
  } catch (...) {
    give_up();
    throw;
  }
}

// The rename comes before the close, which gives up the lock: no other writer can take the temporary in between.
void atomic_file::commit() {
  const path folder = file_.has_parent_path() ? file_.parent_path() : path(".");
  if (::fsync(descriptor_) != 0 || ::rename(temporary_.c_str(), file_.c_str()) != 0) {
    const int code = errno;
    give_up();
    throw system_failure(file_, "write", code);
  }
  ::close(std::exchange(descriptor_, -1));
  flush_folder(folder, file_);
}

void write_file(const path& file, std::span<const std::byte> bytes) {
  atomic_file out(file);
  out.write(bytes);
  out.commit();
}

void write_text(const path& file, std::string_view text) { write_file(file, std::as_bytes(std::span(text))); }

namespace {

bool ends_unfinished(const descriptor& opened, off_t size) {
  char last = '\n';
  return size > 0 && ::pread(opened.number(), &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

void append_line(const path& file, std::string_view line) {
  if (line.find('\n') != std::string_view::npos)
    throw std::invalid_argument("append_line: the line contains a line end");
  existing_permissions(file);  // refuses directories and devices before they are opened
  const descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666));
  if (!opened.is_open()) throw system_failure(file, "write", errno);
  struct stat status = {};
  if (::fstat(opened.number(), &status) != 0) throw system_failure(file, "write", errno);
  std::string text = ends_unfinished(opened, status.st_size) ? "\n" : "";
  text += line;
  text += '\n';
  try {
    write_all(opened.number(), std::as_bytes(std::span(text)), file);
  } catch (const file_error&) {
    if (::ftruncate(opened.number(), status.st_size) != 0) throw system_failure(file, "write", errno);
    throw;
  }
}

}  // namespace pathwise
