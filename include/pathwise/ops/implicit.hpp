#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

/// x, with a derivative of NaN: for what is right as a value and would silently be wrong as something to differentiate.
struct without_derivative_op {
  static constexpr auto name = "without_derivative";
  template <class T>
  static constexpr T value(T x) {
    return x;
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) {
    return literal(*x.g, std::numeric_limits<double>::quiet_NaN());
  }
};
constexpr any_expr without_derivative(any_expr x) { return apply<without_derivative_op>(x); }

/// x, moving such that s(x; parameters) stays where it is: with the derivative of s times -1 / slope, slope = ds/dx.
/// Domain: slope other than 0. Source: Figurnov et al. 2018, equation 5.
struct implicit_op {
  static constexpr auto name = "implicit";
  template <class T>
  static constexpr T value(T x, T /*s*/, T /*slope*/) {
    return x;
  }
  static constexpr partials<3> derivative(any_expr x, any_expr /*s*/, any_expr slope, any_expr /*y*/) {
    return {{literal(*x.g, 1), -1.0 / slope, zero_derivative}};
  }
};
constexpr any_expr implicit(any_expr x, any_expr s, any_expr slope) { return apply<implicit_op>(x, s, slope); }

}  // namespace pathwise
