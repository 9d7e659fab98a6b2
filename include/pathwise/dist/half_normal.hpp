#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Half-normal(scale): the law of |x| for x normal at 0. Density sqrt(2 / pi) exp(-y^2 / 2) / scale, y = x / scale.
/// Elementwise; independent components. Domain: scale > 0; x >= 0. Outside the support log_prob is -infinity. Units:
/// log_prob, entropy in nats.
template <std::size_t... Extents>
struct half_normal_distribution {
  using support = nonnegative_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"scale", constraint::positive}});
  static constexpr bool kink_at_median = true;  // of the density, or of the sample in its noise
  expr<Extents...> scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x), -0.5 * square(x / scale) - log(scale) - 0.22579135264472743, -detail::infinity);
  }
  constexpr auto entropy() const { return log(scale) + 0.72579135264472743; }
  constexpr auto mean() const { return 0.79788456080286536 * scale; }
  constexpr auto variance() const { return 0.36338022763241866 * square(scale); }
  constexpr auto mode() const { return detail::filled_like(scale, 0); }
  constexpr auto mean_log() const { return log(scale) - 0.63518142273073909; }
  constexpr auto cdf(expr<Extents...> x) const { return erf(max(x, 0.0) / scale * 0.70710678118654752); }
  constexpr auto sf(expr<Extents...> x) const { return erfc(max(x, 0.0) / scale * 0.70710678118654752); }
  constexpr auto icdf(expr<Extents...> p) const { return scale * (1.4142135623730951 * erfinv(p)); }
  constexpr auto standardised(expr<Extents...> x) const { return x / scale; }
  constexpr auto sample(const noise<Extents...>& draws) const { return scale * abs(draws.normal()); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `half_normal(scale)`.
struct half_normal_family : family_of<half_normal_distribution> {
  static constexpr const char* name = "half_normal";
};
inline constexpr half_normal_family half_normal{};

}  // namespace pathwise
