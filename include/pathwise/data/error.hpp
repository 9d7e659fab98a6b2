#pragma once
// What every reader and writer of files throws.
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pathwise {

/// `text` with control characters written as \xNN and cut after `longest` bytes, so that a name found inside a file
/// cannot move the cursor of the terminal that shows it.
std::string printable(std::string_view text, std::size_t longest = std::string_view::npos);

/// The same between single quotes.
std::string in_quotes(std::string_view text, std::size_t longest = 96);

/// A file that cannot be read or written. `what()` is "file: reason; cure": the file's name, what is wrong with it and
/// what to do about it.
/// Example: train.gz: truncated: the header promises 60000 x 28 x 28 bytes, 1024 are there; download it again
class file_error : public std::runtime_error {
 public:
  file_error(const std::filesystem::path& file, const std::string& reason, const std::string& cure)
      : std::runtime_error(printable(file.string()) + ": " + reason + "; " + cure) {}
};

}  // namespace pathwise
