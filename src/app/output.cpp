#include "output.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>

namespace pathwise::commands {

void print_json(const json& document) {
  fmt::print("{}\n", document.dump(2));
  std::fflush(stdout);
}

json to_json(const metrics& m) {
  json object = json::object();
  for (std::size_t i = 0; i < m.names.size(); ++i) object[m.names[i]] = m.values[i];
  return object;
}

metrics metrics_from(const json& object, std::size_t rows) {
  metrics m;
  m.rows = rows;
  for (const auto& [name, value] : object.items()) {
    m.names.push_back(name);
    m.values.push_back(value.get<double>());
  }
  return m;
}

std::string describe(const metrics& m) {
  std::string text;
  for (std::size_t i = 0; i < m.names.size(); ++i)
    text += fmt::format("{}{} {:.2f}", i == 0 ? "" : "  ", m.names[i], m.values[i]);
  return text;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string clock_time(double seconds) {
  const auto whole = std::isfinite(seconds) && seconds > 0 ? static_cast<long>(seconds + 0.5) : 0L;
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace pathwise::commands
