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
  expr<Extents...> loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    constexpr double half = 1.0 / 255;
    const auto a = detail::in_scales(x - half - loc, scale), b = detail::in_scales(x + half - loc, scale);
    const auto below = where(less(1.0 - half, x), 0.0, -softplus(-b)),
               above = where(less(x, half - 1.0), 0.0, -softplus(a));
    const auto within = where(less(abs(x), 1.0 - half), log1mexp(2.0 * half / scale),
                              where(less(0.0, scale), 0.0, detail::not_a_number));
    return below + above + within;
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
};

/// The family, to be called with expressions: `discretized_logistic(loc, scale)`.
struct discretized_logistic_family : family_of<discretized_logistic_distribution> {
  static constexpr const char* name = "discretized_logistic";
};
inline constexpr discretized_logistic_family discretized_logistic{};

}  // namespace pathwise
