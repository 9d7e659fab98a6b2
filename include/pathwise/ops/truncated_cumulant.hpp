#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

/// Of the density proportional to exp(-y^2 / 2) on [start, start + width], with top = max(start, 0) its highest point:
/// order 0, the logarithm of the integral of exp((top^2 - y^2) / 2); order 1, the mean less top; orders 2 to 4, that
/// cumulant. Domain: width > 0, start >= -width / 2. Gradient: not provided for order 4, NaN.
struct truncated_cumulant_op {
  static constexpr auto name = "truncated_cumulant";
  template <class T>
  static constexpr T value(T order, T start, T width) {
    return math::truncated_cumulant(order, start, width);
  }
  /// In start each order is less the next one, but for top's own slope; where both edges are far out, so that the mean
  /// cancels, what they add. In width, what the far edge adds.
  static constexpr partials<3> derivative(any_expr order, any_expr start, any_expr width, any_expr y) {
    graph& g = *width.g;
    const auto of_order = [&](double k) { return truncated_cumulant(literal(g, k), start, width); };
    const any_expr top = max(start, 0.0), off = width + min(start, 0.0), mean = of_order(1);
    const any_expr far = min(off, 50.0), gap = far - mean;  // beyond 50 the density there is 0
    const any_expr density = exp(-far * (0.5 * far + top) - of_order(0));
    const any_expr near = max(min(start, 0.0), -50.0), first_density = exp(-0.5 * square(near) - of_order(0));
    const any_expr spread = square(gap);
    const auto is = [&](double k) { return less(abs(order - k), literal(g, 0.5)); };
    const any_expr none = literal(g, std::numeric_limits<double>::quiet_NaN());
    const any_expr of_width =
        where(is(0), literal(g, 1),
              where(is(1), gap, where(is(2), spread - y, where(is(3), gap * (spread - 3.0 * of_order(2)) - y, none))));
    const any_expr of_start =
        where(is(0), where(less(start, literal(g, -1)), density - first_density, -mean),
              where(is(1), less(start, literal(g, 0)) - of_order(2), -truncated_cumulant(order + 1.0, start, width)));
    return {{zero_derivative, of_start, density * of_width}};
  }
};
constexpr any_expr truncated_cumulant(any_expr order, any_expr start, any_expr width) {
  return apply<truncated_cumulant_op>(order, start, width);
}

}  // namespace pathwise
