#pragma once
// What is demanded of Pathwise against PyTorch in float64, each figure with its reason.
#include <type_traits>

namespace pathwise::parity {

/// float32. A sum of n products in ascending order is off by some sqrt(n) 6e-8, so by 1.7e-6 for 784 pixels; a wrong
/// formula, a lost row or noise in another order is off by 1e-3 and more. Worst seen: gradients 7e-7, weights 4e-7.
inline constexpr double float32_relative = 1e-5;

/// float64, with the same programs: 1e-5 shrunk by the ratio of the two roundings is 2e-14; Adam, which divides small
/// gradients by themselves, takes the rest. Worst seen: gradients 1e-15, weights 2e-15.
inline constexpr double float64_relative = 1e-12;

/// PyTorch's own float32 on the same case shows how much the case asks of any float32. A factor of 5 is room for
/// another order of summation, not for another accuracy.
inline constexpr double times_control = 5;

template <class T>
inline constexpr double relative = std::is_same_v<T, float> ? float32_relative : float64_relative;

}  // namespace pathwise::parity
