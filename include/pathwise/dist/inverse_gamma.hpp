#pragma once
#include <pathwise/dist/gamma.hpp>

namespace pathwise {

/// Inverse gamma(concentration a, rate): the law of 1 / y, y of the law gamma(concentration, rate); density rate^a
/// x^(-a
/// - 1) exp(-rate / x) / Gamma(a). Elementwise; independent components. Domain: concentration, rate > 0; x > 0. Outside
/// the support log_prob is -infinity. The mean is infinite for a <= 1, the variance for a <= 2. Units: log_prob,
/// entropy in nats. Gradient and condition: those of `gamma`.
template <std::size_t... Extents>
struct inverse_gamma_distribution {
  using support = positive_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"concentration", constraint::positive}, {"rate", constraint::positive}});
  expr<Extents...> concentration, rate;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    const auto at = where(inside, x, 1.0);
    // As the gamma's: away from the mean by rate / x itself, which may be large where its product is not.
    const auto y = log(rate) - log(at) - log(concentration), inverse = detail::in_scales(rate, at);
    const auto near = less(abs(y), 0.5);
    const auto close = log_ratio(where(near, inverse, concentration), concentration);
    const auto fall = where(near, 0.0, concentration * (1.0 + y) - inverse);
    return where(inside, log_gamma_density(concentration, close) + fall - log(at), -detail::infinity);
  }
  constexpr auto entropy() const {
    return concentration * log_less_digamma(concentration) - digamma(concentration) -
           log_gamma_density(concentration, detail::filled_like(concentration, 0)) + log(rate);
  }
  constexpr auto mean() const {
    const auto finite = less(1.0, concentration);
    return where(finite, rate / (where(finite, concentration, 2.0) - 1.0), detail::infinity);
  }
  constexpr auto variance() const {
    const auto finite = less(2.0, concentration);
    const auto a = where(finite, concentration, 3.0);
    return where(finite, square(rate / (a - 1.0)) / (a - 2.0), detail::infinity);
  }
  constexpr auto mode() const { return rate / (concentration + 1.0); }
  constexpr auto mean_log() const { return log(rate) - digamma(concentration); }
  constexpr auto cdf(expr<Extents...> x) const { return by_inverse(x, 0.0, false); }
  constexpr auto sf(expr<Extents...> x) const { return by_inverse(x, 1.0, true); }
  constexpr auto icdf(expr<Extents...> p) const { return quantile(p, 1.0 - p); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return rate / concentration * exp(-detail::gamma_log_draw(concentration, draws));
  }
  constexpr auto quantile(expr<Extents...> p, expr<Extents...> rest) const {
    return rate / concentration * exp(-gamma_log_quantile(concentration, rest, p));
  }
  /// The gamma's probability below rate / x, or beyond; `none` where x is not above 0.
  constexpr auto by_inverse(expr<Extents...> x, double none, bool below) const {
    const auto inside = less(0.0, x);
    const auto y = detail::in_scales(rate, where(inside, x, 1.0));  // whose slope in x does not underflow
    return where(inside, below ? gamma_lower_tail(concentration, y) : gamma_tail(concentration, y), none);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `inverse_gamma(concentration, rate)`.
struct inverse_gamma_family : family_of<inverse_gamma_distribution> {
  static constexpr const char* name = "inverse_gamma";
};
inline constexpr inverse_gamma_family inverse_gamma{};

}  // namespace pathwise
