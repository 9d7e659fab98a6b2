#pragma once
// Reading gzip-compressed bytes a piece at a time, so that memory grows with what is really there.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace pathwise {

bool is_gzip(std::span<const std::byte> bytes);

/// The content of a gzip file in memory (several members one after another are one content, as gzip has it).
class gunzip_stream {
 public:
  /// `compressed` must outlive the stream; `file` is for messages.
  gunzip_stream(std::span<const std::byte> compressed, const std::filesystem::path& file);
  ~gunzip_stream();

  /// Fills `out` and returns how many bytes it got: fewer only where the content ends or the file is cut short.
  /// Throws: file_error for damaged data, a wrong checksum, or bytes after the last member that are not gzip.
  std::size_t read(std::span<std::byte> out);
  /// Whether the compressed data ended before its closing checksum.
  bool cut_short() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace pathwise
