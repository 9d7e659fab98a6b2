#pragma once
// Smooth invertible maps of single numbers, applied elementwise: what `transformed` makes new families of.
//
// A transform states `forward(x)`, `inverse(y)` and `log_slope(x)` = log |d forward / dx|, each an expression of the
// extents of its argument, and the type `range` of what it reaches; one that has parameters, `parameters()`, a tuple.
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// y = loc + scale x. Domain: scale > 0.
template <std::size_t... Extents>
struct affine_transform_of {
  using range = real_numbers;
  expr<Extents...> loc, scale;

  constexpr auto forward(expr<Extents...> x) const { return loc + scale * x; }
  constexpr auto inverse(expr<Extents...> y) const { return (y - loc) / scale; }
  constexpr auto log_slope(expr<Extents...>) const { return log(scale); }
  constexpr auto parameters() const { return std::tuple(loc, scale); }
};
template <std::size_t... E>
constexpr affine_transform_of<E...> affine_transform(expr<E...> loc, expr<E...> scale) {
  return {loc, scale};
}

/// y = exp(x).
struct exp_transform {
  using range = positive_numbers;

  template <std::size_t... E>
  constexpr auto forward(expr<E...> x) const {
    return exp(x);
  }
  template <std::size_t... E>
  constexpr auto inverse(expr<E...> y) const {
    return log(y);
  }
  template <std::size_t... E>
  constexpr auto log_slope(expr<E...> x) const {
    return x;
  }
};

/// y = 1 / (1 + exp(-x)).
struct sigmoid_transform {
  using range = unit_interval;

  template <std::size_t... E>
  constexpr auto forward(expr<E...> x) const {
    return sigmoid(x);
  }
  template <std::size_t... E>
  constexpr auto inverse(expr<E...> y) const {
    return log(y) - log1p(-y);
  }
  template <std::size_t... E>
  constexpr auto log_slope(expr<E...> x) const {
    return -softplus(x) - softplus(-x);
  }
};

/// The numbers between -1 and 1.
struct symmetric_unit_interval {
  static constexpr const char* name = "the numbers between -1 and 1";
};

/// y = tanh(x). The inverse holds its digits up to |y| = 1 - 2^-24 (double: 1 - 2^-53), x = 9 (18).
struct tanh_transform {
  using range = symmetric_unit_interval;

  template <std::size_t... E>
  constexpr auto forward(expr<E...> x) const {
    return tanh(x);
  }
  template <std::size_t... E>
  constexpr auto inverse(expr<E...> y) const {
    return 0.5 * (log1p(y) - log1p(-y));
  }
  /// log(1 - tanh(x)^2) without its cancellation: even in x.
  template <std::size_t... E>
  constexpr auto log_slope(expr<E...> x) const {
    const auto a = abs(x);
    return 1.3862943611198906 - 2.0 * a - 2.0 * softplus(-2.0 * a);
  }
};

/// y = log(1 + exp(x)).
struct softplus_transform {
  using range = positive_numbers;

  template <std::size_t... E>
  constexpr auto forward(expr<E...> x) const {
    return softplus(x);
  }
  template <std::size_t... E>
  constexpr auto inverse(expr<E...> y) const {
    return y + log1mexp(y);
  }
  template <std::size_t... E>
  constexpr auto log_slope(expr<E...> x) const {
    return -softplus(-x);
  }
};

/// y = x^power of a positive x. Domain: power > 0.
template <std::size_t... Extents>
struct power_transform_of {
  using range = positive_numbers;
  expr<Extents...> power;

  constexpr auto forward(expr<Extents...> x) const { return exp(power * log(x)); }
  constexpr auto inverse(expr<Extents...> y) const { return exp(log(y) / power); }
  constexpr auto log_slope(expr<Extents...> x) const { return log(power) + (power - 1.0) * log(x); }
  constexpr auto parameters() const { return std::tuple(power); }
};
template <std::size_t... E>
constexpr power_transform_of<E...> power_transform(expr<E...> power) {
  return {power};
}

/// y = sinh((asinh(x) + skewness) * tailweight): skewed above 0, of heavier tails above 1. Domain: tailweight > 0.
/// Source: Jones and Pewsey 2009.
template <std::size_t... Extents>
struct sinh_arcsinh_transform_of {
  using range = real_numbers;
  expr<Extents...> skewness, tailweight;

  constexpr auto forward(expr<Extents...> x) const { return sinh((arcsinh(x) + skewness) * tailweight); }
  constexpr auto inverse(expr<Extents...> y) const { return sinh(arcsinh(y) / tailweight - skewness); }
  constexpr auto log_slope(expr<Extents...> x) const {
    return log(tailweight) + log_cosh((arcsinh(x) + skewness) * tailweight) - 0.5 * log1p_square(x);
  }
  constexpr auto parameters() const { return std::tuple(skewness, tailweight); }

 private:
  static constexpr auto sinh(expr<Extents...> x) {
    const auto raised = expm1(abs(x));
    return 0.5 * sign(x) * (raised + raised / (raised + 1.0));
  }
  static constexpr auto arcsinh(expr<Extents...> x) {
    const auto a = abs(x), square_of = square(a);
    return sign(x) * log1p(a + square_of / (1.0 + sqrt(1.0 + square_of)));
  }
  static constexpr auto log_cosh(expr<Extents...> x) {
    const auto a = abs(x);
    return a + softplus(-2.0 * a) - 0.69314718055994531;
  }
};
template <std::size_t... E>
constexpr sinh_arcsinh_transform_of<E...> sinh_arcsinh_transform(expr<E...> skewness, expr<E...> tailweight) {
  return {skewness, tailweight};
}

}  // namespace pathwise
