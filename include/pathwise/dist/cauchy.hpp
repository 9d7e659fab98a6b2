#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Cauchy(loc, scale): density 1 / (pi scale (1 + y^2)), y = (x - loc) / scale. It has no moments. Elementwise;
/// independent components. Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct cauchy_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    return -1.1447298858494002 - log(scale) - log1p_square(detail::in_scales(x - loc, scale));
  }
  constexpr auto entropy() const { return log(scale) + 2.5310242469692908; }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return upper_tail((loc - x) / scale); }
  constexpr auto sf(expr<Extents...> x) const { return upper_tail((x - loc) / scale); }
  constexpr auto icdf(expr<Extents...> p) const {
    const auto below = less(p, 0.5);
    const auto angle = 3.1415926535897932 * where(below, p, 1.0 - p);  // from the nearer end, so that it is exact there
    return loc + scale * (where(below, -1.0, 1.0) * (cos(angle) / sin(angle)));
  }
  /// By the half-line inverse and one bit of sign: |eps| = cot(pi v / 2), v uniform on (0, 1].
  constexpr auto standard(const noise<Extents...>& draws) const {
    const auto t = draws.signed_uniform();
    const auto angle = 1.5707963267948966 * t;
    return cos(angle) / sin(angle);
  }
  /// atan2(1, y) / pi: beyond 1, by the arc tangent of 1 / y.
  static constexpr auto upper_tail(expr<Extents...> y) {
    const auto far = less(1.0, y);
    return where(far, 0.31830988618379067 * atan(1.0 / where(far, y, 1.0)),
                 0.5 - 0.31830988618379067 * atan(where(far, 1.0, y)));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `cauchy(loc, scale)`.
struct cauchy_family : family_of<cauchy_distribution> {
  static constexpr const char* name = "cauchy";
};
inline constexpr cauchy_family cauchy{};

}  // namespace pathwise
