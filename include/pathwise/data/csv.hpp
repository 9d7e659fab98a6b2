#pragma once
// Tables of numbers in text files.
#include <pathwise/base/matrix.hpp>
#include <pathwise/data/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

/// Numbers by row, and the names of the columns where the file has them.
template <class T>
struct csv_table {
  std::vector<std::string> header;
  matrix<T> values;
};

/// Reads comma-separated numbers, one row a line; T is float or double. The first line is a header if none of its
/// fields is a number. Fields may have spaces around them or be quoted ("1.5"; a quote inside is doubled); a decimal
/// point whatever the locale; nan and inf are numbers (see check_finite); too small for T is 0; a byte-order mark, CRLF
/// and blank last lines are ignored. Throws: file_error with the line (from 1) and column (from 1) of: a field that is
/// empty, no number or too large for T, a row with more or fewer columns than the first, an open quote; and for
/// missing, empty, no rows. Source: RFC 4180, without line ends inside quotes.
template <class T>
csv_table<T> read_csv(const std::filesystem::path& file);
template <class T>
csv_table<T> parse_csv(std::string_view text, const std::filesystem::path& file);

}  // namespace pathwise
