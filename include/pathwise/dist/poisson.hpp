#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Poisson(rate): x events with probability rate^x exp(-rate) / x!. Elementwise; independent components.
/// Domain: rate > 0; x = 0, 1, 2, ... (between them log_prob has Gamma(x + 1) for x!, and the cdf its steps). Below 0
/// log_prob is -infinity. The mode of a whole rate is the larger of two. Units: log_prob in nats.
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
  constexpr auto mode() const { return floor(rate); }
  /// No more than x events before time 1 of a process with this rate: the event after x comes later.
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(x, 0.0), 0.0, where(is_beyond_all(x), 1.0, gamma_tail(next_event(x), rate)));
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(x, 0.0), 1.0, where(is_beyond_all(x), 0.0, gamma_lower_tail(next_event(x), rate)));
  }
  constexpr auto next_event(expr<Extents...> x) const { return floor(max(where(is_beyond_all(x), 0.0, x), 0.0)) + 1.0; }
  static constexpr auto is_beyond_all(expr<Extents...> x) { return less_equal(detail::infinity, x); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `poisson(rate)`.
struct poisson_family : family_of<poisson_distribution> {
  static constexpr const char* name = "poisson";
};
inline constexpr poisson_family poisson{};

}  // namespace pathwise
