#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Generalised normal(loc, scale, power b): density b exp(-y^b) / (2 scale Gamma(1 / b)), y = |x - loc| / scale;
/// Laplace for b = 1, normal for b = 2. Elementwise; independent components. Domain: scale, power > 0; x real. Units:
/// log_prob, entropy in nats.
template <std::size_t... Extents>
struct generalized_normal_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"loc"}, {"scale", constraint::positive}, {"power", constraint::positive}});
  static constexpr bool kink_at_median = true;  // of the density, or of the sample in its noise
  expr<Extents...> loc, scale, power;

  constexpr auto log_prob(expr<Extents...> x) const {
    return log(power) - log(scale) - 0.69314718055994531 - lgamma(1.0 / power) - raised(x);
  }
  constexpr auto entropy() const {
    return 1.0 / power - log(power) + log(scale) + 0.69314718055994531 + lgamma(1.0 / power);
  }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return square(scale) * exp(lgamma(3.0 / power) - lgamma(1.0 / power)); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return tail(x, x - loc); }
  constexpr auto sf(expr<Extents...> x) const { return tail(x, loc - x); }
  constexpr auto icdf(expr<Extents...> p) const { return loc + scale * standard_quantile(p, 1.0 - p); }
  constexpr auto standard(const noise<Extents...>& draws) const {
    return standard_quantile(draws.uniform(), draws.uniform_complement());
  }
  /// Of loc 0 and scale 1, at probability p, of which 1 - p is `rest`.
  constexpr auto standard_quantile(expr<Extents...> p, expr<Extents...> rest) const {
    const auto right = less(rest, p);
    const auto tail = 2.0 * where(right, rest, p);
    return where(right, 1.0, -1.0) * exp((gamma_log_quantile(1.0 / power, 1.0 - tail, tail) - log(power)) / power);
  }
  /// y^power.
  constexpr auto raised(expr<Extents...> x) const {
    const auto y = abs(x - loc);
    const auto off = less(0.0, y);
    return where(off, raised_ratio(where(off, y, scale), scale, power), y);
  }
  /// Half the probability of more than |x - loc|, or where x is `within` the tail one less that. Near loc, where
  /// y^power underflows, what is missing from 1 is y / Gamma(1 + 1 / power), with a slope at y = 0 too.
  constexpr auto tail(expr<Extents...> x, expr<Extents...> within) const {
    const auto at = raised(x);
    const auto near = less(at, 1e-20), far = less(0.0, within);
    const auto missing = where(far, within, -within) / scale * exp(-lgamma(1.0 + 1.0 / power));
    const auto half = 0.5 * where(near, 1.0 - missing, gamma_tail(1.0 / power, where(near, 1e-20, at)));
    return where(far, 1.0 - half, half);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `generalized_normal(loc, scale, power)`.
struct generalized_normal_family : family_of<generalized_normal_distribution> {
  static constexpr const char* name = "generalized_normal";
};
inline constexpr generalized_normal_family generalized_normal{};

}  // namespace pathwise
