#include <pathwise/data/error.hpp>

namespace pathwise {

std::string printable(std::string_view text, std::size_t longest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (const char c : text.substr(0, longest)) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code != 0x7f) {
      shown += c;
    } else {
      shown += "\\x";
      shown += digits[code >> 4];
      shown += digits[code & 15];
    }
  }
  return text.size() > longest ? shown + "..." : shown;
}

std::string in_quotes(std::string_view text, std::size_t longest) {
  std::string shown = "'";
  shown += printable(text, longest);
  shown += '\'';
  return shown;
}

}  // namespace pathwise
