#pragma once
// Estimators of the gradient of a bound: unbiased all of them, and different in how far they scatter.
#include <pathwise/dist/kl_divergence.hpp>

namespace pathwise {

/// The same distribution, through whose parameters no gradient flows.
template <distribution D>
constexpr D held_still(const D& q) {
  return std::apply([](const auto&... p) { return D{stop_gradient(p)...}; }, detail::parameters_of(q));
}

/// The estimate log q(z) - log p(z) of KL(q || p) with q's parameters held still, so that only the sample z carries the
/// gradient: the score's part, whose mean is 0, is left out. Where q = p the gradient is 0 for every z, not only on
/// average. Source: Roeder, Wu and Duvenaud 2017, equation 7.
struct sticking_the_landing_divergence {
  template <class Q, class P, class Z>
  constexpr auto operator()(const Q& q, const P& p, Z sample) const {
    return kl_monte_carlo(held_still(q), p, sample);
  }
};
inline constexpr sticking_the_landing_divergence sticking_the_landing{};

/// f, whose gradient is the score-function estimate of that of E_q[f]: f's own, at z held still, plus f dlog_q.
/// `log_q` is the log-density of a sample through which no gradient flows: q.log_prob(stop_gradient(z)), summed to a
/// number a row. Source: Williams 1992 (REINFORCE); Ranganath, Gerrish and Blei 2014, equation 4.
constexpr expr<> with_score_function(expr<> f, expr<> log_q) {
  return f + stop_gradient(f) * (log_q - stop_gradient(log_q));
}

}  // namespace pathwise
