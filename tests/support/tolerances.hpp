#pragma once
// What the core's tests demand, each figure with its reason. Relative to a norm unless a name says otherwise.
#include <limits>

#include <pathwise/testing/tolerances.hpp>

namespace pathwise::testing::tolerance {

/// A pass that reorders or contracts, in double, per unit of the graph's own response to rounding (see
/// `response_to_rounding`): some hundred roundings of 1.1e-16. 300 graphs came to 2e-16; a wrong rule is off by 1.
inline constexpr double rewritten = 1e-14;

/// Closed forms of distributions in double: some ten operations, each within 2 units in the last place, on terms of the
/// size of the result.
inline constexpr double closed_form = 1e-13;

/// Quadrature in double by the trapezoidal rule under a double exponential map: its own error is below 1e-13, the sum's
/// rounding about 1e-14.
inline constexpr double quadrature = 1e-11;

/// How many standard errors the moments of a sample may be off: with a fixed seed a test either holds or not, and 5
/// leave room for a change of the stream.
inline constexpr double standard_errors = 5;

}  // namespace pathwise::testing::tolerance
