#pragma once
#include <pathwise/ops/beta_tail.hpp>

namespace pathwise {

/// logit x for the x below which a beta variable lies with probability p; of the upper tail it is the opposite of the
/// lower tail's with a and b exchanged. Domain: a, b > 0, 0 <= p <= 1; infinite at 0 and 1. Gradient: by implicit
/// differentiation, seen from the nearer end of [0, 1]; second derivatives in the concentrations are not provided, NaN.
struct beta_logit_quantile_op {
  static constexpr auto name = "beta_logit_quantile";
  template <class T>
  static constexpr T value(T a, T b, T p) {
    return math::beta_logit_quantile(a, b, p);
  }
  static constexpr partials<3> derivative(any_expr a, any_expr b, any_expr /*p*/, any_expr y) {
    const any_expr low = less(y, literal(*y.g, 0)), own = where(low, a, b), other = where(low, b, a);
    // Beyond e^-80 the tail is c^a / (a B), of which c may underflow and its logarithm does not.
    const any_expr beyond = max(abs(y) - 80.0, literal(*y.g, 0)), c = sigmoid(beyond - abs(y));
    const any_expr in_own = beta_first_slope(own, other, c) + beyond / own;
    const any_expr in_other = beta_second_slope(own, other, c);
    return {{where(low, in_own, -in_other), where(low, in_other, -in_own),
             exp(own * beyond - log_beta_density(own, other, c))}};
  }
};
constexpr any_expr beta_logit_quantile(any_expr a, any_expr b, any_expr p) {
  return apply<beta_logit_quantile_op>(a, b, p);
}

}  // namespace pathwise
