#pragma once
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Logit-normal(loc, scale): the law of sigmoid(y), y normal at loc and scale. Its moments have no closed form.
/// Elementwise; independent components. Domain: scale > 0; 0 < x < 1. Outside the support log_prob is -infinity. Units:
/// log_prob in nats.
template <std::size_t... Extents>
struct logit_normal_distribution {
  using support = unit_interval;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x) * less(x, 1.0);
    const auto y = where(inside, x, 0.5);
    return where(inside, normal(loc, scale).log_prob(logit(x)) - log(y) - log1p(-y), -detail::infinity);
  }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), normal(loc, scale).cdf(logit(x)), 1.0), 0.0);
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), normal(loc, scale).sf(logit(x)), 0.0), 1.0);
  }
  constexpr auto icdf(expr<Extents...> p) const { return sigmoid(normal(loc, scale).icdf(p)); }
  constexpr auto standardised(expr<Extents...> x) const { return (log(x) - log1p(-x) - loc) / scale; }
  constexpr auto sample(const noise<Extents...>& draws) const { return sigmoid(loc + scale * draws.normal()); }
  static constexpr auto logit(expr<Extents...> x) {
    const auto y = where(less(0.0, x) * less(x, 1.0), x, 0.5);
    return log(y) - log1p(-y);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `logit_normal(loc, scale)`.
struct logit_normal_family : family_of<logit_normal_distribution> {
  static constexpr const char* name = "logit_normal";
};
inline constexpr logit_normal_family logit_normal{};

}  // namespace pathwise
