#pragma once
// How options look in --help: a name, what to give, and a text that is wrapped to the page.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace pathwise::commands {

/// `text` with line ends in place of spaces, so that no line exceeds `width` where words allow it.
std::string wrapped(const std::string& text, std::size_t width);

class help_formatter : public CLI::Formatter {
 public:
  help_formatter();
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

/// A number of at least `least` and at most `most`.
template <class T>
CLI::Validator between(T least, T most) {
  const auto check = [least, most](std::string& given) -> std::string {
    T number{};
    const bool wraps = std::is_unsigned_v<T> && given.find('-') != std::string::npos;
    if (!wraps && CLI::detail::lexical_cast(given, number) && number >= least && number <= most)
      return "";  // not a number fails both
    return fmt::format("{} is no number from {} to {}", given, least, most);
  };
  return CLI::Validator(check, "");
}

inline CLI::Validator any_seed() { return between<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max()); }

/// One of some words.
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace pathwise::commands
