#pragma once
// What checks of derivatives and programs allow, each figure with its reason. Relative to a norm unless a name says
// otherwise.

namespace pathwise::testing::tolerance {

/// A derivative in long double against extrapolated differences. These are good to some 1e-14 of the largest term; a
/// wrong sign, factor or operand is off by 1.
inline constexpr long double difference = 1e-9L;

/// <v, Ju> against <J'v, u> in long double: both are the same sum in another order.
inline constexpr long double adjoint = 1e-15L;

/// A compiled program against the interpreter. float: sums of some hundred products are off by sqrt(n) 6e-8; double:
/// the same shrunk by the ratio of the roundings, and room for Adam, which divides small gradients by themselves.
template <class T>
inline constexpr double compiled = sizeof(T) == sizeof(float) ? 1e-5 : 1e-12;

/// An op's value against a long double reference, in units in the last place of its type: each math:: function states
/// fewer than 4 of its own, and an op joins two or three.
inline constexpr long double value_ulps = 8;

/// The same in long double: the oracle's series are right to about 1e-18, libm's to 1e-19; erf's tail and erfinv lose a
/// digit.
inline constexpr long double long_double_value = 1e-16L;

}  // namespace pathwise::testing::tolerance
