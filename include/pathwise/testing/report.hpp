#pragma once
// What a check found, for people and for any test framework.
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace pathwise::testing {

/// The outcome of a check: a line for each comparison that failed, and for what could not be compared.
struct report {
  int comparisons = 0;
  std::vector<std::string> failures, notes;

  bool passed() const { return comparisons > 0 && failures.empty(); }
  /// Notes `what` with its error where that is more than is allowed, or is not a number. What is compared by the
  /// thousand says in a function what it is.
  template <class What>
  void compare(const What& what, long double off, long double allowed) {
    ++comparisons;
    if (off <= allowed) return;
    std::ostringstream line;
    line << text_of(what) << " is off by " << off << ", allowed is " << allowed;
    failures.push_back(line.str());
  }
  template <class What>
  void require(const What& what, bool holds) {
    ++comparisons;
    if (!holds) failures.push_back(text_of(what));
  }
  std::string text() const {
    std::string all = std::to_string(failures.size()) + " of " + std::to_string(comparisons) + " comparisons failed";
    for (const std::string& f : failures) all += "\n  " + f;
    for (const std::string& n : notes) all += "\n  note: " + n;
    return all;
  }

 private:
  template <class What>
  static std::string text_of(const What& what) {
    if constexpr (std::is_invocable_v<What>)
      return what();
    else
      return what;
  }
};

/// Thrown by the `expect_` functions; `what()` is the report.
struct failed_check : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Throws: failed_check where the check did not pass.
inline void expect(const report& found) {
  if (!found.passed()) throw failed_check(found.text());
}

}  // namespace pathwise::testing
