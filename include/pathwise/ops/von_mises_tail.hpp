#pragma once
#include <limits>

#include <pathwise/ops/log_i0e.hpp>

namespace pathwise {

namespace detail {

/// The logarithm of the von Mises law's density about 0. By the sine of the half angle, since k cos(angle) cancels for
/// large k.
constexpr any_expr log_von_mises_density(any_expr k, any_expr angle) {
  return -2.0 * k * square(sin(0.5 * angle)) - log_i0e(literal(*k.g, 0), k) - 1.8378770664093455;
}
/// Its derivative in k.
constexpr any_expr von_mises_score(any_expr k, any_expr angle) {
  return -2.0 * square(sin(0.5 * angle)) - log_i0e(literal(*k.g, 1), k);
}

}  // namespace detail

/// d(angle) / dk of a von Mises variable about 0 that stays at its probability. Domain: k > 0. Gradient: in k not
/// provided, NaN.
struct von_mises_slope_op {
  static constexpr auto name = "von_mises_slope";
  template <class T>
  static constexpr T value(T k, T angle) {
    return math::von_mises_slope(k, angle);
  }
  /// From slope = F_k / density, beyond the angle.
  static constexpr partials<2> derivative(any_expr k, any_expr angle, any_expr slope) {
    return {{literal(*k.g, std::numeric_limits<double>::quiet_NaN()),
             slope * k * sin(angle) - detail::von_mises_score(k, angle)}};
  }
};
constexpr any_expr von_mises_slope(any_expr k, any_expr angle) { return apply<von_mises_slope_op>(k, angle); }

/// The probability that a von Mises variable of concentration k about 0 is beyond the angle: 1 from -pi down, 0 from pi
/// on. Domain: k > 0. Condition: right for k from 1e-3 to 1e5.
struct von_mises_tail_op {
  static constexpr auto name = "von_mises_tail";
  template <class T>
  static constexpr T value(T k, T angle) {
    return math::von_mises_tail(k, angle);
  }
  static constexpr partials<2> derivative(any_expr k, any_expr angle, any_expr /*y*/) {
    const any_expr none = literal(*k.g, 0), inside = less(abs(angle), literal(*k.g, 3.1415926535897932));
    const any_expr density = exp(detail::log_von_mises_density(k, angle));
    return {{where(inside, density * von_mises_slope(k, angle), none), where(inside, -density, none)}};
  }
};
constexpr any_expr von_mises_tail(any_expr k, any_expr angle) { return apply<von_mises_tail_op>(k, angle); }

/// The angle below which a von Mises variable about 0 lies with probability p, q = 1 - p. Domain: k > 0, 0 < p < 1.
/// Gradient: by implicit differentiation; since q goes with p, all of it is given to p.
struct von_mises_quantile_op {
  static constexpr auto name = "von_mises_quantile";
  template <class T>
  static constexpr T value(T k, T p, T q) {
    return math::von_mises_quantile(k, p, q);
  }
  static constexpr partials<3> derivative(any_expr k, any_expr /*p*/, any_expr /*q*/, any_expr angle) {
    return {{von_mises_slope(k, angle), exp(-detail::log_von_mises_density(k, angle)), zero_derivative}};
  }
};
constexpr any_expr von_mises_quantile(any_expr k, any_expr p, any_expr q) {
  return apply<von_mises_quantile_op>(k, p, q);
}

}  // namespace pathwise
