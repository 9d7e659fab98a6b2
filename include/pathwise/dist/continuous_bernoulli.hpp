#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Continuous Bernoulli(probs): density proportional to probs^x (1 - probs)^(1 - x), an exponential in x of slope l =
/// logit(probs), whose mass is expm1(l) / l. Elementwise; independent components. Domain: 0 < probs < 1; 0 <= x <= 1.
/// Outside the support log_prob is -infinity. Units: log_prob, entropy in nats. Source: Loaiza-Ganem and Cunningham
/// 2019.
template <std::size_t... Extents>
struct continuous_bernoulli_distribution {
  using support = closed_unit_interval;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"probs", constraint::probability}});
  expr<Extents...> probs;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x) * less_equal(x, 1.0), logit() * x - log_expm1_ratio(logit()), -detail::infinity);
  }
  constexpr auto entropy() const { return log_expm1_ratio(logit()) - logit() * mean(); }
  constexpr auto mean() const { return 0.5 + 0.5 * langevin(0.0, 0.5 * logit()); }
  constexpr auto variance() const { return 0.25 * langevin(1.0, 0.5 * logit()); }
  constexpr auto mode() const { return where(less(0.5, probs), 1.0, 0.0); }
  /// log E exp(t x).
  constexpr auto log_moment_generating(expr<Extents...> t) const {
    return log_expm1_ratio(logit() + t) - log_expm1_ratio(logit());
  }
  constexpr auto cdf(expr<Extents...> x) const { return share(logit(), min(max(x, 0.0), 1.0)); }
  constexpr auto sf(expr<Extents...> x) const { return share(-logit(), 1.0 - min(max(x, 0.0), 1.0)); }
  /// log1p(p expm1(l)) / l. Not by the mirror 1 - x where the density rises: a small x would be what is left of 1, and
  /// might be below 0.
  constexpr auto icdf(expr<Extents...> p) const {
    return min(1.0, p * expm1_ratio(0.0, logit()) * log1p_ratio(0.0, p * expm1(logit())));
  }
  constexpr auto sample(const noise<Extents...>& draws) const { return icdf(draws.uniform()); }
  constexpr auto logit() const { return log(probs) - log1p(-probs); }
  /// expm1(l x) / expm1(l): the share of the mass below x.
  static constexpr auto share(expr<Extents...> l, expr<Extents...> x) {
    const auto rises = less(0.0, l);
    const auto fall = where(rises, -l, l);  // not -|l|, which has no slope at 0
    return exp(where(rises, l, 0.0) * (x - 1.0)) * x * expm1_ratio(0.0, fall * x) / expm1_ratio(0.0, fall);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `continuous_bernoulli(probs)`.
struct continuous_bernoulli_family : family_of<continuous_bernoulli_distribution> {
  static constexpr const char* name = "continuous_bernoulli";
};
inline constexpr continuous_bernoulli_family continuous_bernoulli{};

}  // namespace pathwise
