#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Weibull(scale, concentration k): density k / scale y^(k - 1) exp(-y^k), y = x / scale. Elementwise; independent
/// components. Domain: scale, concentration > 0; x > 0. Outside the support log_prob is -infinity. Units: log_prob,
/// entropy in nats.
template <std::size_t... Extents>
struct weibull_distribution {
  using support = positive_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"scale", constraint::positive}, {"concentration", constraint::positive}});
  expr<Extents...> scale, concentration;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    const auto at = where(inside, x, scale);
    const auto log_y = straight_through(log(at / scale), log(at) - log(scale));  // whose slope needs no 1 / (x / scale)
    return where(
        inside,
        log(concentration) - log(scale) + (concentration - 1.0) * log_y - raised_ratio(at, scale, concentration),
        -detail::infinity);
  }
  constexpr auto entropy() const {
    return 0.57721566490153286 * (1.0 - 1.0 / concentration) + log(scale) - log(concentration) + 1.0;
  }
  constexpr auto mean() const { return scale * exp(lgamma(1.0 + 1.0 / concentration)); }
  constexpr auto variance() const {
    const auto log_mean = lgamma(1.0 + 1.0 / concentration);
    return square(scale * exp(log_mean)) * expm1(lgamma(1.0 + 2.0 / concentration) - 2.0 * log_mean);
  }
  constexpr auto mode() const {
    const auto rises = less(1.0, concentration);
    const auto k = where(rises, concentration, 2.0);
    return where(rises, scale * exp(log1p(-1.0 / k) / k), 0.0);
  }
  /// log E[x^k]; infinite for k <= -concentration.
  constexpr auto log_moment(expr<Extents...> k) const {
    const auto exists = less(-k, concentration);
    return where(exists, lgamma(1.0 + where(exists, k / concentration, 0.0)) + k * log(scale), detail::infinity);
  }
  constexpr auto mean_log() const { return log(scale) - 0.57721566490153286 / concentration; }
  constexpr auto cdf(expr<Extents...> x) const { return -expm1(-hazard(x)); }
  constexpr auto sf(expr<Extents...> x) const { return exp(-hazard(x)); }
  constexpr auto icdf(expr<Extents...> p) const { return scale * exp(log(-log1p(-p)) / concentration); }
  constexpr auto standardised(expr<Extents...> x) const { return raised_ratio(x, scale, concentration); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return scale * exp(log(draws.exponential()) / concentration);
  }
  /// -log of the probability beyond x.
  constexpr auto hazard(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    return where(inside, raised_ratio(where(inside, x, scale), scale, concentration), 0.0);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `weibull(scale, concentration)`.
struct weibull_family : family_of<weibull_distribution> {
  static constexpr const char* name = "weibull";
};
inline constexpr weibull_family weibull{};

}  // namespace pathwise
