#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Discretised logistic(loc, scale): the logistic's mass in the bin around each of 256 levels in [-1, 1], the outer
/// bins reaching to infinity. Elementwise; independent components. Domain: scale > 0; x one of -1, -1 + 2/255, ..., 1.
/// Units: log_prob in nats. Formula: log(sigmoid(b) - sigmoid(a)) = -softplus(a) - softplus(-b) + log(1 - exp(a - b)),
/// a and b the standardised edges of the bin. Source: Salimans et al. 2017, section 2.1.
template <std::size_t... Extents>
struct discretized_logistic_distribution {
  using support = levels;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  static constexpr double half = 1.0 / 255;  // of a bin
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto a = detail::in_scales(x - half - loc, scale), b = upper_edge(x);
    const auto below = where(less(1.0 - half, x), 0.0, -softplus(-b)),
               above = where(less(x, half - 1.0), 0.0, -softplus(a));
    const auto within = where(less(abs(x), 1.0 - half), log1mexp(2.0 * half / scale),
                              where(less(0.0, scale), 0.0, detail::not_a_number));
    return below + above + within;
  }

  /// The level in the middle of the curve, or an outer one, which has a whole tail.
  constexpr auto mode() const {
    const auto inner = (2.0 / 255) * min(max(floor(127.5 * loc + 128.0), 1.0), 254.0) - 1.0;
    const auto lowest = detail::filled_like(loc, -1), highest = detail::filled_like(loc, 1);
    const auto outer = where(less(0.0, loc), highest, lowest);
    return where(less(log_prob(inner), log_prob(outer)), outer, inner);
  }
  constexpr auto cdf(expr<Extents...> x) const { return at_edge(x, 0.0, sigmoid(upper_edge(x)), 1.0); }
  constexpr auto sf(expr<Extents...> x) const { return at_edge(x, 1.0, sigmoid(-upper_edge(x)), 0.0); }
  /// What holds below the levels, on all but the highest, and from there on.
  constexpr auto at_edge(expr<Extents...> x, double first, expr<Extents...> second, double third) const {
    const auto below = less(x, -1.0 - half);
    const auto outer = where(below, first, third), within = (1.0 - below) * less_equal(x, 1.0 - half);
    const auto known = less_equal(loc, detail::infinity) * less_equal(scale, detail::infinity);
    return where(within, second, where(known, outer, detail::not_a_number));
  }
  /// Of the bin around x.
  constexpr auto upper_edge(expr<Extents...> x) const { return detail::in_scales(x + half - loc, scale); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `discretized_logistic(loc, scale)`.
struct discretized_logistic_family : family_of<discretized_logistic_distribution> {
  static constexpr const char* name = "discretized_logistic";
};
inline constexpr discretized_logistic_family discretized_logistic{};

}  // namespace pathwise
