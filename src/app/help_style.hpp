#pragma once
// How options look in --help: a name, what to give, and a text that is wrapped to the page.
#include <CLI/CLI.hpp>
#include <string>

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
  CLI::Validator range = CLI::Range(least, most);
  range.description("");
  return range;
}

/// One of some words.
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace pathwise::commands
