#pragma once
// Which of the mutants that the headers beside this one hold is alive: constant evaluation sees none of them.
#include <type_traits>

namespace pathwise::mutants {

inline constexpr int count = PATHWISE_MUTANTS;

/// Of main.cpp. Notes that mutant `id` was reached.
bool is_alive(int id);

constexpr bool chosen(int id) {
  if (std::is_constant_evaluated()) return false;
  return is_alive(id);
}

}  // namespace pathwise::mutants
