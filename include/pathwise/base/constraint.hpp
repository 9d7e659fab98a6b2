#pragma once
// What a distribution says of its parameters: shared by its definition and by those who check numbers against it.
#include <cstddef>
#include <cstdint>

namespace pathwise {

/// Where a parameter may lie.
enum class constraint : std::uint8_t {
  real,
  positive,
  probability,         // between 0 and 1, both left out
  above_the_previous,  // than the parameter before it
  positive_diagonal,   // of a square matrix: what stands there is positive, the rest real
};

/// What is asked of the number in this row and column of a matrix.
constexpr constraint at_place(constraint of_matrix, std::size_t row, std::size_t column) {
  if (of_matrix != constraint::positive_diagonal) return of_matrix;
  return row == column ? constraint::positive : constraint::real;
}

/// The name is PyTorch's (or, where it lacks the family, NumPyro's or TensorFlow Probability's).
struct distribution_parameter {
  const char* name;
  constraint must_be = constraint::real;
};

/// Equally spaced numbers; a support that is made of them states them as `events`.
struct lattice {
  double first = 0, step = 0, last = 0;
};

/// Whether x, after `previous`, lies in the domain. (Of a matrix: what is not on its diagonal.)
constexpr bool lies_in(constraint where, double x, double previous) {
  constexpr double largest = 1.7976931348623157e308;
  if (!(x >= -largest && x <= largest)) return false;
  return where == constraint::positive             ? x > 0
         : where == constraint::probability        ? x > 0 && x < 1
         : where == constraint::above_the_previous ? x > previous
                                                   : true;
}
constexpr const char* description_of(constraint where) {
  return where == constraint::positive             ? "a finite number above 0"
         : where == constraint::probability        ? "between 0 and 1, both left out"
         : where == constraint::above_the_previous ? "finite and above the parameter before it"
                                                   : "a finite number";
}

}  // namespace pathwise
