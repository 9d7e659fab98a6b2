#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Exponential(rate): density rate exp(-rate x). Elementwise; independent components.
/// Domain: rate > 0; x >= 0. Outside the support log_prob is -infinity. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct exponential_distribution {
  using support = nonnegative_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"rate", constraint::positive}});
  expr<Extents...> rate;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(0.0, x), log(rate) - rate * x, -detail::infinity);
  }
  constexpr auto entropy() const { return 1.0 - log(rate); }
  constexpr auto mean() const { return 1.0 / rate; }
  constexpr auto variance() const { return 1.0 / square(rate); }
  constexpr auto mode() const { return detail::filled_like(rate, 0); }
  /// log E exp(t x).
  constexpr auto log_moment_generating(expr<Extents...> t) const { return -log1p(-(t / rate)); }
  /// log E[x^k]; infinite for k <= -1.
  constexpr auto log_moment(expr<Extents...> k) const {
    const auto exists = less(-1.0, k);
    return where(exists, lgamma(where(exists, k, 0.0) + 1.0) - k * log(rate), detail::infinity);
  }
  constexpr auto mean_log() const { return -log(rate) - 0.57721566490153286; }
  constexpr auto cdf(expr<Extents...> x) const { return -expm1(-(rate * max(x, 0.0))); }
  constexpr auto sf(expr<Extents...> x) const { return exp(-(rate * max(x, 0.0))); }
  constexpr auto icdf(expr<Extents...> p) const { return -(log1p(-p) / rate); }
  constexpr auto standardised(expr<Extents...> x) const { return rate * x; }
  constexpr auto sample(const noise<Extents...>& draws) const { return draws.exponential() / rate; }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `exponential(rate)`.
struct exponential_family : family_of<exponential_distribution> {
  static constexpr const char* name = "exponential";
};
inline constexpr exponential_family exponential{};

}  // namespace pathwise
