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

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
};

/// The family, to be called with expressions: `bernoulli(logits)`.
struct bernoulli_family : family_of<bernoulli_distribution> {
  static constexpr const char* name = "bernoulli";
};
inline constexpr bernoulli_family bernoulli{};

}  // namespace pathwise
