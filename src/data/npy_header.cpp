#include "npy_header.hpp"

#include <charconv>

namespace pathwise {
namespace {

constexpr std::size_t most_axes = 32;
constexpr unsigned type_seen = 1;
constexpr unsigned order_seen = 2;
constexpr unsigned shape_seen = 4;

class header_parser {
 public:
  header_parser(std::string_view text, const std::filesystem::path& file) : text_(text), file_(file) {}

  npy_header dictionary() {
    expect('{');
    while (!accept('}')) {
      entry(string());
      if (accept('}')) break;
      expect(',');
    }
    skip_space();
    if (at_ != text_.size()) fail("nothing more");
    if (seen_ != (type_seen | order_seen | shape_seen)) fail("'descr', 'fortran_order' and 'shape'");
    return std::move(header_);
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw file_error(file_, "damaged header: expected " + expected + " at its character " + std::to_string(at_),
                     "save it again with numpy.save");
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }

  bool accept(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(std::string("'") + c + "'");
  }

  bool accept_word(std::string_view word) {
    skip_space();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  std::string_view string() {
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail("a string");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a closing quote");
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return content;
  }

  void entry(std::string_view key) {
    const unsigned bit = key == "descr"           ? type_seen
                         : key == "fortran_order" ? order_seen
                         : key == "shape"         ? shape_seen
                                                  : 0U;
    if (bit == 0 || (seen_ & bit) != 0) fail("'descr', 'fortran_order' and 'shape', each once, before");
    seen_ |= bit;
    expect(':');
    if (bit == type_seen) header_.type = type();
    if (bit == order_seen) header_.fortran_order = boolean();
    if (bit == shape_seen) shape();
  }

  std::string type() {
    if (accept('['))
      throw file_error(file_, "records of several fields, which are not read", "save an array of numbers");
    return std::string(string());
  }

  bool boolean() {
    if (accept_word("True")) return true;
    if (accept_word("False")) return false;
    fail("True or False");
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      if (header_.shape.size() == most_axes) fail("at most 32 axes");
      header_.shape.push_back(extent());
      if (accept(')')) break;
      expect(',');
    }
  }

  std::size_t extent() {
    skip_space();
    std::size_t value = 0;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error == std::errc::result_out_of_range)
      throw file_error(file_, "absurd extents: one exceeds 64 bits", "save it again with numpy.save");
    if (error != std::errc()) fail("an extent");
    at_ += static_cast<std::size_t>(end - first);
    accept('L');  // Python 2 wrote 3L
    return value;
  }

  std::string_view text_;
  const std::filesystem::path& file_;
  std::size_t at_ = 0;
  unsigned seen_ = 0;
  npy_header header_;
};

}  // namespace

npy_header parse_npy_header(std::string_view text, const std::filesystem::path& file) {
  return header_parser(text, file).dictionary();
}

}  // namespace pathwise
