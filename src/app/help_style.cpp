#include "help_style.hpp"

namespace pathwise::commands {
namespace {

constexpr std::size_t name_columns = 30, text_columns = 68;

}  // namespace

std::string wrapped(const std::string& text, std::size_t width) {
  std::string page = text;
  std::size_t line = 0, last_space = std::string::npos;
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (page[i] == '\n') line = i + 1, last_space = std::string::npos;
    if (page[i] == ' ') last_space = i;
    if (i - line < width || last_space == std::string::npos) continue;
    page[last_space] = '\n';
    line = last_space + 1;
    last_space = std::string::npos;
  }
  return page;
}

help_formatter::help_formatter() { column_width(name_columns); }

std::string help_formatter::make_option_opts(const CLI::Option* option) const {
  return option->get_type_size() == 0 || option->get_type_name().empty() ? "" : " " + option->get_type_name();
}

std::string help_formatter::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  if (!option->get_default_str().empty()) text += " (default: " + option->get_default_str() + ")";
  return wrapped(text, text_columns);
}

CLI::Validator one_of(std::vector<std::string> words) {
  CLI::Validator member = CLI::IsMember(std::move(words));
  member.description("");
  return member;
}

}  // namespace pathwise::commands
