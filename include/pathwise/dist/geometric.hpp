#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Geometric(logits l): x failures before the first success of probability sigmoid(l). Elementwise; independent
/// components. Formula: sigmoid(-l)^x sigmoid(l). Domain: l real; x = 0, 1, 2, ... (the cdf has its steps). Below 0
/// log_prob is -infinity. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct geometric_distribution {
  using support = whole_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"logits"}});
  expr<Extents...> logits;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x), -max(x, 0.0) * softplus(logits) - softplus(-logits), -detail::infinity);
  }
  constexpr auto entropy() const { return mean() * softplus(logits) + softplus(-logits); }
  constexpr expr<Extents...> mean() const { return exp(-logits); }
  constexpr auto variance() const { return mean() * (1.0 + mean()); }
  constexpr auto mode() const { return detail::filled_like(logits, 0); }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(x, 0.0), 0.0, -expm1(-(floor(max(x, 0.0)) + 1.0) * softplus(logits)));
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(x, 0.0), 1.0, exp(-(floor(max(x, 0.0)) + 1.0) * softplus(logits)));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `geometric(logits)`.
struct geometric_family : family_of<geometric_distribution> {
  static constexpr const char* name = "geometric";
};
inline constexpr geometric_family geometric{};

}  // namespace pathwise
