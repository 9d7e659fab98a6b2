#pragma once
#include <pathwise/ops/beta_tail.hpp>

namespace pathwise {

/// logit x for the x below which a beta variable lies with probability p; of the upper tail it is the opposite of the
/// lower tail's with a and b exchanged. Domain: a, b > 0, 0 <= p <= 1; infinite at 0 and 1. Gradient: by implicit
/// differentiation, seen from the nearer end of [0, 1].
struct beta_logit_quantile_op {
  static constexpr auto name = "beta_logit_quantile";
  template <class T>
  static constexpr T value(T a, T b, T p) {
    return math::beta_logit_quantile(a, b, p);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr /*p*/, any_expr y) {
    const any_expr low = less(y, literal(*y.g, 0)), c = sigmoid(-abs(y));
    const any_expr own = where(low, a, b), other = where(low, b, a);
    const any_expr in_own = beta_first_slope(own, other, c), in_other = beta_second_slope(own, other, c);
    return {{where(low, in_own, -in_other), where(low, in_other, -in_own), exp(-log_beta_density(own, other, c))}};
  }
};
constexpr any_expr beta_logit_quantile(any_expr a, any_expr b, any_expr p) {
  return apply<beta_logit_quantile_op>(a, b, p);
}

}  // namespace pathwise
