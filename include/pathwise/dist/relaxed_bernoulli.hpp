#pragma once
#include <pathwise/dist/logistic.hpp>

namespace pathwise {

/// Relaxed Bernoulli(temperature t, logits l): the law of sigmoid((l + L) / t), L standard logistic; a Bernoulli as t
/// goes to 0. Elementwise; independent components. Domain: t > 0, l real; 0 < x < 1. Outside the support log_prob is
/// -infinity. Units: log_prob in nats. Condition: a sample may round to 0 or 1, in float32 once in 1e5 draws at
/// temperature 0.7. Source: Maddison, Mnih and Teh 2017, appendix B.
template <std::size_t... Extents>
struct relaxed_bernoulli_distribution {
  using support = unit_interval;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"temperature", constraint::positive}, {"logits"}});
  expr<Extents...> temperature, logits;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x) * less(x, 1.0);
    const auto y = where(inside, x, 0.5);
    const auto s = abs(standardised(x));
    return where(inside, log(temperature) - s - 2.0 * softplus(-s) - log(y) - log1p(-y), -detail::infinity);
  }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), sigmoid(standardised(x)), 1.0), 0.0);
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), sigmoid(-standardised(x)), 0.0), 1.0);
  }
  constexpr auto icdf(expr<Extents...> p) const { return sigmoid((logits + log(p) - log1p(-p)) / temperature); }
  constexpr auto standardised(expr<Extents...> x) const {
    const auto y = where(less(0.0, x) * less(x, 1.0), x, 0.5);
    return temperature * (log(y) - log1p(-y)) - logits;
  }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return sigmoid((logits + logistic(logits, 1.0).standard(draws)) / temperature);
  }
  /// The decision that a sample stands for: 1 above 1/2.
  constexpr auto decision(expr<Extents...> x) const { return where(less(0.5, x), 1.0, 0.0); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `relaxed_bernoulli(temperature, logits)`.
struct relaxed_bernoulli_family : family_of<relaxed_bernoulli_distribution> {
  static constexpr const char* name = "relaxed_bernoulli";
};
inline constexpr relaxed_bernoulli_family relaxed_bernoulli{};

}  // namespace pathwise
