#pragma once
#include <pathwise/dist/location_scale.hpp>

namespace pathwise {

/// Normal(loc, scale): density exp(-y^2 / 2) / (scale sqrt(2 pi)), y = (x - loc) / scale. Elementwise; independent components.
/// Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct normal_distribution {
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const { return -0.5 * square((x - loc) / scale) - log(scale) - 0.91893853320467274; }
  constexpr auto entropy() const { return log(scale) + 1.4189385332046727; }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return square(scale); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return 0.5 + 0.5 * erf((x - loc) / scale * 0.70710678118654752); }
  constexpr auto icdf(expr<Extents...> p) const { return loc + scale * (1.4142135623730951 * erfinv(2.0 * p - 1.0)); }
  constexpr auto standard_noise(graph& g, const text& name, bool may_repeat, int source_line) const {
    return raw_noise<Extents...>(g, name, noise_law::normal, may_repeat, source_line);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `normal(loc, scale)`.
struct normal_family {
  static constexpr const char* name = "normal";
  template <std::size_t... E>
  constexpr normal_distribution<E...> operator()(expr<E...> loc, expr<E...> scale) const {
    return {loc, scale};
  }
  PATHWISE_FAMILY_EXTENTS_DIFFER(normal_distribution)
};
inline constexpr normal_family normal{};

}  // namespace pathwise
