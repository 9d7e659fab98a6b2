#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Logistic(loc, scale): density e^-y / (scale (1 + e^-y)^2), y = (x - loc) / scale. Elementwise; independent
/// components. Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct logistic_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  /// The density is even in y, so |y| keeps every term small in both tails.
  constexpr auto log_prob(expr<Extents...> x) const {
    const auto y = abs((x - loc) / scale);
    return -y - 2.0 * softplus(-y) - log(scale);
  }
  constexpr auto entropy() const { return log(scale) + 2.0; }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return 3.2898681336964529 * square(scale); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return sigmoid((x - loc) / scale); }
  constexpr auto sf(expr<Extents...> x) const { return sigmoid((loc - x) / scale); }
  constexpr auto icdf(expr<Extents...> p) const { return loc + scale * (log(p) - log1p(-p)); }
  /// By the half-line inverse and one bit of sign: |eps| = log((2 - v) / v), v uniform on (0, 1].
  constexpr auto standard(const noise<Extents...>& draws) const {
    const auto t = draws.signed_uniform();
    const auto v = abs(t);
    return sign(t) * log1p(2.0 * (1.0 - v) / v);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `logistic(loc, scale)`.
struct logistic_family : family_of<logistic_distribution> {
  static constexpr const char* name = "logistic";
};
inline constexpr logistic_family logistic{};

}  // namespace pathwise
