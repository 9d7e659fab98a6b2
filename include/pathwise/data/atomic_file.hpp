#pragma once
// Writing files so that nobody ever sees half of one.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace pathwise {

/// A file that appears under its name complete, or not at all. Bytes go to ".NAME.tmp" in the same folder; `commit`
/// flushes them to the disk and renames. A process killed in between leaves the old file as it was, and a temporary
/// that the next writer of the same name takes over.
/// An existing file keeps its permissions, a symbolic link stays and its target is replaced; directories and devices
/// are refused. Throws: file_error (disk full, no permission, another process is writing the same file); the temporary
/// is then gone.
class atomic_file {
 public:
  explicit atomic_file(const std::filesystem::path& file);
  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;
  /// Without a `commit` before it: removes the temporary, leaves the file as it was.
  ~atomic_file();

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  void commit();

 private:
  void give_up() noexcept;

  std::filesystem::path file_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// Replaces the content of `file` as `atomic_file` does.
void write_file(const std::filesystem::path& file, std::span<const std::byte> bytes);
void write_text(const std::filesystem::path& file, std::string_view text);

/// Adds `line` and a line end to `file`, creating it if need be; the line is with the system when this returns, so it
/// outlives the process. A last line that a killed process left unfinished is closed first; if the disk is full
/// nothing of the new line stays. `line` must not contain a line end.
/// Throws: file_error.
void append_line(const std::filesystem::path& file, std::string_view line);

}  // namespace pathwise
