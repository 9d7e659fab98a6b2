#pragma once
#include <pathwise/dist/gamma_draw.hpp>

namespace pathwise {

/// Gamma(concentration a, rate): density rate^a x^(a - 1) exp(-rate x) / Gamma(a). Elementwise; independent components.
/// Domain: concentration, rate > 0; x > 0. Outside the support log_prob is -infinity. Units: log_prob, entropy in nats.
/// Sampler: two tries of Marsaglia and Tsang's (2000), then inversion. Gradient: a sample's slope in the concentration
/// is implicit (Figurnov et al. 2018). Condition: cdf, samples and their slopes are right to some units in the last
/// place for a from 1e-3 to 1e5; a sample below the type's smallest number is 0 (`log_sample` has its logarithm).
template <std::size_t... Extents>
struct gamma_distribution {
  using support = positive_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"concentration", constraint::positive}, {"rate", constraint::positive}});
  expr<Extents...> concentration, rate;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    const auto at = where(inside, x, 1.0);
    // Away from the mean, exp(y) is taken as rate x / concentration: it may overflow where its product does not, and
    // the slopes in the concentration would cancel.
    const auto y = log(at) + log(rate) - log(concentration);
    const auto near = less(abs(y), 0.5);
    const auto close = log_ratio(where(near, rate * at, concentration), concentration);
    const auto fall = where(near, 0.0, concentration * (1.0 + y) - rate * at);
    return where(inside, log_gamma_density(concentration, close) + fall - log(at), -detail::infinity);
  }
  constexpr auto entropy() const {
    return concentration * log_less_digamma(concentration) + digamma(concentration) -
           log_gamma_density(concentration, detail::filled_like(concentration, 0)) - log(rate);
  }
  constexpr expr<Extents...> mean() const { return concentration / rate; }
  constexpr auto variance() const { return concentration / rate / rate; }
  constexpr auto mode() const { return max(concentration - 1.0, 0.0) / rate; }
  constexpr auto mean_log() const { return digamma(concentration) - log(rate); }
  constexpr auto cdf(expr<Extents...> x) const { return gamma_lower_tail(concentration, rate * x); }
  constexpr auto sf(expr<Extents...> x) const { return gamma_tail(concentration, rate * x); }
  constexpr auto icdf(expr<Extents...> p) const { return exp(log_quantile(p, 1.0 - p)); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return concentration * exp(detail::gamma_log_draw(concentration, draws)) / rate;
  }
  /// The logarithm of the sample, which does not underflow.
  constexpr auto log_sample(const noise<Extents...>& draws) const {
    return detail::gamma_log_draw(concentration, draws) + (log(concentration) - log(rate));
  }
  constexpr auto log_moment_generating(expr<Extents...> t) const { return -concentration * log1p(-t / rate); }
  /// log E[x^k]; infinite for k <= -concentration.
  constexpr auto log_moment(expr<Extents...> k) const {
    const auto exists = less(-k, concentration);
    const auto risen = lgamma(where(exists, concentration + k, 1.0)) - lgamma(concentration) - k * log(rate);
    return where(exists, risen, detail::infinity);
  }
  constexpr auto log_quantile(expr<Extents...> p, expr<Extents...> rest) const {
    return gamma_log_quantile(concentration, p, rest) + (log(concentration) - log(rate));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `gamma(concentration, rate)`.
struct gamma_family : family_of<gamma_distribution> {
  static constexpr const char* name = "gamma";
};
inline constexpr gamma_family gamma{};

}  // namespace pathwise
