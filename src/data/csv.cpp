#include <pathwise/data/csv.hpp>
#include <pathwise/data/read_file.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace pathwise {
namespace {

using std::filesystem::path;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// One line of the file and what it says, for messages that name the place.
class csv_line {
 public:
  csv_line(std::string_view text, std::size_t number, const path& file) : number_(number), file_(file) { split(text); }

  const std::vector<std::string_view>& fields() const { return fields_; }

  [[noreturn]] void fail(const std::string& fault) const {
    throw file_error(file_, "line " + std::to_string(number_) + ": " + fault, "correct that line");
  }
  [[noreturn]] void fail(std::size_t column, const std::string& fault) const {
    fail("column " + std::to_string(column + 1) + " " + fault);
  }

 private:
  void split(std::string_view text) {
    for (;;) {
      const std::size_t end = end_of_field(text);
      fields_.push_back(unquoted(trimmed(text.substr(0, end))));
      if (end == text.size()) return;
      text.remove_prefix(end + 1);
    }
  }

  // The place of the next comma outside quotes.
  std::size_t end_of_field(std::string_view text) const {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') quoted = !quoted;
      if (text[i] == ',' && !quoted) return i;
    }
    if (quoted) fail(fields_.size(), "has an open quote");
    return text.size();
  }

  static std::string_view unquoted(std::string_view field) {
    const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
    return quoted ? trimmed(field.substr(1, field.size() - 2)) : field;
  }

  std::size_t number_;
  const path& file_;
  std::vector<std::string_view> fields_;
};

enum class number_state { good, too_large, not_a_number };

// long double reaches far below and above double: it tells what is too small, and so 0, from what is too large.
template <class T>
number_state parse_number(std::string_view field, T& value) {
  if (field.starts_with('+') && !field.substr(1).starts_with('-')) field.remove_prefix(1);
  const char* const last = field.data() + field.size();
  auto [end, error] = std::from_chars(field.data(), last, value);
  if (end != last || error == std::errc::invalid_argument) return number_state::not_a_number;
  if (error == std::errc()) return number_state::good;
  long double wide = 0;
  if (std::from_chars(field.data(), last, wide).ec != std::errc()) return number_state::too_large;
  value = static_cast<T>(wide);
  return std::isinf(value) ? number_state::too_large : number_state::good;
}

template <class T>
bool is_header(const csv_line& line) {
  const auto is_number = [](std::string_view field) {
    T value = 0;
    return parse_number(field, value) != number_state::not_a_number;
  };
  const bool has_names = std::ranges::any_of(line.fields(), [](std::string_view field) { return !field.empty(); });
  return has_names && std::ranges::none_of(line.fields(), is_number);
}

std::string undoubled(std::string_view field) {
  std::string name;
  for (std::size_t i = 0; i < field.size(); ++i) {
    name += field[i];
    if (field.substr(i).starts_with("\"\"")) ++i;
  }
  return name;
}

template <class T>
T number_at(const csv_line& line, std::size_t column) {
  const std::string_view field = line.fields()[column];
  const std::string shown = in_quotes(field, 32);
  T value = 0;
  if (field.empty()) line.fail(column, "is empty");
  const number_state state = parse_number(field, value);
  if (state == number_state::not_a_number) line.fail(column, "is not a number: " + shown);
  if (state == number_state::too_large) line.fail(column, "is too large: " + shown);
  return value;
}

template <class T>
class table_builder {
 public:
  void add(const csv_line& line) {
    const std::size_t columns = line.fields().size();
    if (!columns_ && is_header<T>(line)) {
      for (const std::string_view field : line.fields()) table_.header.push_back(undoubled(field));
    } else {
      check_columns(line);
      for (std::size_t c = 0; c < columns; ++c) table_.values.values.push_back(number_at<T>(line, c));
      ++table_.values.rows;
    }
    columns_ = columns;
  }

  csv_table<T> finish(const path& file) {
    if (table_.values.rows == 0) throw file_error(file, "has no rows of numbers", "name another file");
    table_.values.cols = *columns_;
    return std::move(table_);
  }

 private:
  void check_columns(const csv_line& line) const {
    const std::size_t columns = line.fields().size();
    if (columns_ && columns != *columns_)
      line.fail(std::to_string(columns) + " columns, the lines before have " + std::to_string(*columns_));
  }

  csv_table<T> table_;
  std::optional<std::size_t> columns_;
};

}  // namespace

template <class T>
csv_table<T> parse_csv(std::string_view text, const path& file) {
  if (text.empty()) throw file_error(file, "empty", "name another file");
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty() && (text.back() == '\n' || blanks.find(text.back()) != std::string_view::npos))
    text.remove_suffix(1);
  table_builder<T> table;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    table.add(csv_line(text.substr(0, end), number, file));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return table.finish(file);
}

template <class T>
csv_table<T> read_csv(const path& file) {
  return parse_csv<T>(read_text(file), file);
}

template csv_table<float> parse_csv<float>(std::string_view, const path&);
template csv_table<double> parse_csv<double>(std::string_view, const path&);
template csv_table<float> read_csv<float>(const path&);
template csv_table<double> read_csv<double>(const path&);

}  // namespace pathwise
