#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Gumbel(loc, scale): density exp(-y - e^-y) / scale, y = (x - loc) / scale; the law of the largest of many.
/// Elementwise; independent components. Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct gumbel_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto far = less((x - loc) / scale, -1e4);  // where exp(-y) is beyond the range of every type
    const auto y = (where(far, loc, x) - loc) / scale;
    return where(far, -detail::infinity, -y - exp(-y) - log(scale));
  }
  constexpr auto entropy() const { return log(scale) + 1.5772156649015329; }
  constexpr auto mean() const { return loc + 0.57721566490153286 * scale; }
  constexpr auto variance() const { return 1.6449340668482264 * square(scale); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return exp(-exp((loc - x) / scale)); }
  constexpr auto sf(expr<Extents...> x) const { return -expm1(-exp((loc - x) / scale)); }
  constexpr auto icdf(expr<Extents...> p) const { return loc - scale * log(-log(p)); }
  constexpr auto standard(const noise<Extents...>& draws) const { return -log(draws.exponential()); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `gumbel(loc, scale)`.
struct gumbel_family : family_of<gumbel_distribution> {
  static constexpr const char* name = "gumbel";
};
inline constexpr gumbel_family gumbel{};

}  // namespace pathwise
