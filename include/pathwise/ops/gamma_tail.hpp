#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

namespace detail {

/// The density of a gamma variable of this shape and rate 1; 0 at 0.
constexpr any_expr gamma_density(any_expr shape, any_expr x) {
  const any_expr off = less(literal(*x.g, 0), x), y = where(off, x, literal(*x.g, 1));
  return where(off, exp((shape - 1.0) * log(y) - y - lgamma(shape)), literal(*x.g, 0));
}

}  // namespace detail

/// The derivative of gamma_tail in the shape. Its own derivative in the shape is not provided: NaN.
struct gamma_tail_slope_op {
  static constexpr auto name = "gamma_tail_slope";
  template <class T>
  static constexpr T value(T shape, T x) {
    return math::gamma_tail_slope(shape, x);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr x, any_expr /*y*/) {
    const any_expr log_x = log(max(x, 1e-30));
    return {{literal(*x.g, std::numeric_limits<double>::quiet_NaN()),
             detail::gamma_density(shape, x) * (digamma(shape) - log_x)}};
  }
};

/// The probability that a gamma variable of this shape and rate 1 is beyond x. Domain: 0 < shape <= 50, x >= 0.
struct gamma_tail_op {
  static constexpr auto name = "gamma_tail";
  template <class T>
  static constexpr T value(T shape, T x) {
    return math::gamma_tail(shape, x);
  }
  static constexpr partials<2> derivative(any_expr shape, any_expr x, any_expr /*y*/) {
    return {{apply<gamma_tail_slope_op>(shape, x), -detail::gamma_density(shape, x)}};
  }
};
constexpr any_expr gamma_tail(any_expr shape, any_expr x) { return apply<gamma_tail_op>(shape, x); }

}  // namespace pathwise
