#pragma once
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Log-normal(loc, scale): the law of exp(y), y normal at loc and scale. Elementwise; independent components.
/// Domain: scale > 0; x > 0. Outside the support log_prob is -infinity. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct log_normal_distribution {
  using support = positive_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    const auto log_x = log(where(inside, x, 1.0));
    return where(inside, normal(loc, scale).log_prob(log_x) - log_x, -detail::infinity);
  }
  constexpr auto entropy() const { return log(scale) + 1.4189385332046727 + loc; }
  constexpr auto mean() const { return exp(loc + 0.5 * square(scale)); }
  constexpr auto variance() const { return expm1(square(scale)) * exp(2.0 * loc + square(scale)); }
  constexpr auto mode() const { return exp(loc - square(scale)); }
  /// log E[x^k].
  constexpr auto log_moment(expr<Extents...> k) const { return k * (loc + 0.5 * k * square(scale)); }
  constexpr auto mean_log() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(0.0, x), normal(loc, scale).cdf(log(where(less(0.0, x), x, 1.0))), 0.0);
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(0.0, x), normal(loc, scale).sf(log(where(less(0.0, x), x, 1.0))), 1.0);
  }
  constexpr auto icdf(expr<Extents...> p) const { return exp(normal(loc, scale).icdf(p)); }
  constexpr auto standardised(expr<Extents...> x) const { return (log(x) - loc) / scale; }
  constexpr auto sample(const noise<Extents...>& draws) const { return exp(loc + scale * draws.normal()); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `log_normal(loc, scale)`.
struct log_normal_family : family_of<log_normal_distribution> {
  static constexpr const char* name = "log_normal";
};
inline constexpr log_normal_family log_normal{};

}  // namespace pathwise
