#pragma once
// Names as values (`text`, of bounded length) and as template arguments (`fixed_string`).
#include <cstddef>
#include <string_view>

namespace pathwise {

/// A name of at most 63 characters, usable in constant evaluation. A longer one is cut, and remembers it: tracing
/// reports that (E018).
struct text {
  static constexpr int capacity = 64;
  char at[capacity] = {};

  constexpr text() = default;
  constexpr text(std::string_view s) { append(s); }
  constexpr text(const char* s) : text(std::string_view(s)) {}

  constexpr int size() const {
    int n = 0;
    while (n < capacity - 1 && at[n] != '\0') ++n;  // the bound keeps g++ 12 from warning of a strlen it makes of this
    return n;
  }
  constexpr void append(std::string_view s) {
    int n = size();
    for (const char c : s) {
      at[n] = c;
      if (n == capacity - 1) return;
      ++n;
    }
  }
  constexpr bool was_cut() const { return at[capacity - 1] != '\0'; }
  constexpr std::string_view view() const { return {at, static_cast<std::size_t>(size())}; }
  constexpr bool operator==(const text& other) const {
    for (int i = 0; i < capacity; ++i) {
      if (at[i] != other.at[i]) return false;
      if (at[i] == '\0') return true;
    }
    return true;
  }
};

/// A string literal as a template argument: `run<"x", "fc_mu">`. The array keeps its terminating zero: without it g++
/// cuts the text in diagnostics and clang prints numbers.
template <std::size_t N>
struct fixed_string {
  char at[N] = {};
  constexpr fixed_string() = default;
  constexpr fixed_string(const char (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i) at[i] = s[i];
  }
  constexpr std::string_view view() const { return {at, N - 1}; }
  constexpr bool operator==(const fixed_string&) const = default;
};

/// A name inside a diagnostic: `E014_one_name_two_shapes<name<"fc_mu">, ...>`.
template <fixed_string Text>
struct name;

/// A line of the user's source inside a diagnostic.
template <int Line>
struct line;

}  // namespace pathwise
