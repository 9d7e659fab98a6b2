#pragma once
// What a number is: the types an op's `value` body can be asked for outside the vector registers.
#include <concepts>

namespace pathwise {

/// A number a program computes with: float and double, and long double for the interpreter that is the oracle.
/// No integers, no bool, no cv-qualified or reference types, no vector registers (those are `lanes`).
template <class T>
concept scalar_like = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, long double>;

}  // namespace pathwise
