#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Pareto(scale, alpha): density alpha scale^alpha / x^(alpha + 1). Elementwise; independent components.
/// Domain: scale, alpha > 0; x >= scale. Outside the support log_prob is -infinity. The mean is infinite for alpha <=
/// 1, the variance for alpha <= 2. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct pareto_distribution {
  using support = numbers_from_scale;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"scale", constraint::positive}, {"alpha", constraint::positive}});
  expr<Extents...> scale, alpha;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(scale, x), log(alpha) - log(scale) - (alpha + 1.0) * log_ratio(x), -detail::infinity);
  }
  constexpr auto entropy() const { return log(scale) - log(alpha) + 1.0 + 1.0 / alpha; }
  constexpr auto mean() const {
    const auto finite = less(1.0, alpha);
    const auto a = where(finite, alpha, 2.0);
    return where(finite, scale * a / (a - 1.0), detail::infinity);
  }
  constexpr auto variance() const {
    const auto finite = less(2.0, alpha);
    const auto a = where(finite, alpha, 3.0);
    return where(finite, square(scale / (a - 1.0)) * (a / (a - 2.0)), detail::infinity);
  }
  constexpr auto mode() const { return scale; }
  constexpr auto mean_log() const { return log(scale) + 1.0 / alpha; }
  constexpr auto cdf(expr<Extents...> x) const { return -expm1(-(alpha * log_ratio(x))); }
  constexpr auto sf(expr<Extents...> x) const { return exp(-(alpha * log_ratio(x))); }
  constexpr auto icdf(expr<Extents...> p) const { return scale * exp(-(log1p(-p) / alpha)); }
  constexpr auto standardised(expr<Extents...> x) const { return alpha * log_ratio(x); }
  constexpr auto sample(const noise<Extents...>& draws) const { return scale * exp(draws.exponential() / alpha); }
  /// log(x / scale), 0 below the scale.
  constexpr auto log_ratio(expr<Extents...> x) const { return log1p((max(x, scale) - scale) / scale); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `pareto(scale, alpha)`.
struct pareto_family : family_of<pareto_distribution> {
  static constexpr const char* name = "pareto";
};
inline constexpr pareto_family pareto{};

}  // namespace pathwise
