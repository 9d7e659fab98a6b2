#pragma once
#include <pathwise/dist/cauchy.hpp>

namespace pathwise {

/// Half-Cauchy(scale): the law of |x| for x Cauchy at 0. Density 2 / (pi scale (1 + y^2)), y = x / scale. Its
/// moments are infinite. Elementwise; independent components. Domain: scale > 0; x >= 0. Outside the support log_prob
/// is -infinity. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct half_cauchy_distribution {
  using support = nonnegative_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"scale", constraint::positive}});
  expr<Extents...> scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x), -0.45158270528945486 - log(scale) - log1p_square(detail::in_scales(x, scale)),
                 -detail::infinity);
  }
  constexpr auto entropy() const { return log(scale) + 1.8378770664093453; }
  constexpr auto mean() const { return detail::filled_like(scale, detail::infinity); }
  constexpr auto variance() const { return detail::filled_like(scale, detail::infinity); }
  constexpr auto mode() const { return detail::filled_like(scale, 0); }
  constexpr auto cdf(expr<Extents...> x) const { return 0.63661977236758134 * atan(max(x, 0.0) / scale); }
  constexpr auto sf(expr<Extents...> x) const {
    return 2.0 * cauchy_distribution<Extents...>::upper_tail(max(x, 0.0) / scale);
  }
  constexpr auto icdf(expr<Extents...> p) const {
    const auto angle = 1.5707963267948966 * p;
    return scale * (sin(angle) / cos(angle));
  }
  constexpr auto standardised(expr<Extents...> x) const { return x / scale; }
  /// tan(pi u / 2) by the angle to the nearer end, so that small samples keep their digits as large ones do.
  constexpr auto sample(const noise<Extents...>& draws) const {
    const auto u = draws.uniform(), v = draws.uniform_complement();
    const auto angle = 1.5707963267948966 * min(u, v);
    const auto slope = sin(angle) / cos(angle);
    return scale * where(less_equal(u, v), slope, 1.0 / slope);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `half_cauchy(scale)`.
struct half_cauchy_family : family_of<half_cauchy_distribution> {
  static constexpr const char* name = "half_cauchy";
};
inline constexpr half_cauchy_family half_cauchy{};

}  // namespace pathwise
