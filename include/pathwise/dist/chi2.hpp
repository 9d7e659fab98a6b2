#pragma once
#include <pathwise/dist/gamma.hpp>

namespace pathwise {

/// Chi-squared(df): gamma(df / 2, 1 / 2), the law of the sum of df squares of standard normal numbers. Elementwise;
/// independent components. Domain: df > 0; x > 0. Outside the support log_prob is -infinity. Units: log_prob, entropy
/// in nats. Gradient and condition: those of `gamma`.
template <std::size_t... Extents>
struct chi2_distribution {
  using support = positive_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"df", constraint::positive}});
  expr<Extents...> df;

  constexpr gamma_distribution<Extents...> as_gamma() const { return {0.5 * df, detail::filled_like(df, 0.5)}; }
  constexpr auto log_prob(expr<Extents...> x) const { return as_gamma().log_prob(x); }
  constexpr auto entropy() const { return as_gamma().entropy(); }
  constexpr auto mean() const { return df; }
  constexpr auto variance() const { return 2.0 * df; }
  constexpr auto mode() const { return max(df - 2.0, 0.0); }
  constexpr auto mean_log() const { return as_gamma().mean_log(); }
  constexpr auto log_moment(expr<Extents...> k) const { return as_gamma().log_moment(k); }
  constexpr auto log_moment_generating(expr<Extents...> t) const { return as_gamma().log_moment_generating(t); }
  constexpr auto cdf(expr<Extents...> x) const { return as_gamma().cdf(x); }
  constexpr auto sf(expr<Extents...> x) const { return as_gamma().sf(x); }
  constexpr auto icdf(expr<Extents...> p) const { return as_gamma().icdf(p); }
  constexpr auto sample(const noise<Extents...>& draws) const { return as_gamma().sample(draws); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `chi2(df)`.
struct chi2_family : family_of<chi2_distribution> {
  static constexpr const char* name = "chi2";
};
inline constexpr chi2_family chi2{};

}  // namespace pathwise
