#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Normal(loc, scale): density exp(-y^2 / 2) / (scale sqrt(2 pi)), y = (x - loc) / scale. Elementwise; independent
/// components. Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct normal_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    return -0.5 * square((x - loc) / scale) - log(scale) - 0.91893853320467274;
  }
  constexpr auto entropy() const { return log(scale) + 1.4189385332046727; }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return square(scale); }
  constexpr auto mode() const { return loc; }
  /// log E exp(t x).
  constexpr auto log_moment_generating(expr<Extents...> t) const { return loc * t + 0.5 * square(scale * t); }
  constexpr auto cdf(expr<Extents...> x) const { return 0.5 * erfc((loc - x) / scale * 0.70710678118654752); }
  constexpr auto sf(expr<Extents...> x) const { return 0.5 * erfc((x - loc) / scale * 0.70710678118654752); }
  /// By the nearer tail, whose logarithm keeps its digits down to the smallest p.
  constexpr auto icdf(expr<Extents...> p) const {
    const auto below = less(p, 0.5);
    return loc + scale * (where(below, -1.4142135623730951, 1.4142135623730951) *
                          log_erfc_inverse(log(2.0 * where(below, p, 1.0 - p))));
  }
  constexpr auto standard(const noise<Extents...>& draws) const { return draws.normal(); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `normal(loc, scale)`.
struct normal_family : family_of<normal_distribution> {
  static constexpr const char* name = "normal";
};
inline constexpr normal_family normal{};

}  // namespace pathwise
