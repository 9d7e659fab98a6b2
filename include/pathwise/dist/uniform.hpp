#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Uniform(low, high): density 1 / (high - low). Elementwise; independent components.
/// Domain: low < high; low <= x < high. Outside the support log_prob is -infinity. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct uniform_distribution {
  using support = numbers_from_low_to_high;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"low"}, {"high", constraint::above_the_previous}});
  expr<Extents...> low, high;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(less_equal(low, x) * less(x, high), -log(high - low), -detail::infinity);
  }
  constexpr auto entropy() const { return log(high - low); }
  constexpr auto mean() const { return 0.5 * (low + high); }
  constexpr auto variance() const { return 0.083333333333333333 * square(high - low); }
  /// log E exp(t x).
  constexpr auto log_moment_generating(expr<Extents...> t) const { return low * t + log_expm1_ratio((high - low) * t); }
  /// E log x, where low >= 0; E log(1 - x), where high <= 1.
  constexpr auto mean_log() const { return mean_log_between(low, high); }
  constexpr auto mean_log_rest() const { return mean_log_between(1.0 - high, 1.0 - low); }
  static constexpr auto mean_log_between(expr<Extents...> from, expr<Extents...> to) {
    const auto off = less(0.0, from);
    const auto apart = log(to) - log(where(off, from, to));
    return log(to) - 1.0 + where(off, from, 0.0) / (to - from) * apart;
  }
  constexpr auto cdf(expr<Extents...> x) const { return (min(max(x, low), high) - low) / (high - low); }
  constexpr auto sf(expr<Extents...> x) const { return (high - min(max(x, low), high)) / (high - low); }
  constexpr auto icdf(expr<Extents...> p) const { return low + (high - low) * p; }
  constexpr auto standardised(expr<Extents...> x) const { return (x - low) / (high - low); }
  constexpr auto sample(const noise<Extents...>& draws) const { return low + (high - low) * draws.uniform(); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `uniform(low, high)`.
struct uniform_family : family_of<uniform_distribution> {
  static constexpr const char* name = "uniform";
};
inline constexpr uniform_family uniform{};

}  // namespace pathwise
