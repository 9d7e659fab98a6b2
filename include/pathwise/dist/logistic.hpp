#pragma once
#include <pathwise/dist/location_scale.hpp>

namespace pathwise {

/// Logistic(loc, scale): density e^-y / (scale (1 + e^-y)^2), y = (x - loc) / scale. Elementwise; independent components.
/// Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct logistic_distribution {
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
  constexpr auto icdf(expr<Extents...> p) const { return loc + scale * (log(p) - log1p(-p)); }
  /// By the half-line inverse and one bit of sign: |eps| = log(2 - v) - log(v), v uniform on (0, 1].
  constexpr auto standard_noise(graph& g, const text& name, bool may_repeat, int source_line) const {
    const auto t = raw_noise<Extents...>(g, name, noise_law::signed_uniform, may_repeat, source_line);
    const auto v = abs(t);
    return sign(t) * (log(2.0 - v) - log(v));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `logistic(loc, scale)`.
struct logistic_family {
  static constexpr const char* name = "logistic";
  template <std::size_t... E>
  constexpr logistic_distribution<E...> operator()(expr<E...> loc, expr<E...> scale) const {
    return {loc, scale};
  }
  PATHWISE_FAMILY_EXTENTS_DIFFER(logistic_distribution)
};
inline constexpr logistic_family logistic{};

}  // namespace pathwise
