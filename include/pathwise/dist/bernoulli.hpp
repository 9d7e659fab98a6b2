#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Bernoulli(logits l): 1 with probability sigmoid(l), else 0. Elementwise; independent components.
/// Domain: l real; x 0 or 1 (a value between counts as a probability of 1). Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct bernoulli_distribution {
  using support = zero_or_one;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"logits"}});
  expr<Extents...> logits;

  constexpr auto log_prob(expr<Extents...> x) const { return logits * x - softplus(logits); }
  constexpr auto entropy() const { return softplus(logits) - logits * sigmoid(logits); }
  constexpr auto mean() const { return sigmoid(logits); }
  constexpr auto variance() const { return sigmoid(logits) * sigmoid(-logits); }
  constexpr auto mode() const { return where(less(0.0, logits), 1.0, 0.0); }
  constexpr auto cdf(expr<Extents...> x) const { return at_steps(x, 0.0, sigmoid(-logits), 1.0); }
  constexpr auto sf(expr<Extents...> x) const { return at_steps(x, 1.0, sigmoid(logits), 0.0); }
  /// What holds below 0, from there to below 1, and from 1 on.
  constexpr auto at_steps(expr<Extents...> x, double first, expr<Extents...> second, double third) const {
    const auto outer = where(less(x, 0.0), first, third);
    const auto within = less_equal(0.0, x) * less(x, 1.0);
    return where(within, second, where(less_equal(logits, detail::infinity), outer, detail::not_a_number));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `bernoulli(logits)`.
struct bernoulli_family : family_of<bernoulli_distribution> {
  static constexpr const char* name = "bernoulli";
};
inline constexpr bernoulli_family bernoulli{};

}  // namespace pathwise
