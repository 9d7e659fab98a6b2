#pragma once
#include <pathwise/dist/gamma_draw.hpp>

namespace pathwise {

/// Beta(concentration1 a, concentration0 b): density x^(a - 1) (1 - x)^(b - 1) / B(a, b). Elementwise; independent
/// components. Domain: concentration1, concentration0 > 0; 0 < x < 1. Outside the support log_prob is -infinity. The
/// mode exists for a, b >= 1 that are not both 1; NaN where it does not. Units: log_prob, entropy in nats. Gradient: a
/// sample is made of two gamma variables, each with its implicit slope, by their logarithms (Figurnov et al. 2018).
/// Condition: cdf, sf, samples and their gradient are right for concentrations from 1e-3 to 1e5; in float, below 0.05,
/// a tail beside which the other is nearly 1 keeps four digits.
template <std::size_t... Extents>
struct beta_distribution {
  using support = unit_interval;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"concentration1", constraint::positive}, {"concentration0", constraint::positive}});
  static constexpr int draws_of_one_law = 2;
  expr<Extents...> concentration1, concentration0;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x) * less(x, 1.0);
    const auto at = where(inside, x, 0.5);
    return where(inside, log_beta_density(concentration1, concentration0, at) - log(at) - log1p(-at),
                 -detail::infinity);
  }
  constexpr auto entropy() const {
    const auto whole = total();
    return part_of_entropy(concentration1) + part_of_entropy(concentration0) - part_of_entropy(whole) - digamma(whole);
  }
  constexpr expr<Extents...> total() const { return concentration1 + concentration0; }
  constexpr expr<Extents...> mean() const { return concentration1 / total(); }
  constexpr auto variance() const { return mean() * (concentration0 / total()) / (total() + 1.0); }
  constexpr auto mode() const {
    const auto exists = less_equal(1.0, concentration1) * less_equal(1.0, concentration0) * less(2.0, total());
    return where(exists, (concentration1 - 1.0) / (where(exists, total(), 3.0) - 2.0), detail::not_a_number);
  }
  constexpr auto mean_log() const { return digamma(concentration1) - digamma(total()); }
  constexpr auto cdf(expr<Extents...> x) const { return beta_lower_tail(concentration1, concentration0, x); }
  constexpr auto sf(expr<Extents...> x) const { return beta_tail(concentration1, concentration0, x); }
  constexpr auto icdf(expr<Extents...> p) const {
    return sigmoid(beta_logit_quantile(concentration1, concentration0, p));
  }
  constexpr auto sample(const noise<Extents...>& draws) const { return sigmoid(logit_sample(draws)); }
  /// The logit of the sample, which tells apart what lies at 0 and at 1 in the type.
  constexpr auto logit_sample(const noise<Extents...>& draws) const {
    const auto up = detail::gamma_log_draw(concentration1, draws);
    const auto down = detail::gamma_log_draw(concentration0, draws, "other");
    return (up - down) + log_ratio(concentration1, concentration0);
  }
  /// What log Gamma adds to the entropy, its leading form and the mean of a logarithm taken together.
  static constexpr auto part_of_entropy(expr<Extents...> a) {
    return a * log_less_digamma(a) + digamma(a) - log_gamma_density(a, detail::filled_like(a, 0));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `beta(concentration1, concentration0)`.
struct beta_family : family_of<beta_distribution> {
  static constexpr const char* name = "beta";
};
inline constexpr beta_family beta{};

}  // namespace pathwise
