#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Kumaraswamy(concentration1 a, concentration0 b): density a b x^(a - 1) (1 - x^a)^(b - 1). Elementwise; independent
/// components. Domain: a, b > 0; 0 < x < 1. Outside the support log_prob is -infinity. The mode exists for a, b >= 1,
/// not both 1; NaN where it does not. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct kumaraswamy_distribution {
  using support = unit_interval;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"concentration1", constraint::positive}, {"concentration0", constraint::positive}});
  expr<Extents...> concentration1, concentration0;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x) * less(x, 1.0);
    const auto log_x = log(where(inside, x, 0.5));
    const auto rest = (concentration0 - 1.0) * log1mexp(-(concentration1 * log_x));
    return where(inside, log(concentration1) + log(concentration0) + (concentration1 - 1.0) * log_x + rest,
                 -detail::infinity);
  }
  constexpr auto entropy() const {
    const auto harmonic = digamma(concentration0 + 1.0) + 0.57721566490153286;
    return (1.0 - 1.0 / concentration0) + (1.0 - 1.0 / concentration1) * harmonic - log(concentration1) -
           log(concentration0);
  }
  constexpr auto mean() const { return exp(log_moment(1.0)); }
  constexpr auto variance() const {
    return exp(2.0 * log_moment(1.0)) * expm1(log_moment(2.0) - 2.0 * log_moment(1.0));
  }
  constexpr auto mode() const {
    const auto a = concentration1, b = concentration0;
    const auto exists = less_equal(1.0, a) * less_equal(1.0, b) * less(1.0, a * b);
    const auto ratio = where(exists, (a - 1.0) / (a * b - 1.0), 0.5);
    return where(exists, exp(log(ratio) / a), detail::not_a_number);
  }
  constexpr auto mean_log() const { return -(digamma(concentration0 + 1.0) + 0.57721566490153286) / concentration1; }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), -expm1(-hazard(x)), 1.0), 0.0);
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(0.0, x), where(less(x, 1.0), exp(-hazard(x)), 0.0), 1.0);
  }
  constexpr auto icdf(expr<Extents...> p) const {
    return exp(log1mexp(-(log1p(-p) / concentration0)) / concentration1);
  }
  constexpr auto standardised(expr<Extents...> x) const { return hazard(x); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return exp(log1mexp(draws.exponential() / concentration0) / concentration1);
  }
  /// -log of the probability beyond x: -b log(1 - x^a).
  constexpr auto hazard(expr<Extents...> x) const {
    const auto log_x = log(where(less(0.0, x) * less(x, 1.0), x, 0.5));
    return -(concentration0 * log1mexp(-(concentration1 * log_x)));
  }
  /// log E[x^k] = log(b B(1 + k / a, b)).
  constexpr auto log_moment(double k) const {
    return lgamma(1.0 + k / concentration1) + lgamma(concentration0 + 1.0) -
           lgamma(1.0 + k / concentration1 + concentration0);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `kumaraswamy(concentration1, concentration0)`.
struct kumaraswamy_family : family_of<kumaraswamy_distribution> {
  static constexpr const char* name = "kumaraswamy";
};
inline constexpr kumaraswamy_family kumaraswamy{};

}  // namespace pathwise
