#pragma once
#include <pathwise/dist/location_scale.hpp>

namespace pathwise {

/// Laplace(loc, scale): density exp(-|x - loc| / scale) / (2 scale). Elementwise; independent components.
/// Domain: scale > 0; x real. Units: log_prob, entropy in nats. Gradient of log_prob at x = loc: 0.
template <std::size_t... Extents>
struct laplace_distribution {
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const { return -(abs(x - loc) / scale) - log(scale) - 0.69314718055994531; }
  constexpr auto entropy() const { return log(scale) + 1.6931471805599453; }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return 2.0 * square(scale); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const {
    const auto y = (x - loc) / scale;
    return 0.5 - 0.5 * sign(y) * expm1(-abs(y));
  }
  constexpr auto icdf(expr<Extents...> p) const {
    const auto t = p - 0.5;
    return loc - scale * (sign(t) * log1p(-2.0 * abs(t)));
  }
  /// By the half-line inverse and one bit of sign: |eps| = -log(v), v uniform on (0, 1].
  constexpr auto standard_noise(graph& g, const text& name, bool may_repeat, int source_line) const {
    const auto t = raw_noise<Extents...>(g, name, noise_law::signed_uniform, may_repeat, source_line);
    return -(sign(t) * log(abs(t)));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `laplace(loc, scale)`.
struct laplace_family {
  static constexpr const char* name = "laplace";
  template <std::size_t... E>
  constexpr laplace_distribution<E...> operator()(expr<E...> loc, expr<E...> scale) const {
    return {loc, scale};
  }
  PATHWISE_FAMILY_EXTENTS_DIFFER(laplace_distribution)
};
inline constexpr laplace_family laplace{};

}  // namespace pathwise
