#pragma once
// What a distribution says of its parameters: shared by its definition and by those who check numbers against it.
#include <cstdint>

namespace pathwise {

/// Where a parameter may lie.
enum class constraint : std::uint8_t {
  real,
  positive,
  probability,         // between 0 and 1, both left out
  above_the_previous,  // than the parameter before it
};

/// The name is PyTorch's (or, where it lacks the family, NumPyro's or TensorFlow Probability's).
struct distribution_parameter {
  const char* name;
  constraint must_be = constraint::real;
};

/// Equally spaced numbers; a support that is made of them states them as `events`.
struct lattice {
  double first = 0, step = 0, last = 0;
};

/// Whether x, after `previous`, lies in the domain.
constexpr bool lies_in(constraint where, double x, double previous) {
  constexpr double largest = 1.7976931348623157e308;
  if (!(x >= -largest && x <= largest)) return false;
  return where == constraint::real          ? true
         : where == constraint::positive    ? x > 0
         : where == constraint::probability ? x > 0 && x < 1
                                            : x > previous;
}
constexpr const char* description_of(constraint where) {
  return where == constraint::real          ? "a finite number"
         : where == constraint::positive    ? "a finite number above 0"
         : where == constraint::probability ? "between 0 and 1, both left out"
                                            : "finite and above the parameter before it";
}

}  // namespace pathwise
