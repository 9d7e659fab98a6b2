#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Generalised Pareto(loc, scale, concentration c): density (1 + c y)^(-1 / c - 1) / scale, y = (x - loc) / scale;
/// exponential for c = 0. Elementwise; independent components. Domain: scale > 0; x >= loc, and x <= loc - scale / c
/// where c < 0. Outside the support log_prob is -infinity. The mean is infinite for c >= 1, the variance for c >= 1/2.
/// Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct generalized_pareto_distribution {
  using support = numbers_from_loc;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}, {"concentration"}});
  expr<Extents...> loc, scale, concentration;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto y = (x - loc) / scale;
    const auto outside = max(less(y, 0.0), less_equal(concentration * y, -1.0));
    return where(outside, -detail::infinity, -log(scale) - (1.0 + concentration) * log_growth(where(outside, 0.0, y)));
  }
  constexpr auto entropy() const { return log(scale) + concentration + 1.0; }
  constexpr auto mean() const {
    const auto finite = less(concentration, 1.0);
    return where(finite, loc + scale / (1.0 - where(finite, concentration, 0.0)), detail::infinity);
  }
  constexpr auto variance() const {
    const auto finite = less(concentration, 0.5);
    const auto c = where(finite, concentration, 0.0);
    return where(finite, square(scale / (1.0 - c)) / (1.0 - 2.0 * c), detail::infinity);
  }
  /// Below c = -1 the density rises, to the upper end.
  constexpr auto mode() const {
    const auto rises = less(concentration, -1.0);
    return where(rises, loc - scale / where(rises, concentration, -1.0), loc);
  }
  constexpr auto cdf(expr<Extents...> x) const { return -expm1(-hazard(x)); }
  constexpr auto sf(expr<Extents...> x) const { return exp(-hazard(x)); }
  constexpr auto icdf(expr<Extents...> p) const {
    const auto e = -log1p(-p);
    return loc + scale * (e * expm1_ratio(0.0, concentration * e));
  }
  constexpr auto standardised(expr<Extents...> x) const { return hazard(x); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    const auto e = draws.exponential();
    return loc + scale * (e * expm1_ratio(0.0, concentration * e));
  }
  /// -log of the probability beyond x; infinite where no x can be.
  constexpr auto hazard(expr<Extents...> x) const {
    const auto y = max(0.0, x - loc) / scale;
    const auto outside = less_equal(concentration * y, -1.0);
    return where(outside, detail::infinity, log_growth(where(outside, 0.0, y)));
  }
  /// log(1 + c y) / c, also for c = 0.
  constexpr auto log_growth(expr<Extents...> y) const { return y * log1p_ratio(0.0, concentration * y); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `generalized_pareto(loc, scale, concentration)`.
struct generalized_pareto_family : family_of<generalized_pareto_distribution> {
  static constexpr const char* name = "generalized_pareto";
};
inline constexpr generalized_pareto_family generalized_pareto{};

}  // namespace pathwise
