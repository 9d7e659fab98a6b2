#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Laplace(loc, scale): density exp(-|x - loc| / scale) / (2 scale). Elementwise; independent components.
/// Domain: scale > 0; x real. Units: log_prob, entropy in nats. Gradient of log_prob at x = loc: 0.
template <std::size_t... Extents>
struct laplace_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  static constexpr bool kink_at_median = true;  // of the density, or of the sample in its noise
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    return -(abs(x - loc) / scale) - log(scale) - 0.69314718055994531;
  }
  constexpr auto entropy() const { return log(scale) + 1.6931471805599453; }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return 2.0 * square(scale); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return lower_tail((x - loc) / scale); }
  constexpr auto sf(expr<Extents...> x) const { return lower_tail((loc - x) / scale); }
  constexpr auto icdf(expr<Extents...> p) const {
    const auto below = less(p, 0.5);
    return loc + scale * (where(below, 1.0, -1.0) * log(2.0 * where(below, p, 1.0 - p)));
  }
  /// By the half-line inverse and one bit of sign: |eps| = -log(v), v uniform on (0, 1].
  constexpr auto standard(const noise<Extents...>& draws) const {
    const auto t = draws.signed_uniform();
    return -(sign(t) * log(abs(t)));
  }
  static constexpr auto lower_tail(expr<Extents...> y) {
    const auto below = less(y, 0.0);
    const auto half = 0.5 * exp(where(below, y, -y));
    return where(below, half, 1.0 - half);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `laplace(loc, scale)`.
struct laplace_family : family_of<laplace_distribution> {
  static constexpr const char* name = "laplace";
};
inline constexpr laplace_family laplace{};

}  // namespace pathwise
