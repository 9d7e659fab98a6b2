#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Poisson(rate): x events with probability rate^x exp(-rate) / x!. Elementwise; independent components.
/// Domain: rate > 0; x = 0, 1, 2, ... (between them Gamma(x + 1) stands for x!). Below 0 log_prob is -infinity. Units:
/// log_prob in nats.
template <std::size_t... Extents>
struct poisson_distribution {
  using support = whole_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"rate", constraint::positive}});
  expr<Extents...> rate;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x), x * log(rate) - rate - lgamma(max(x, 0.0) + 1.0), -detail::infinity);
  }
  constexpr auto mean() const { return rate; }
  constexpr auto variance() const { return rate; }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
};

/// The family, to be called with expressions: `poisson(rate)`.
struct poisson_family : family_of<poisson_distribution> {
  static constexpr const char* name = "poisson";
};
inline constexpr poisson_family poisson{};

}  // namespace pathwise
