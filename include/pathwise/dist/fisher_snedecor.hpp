#pragma once
#include <pathwise/dist/beta.hpp>

namespace pathwise {

/// Fisher-Snedecor(df1, df2): the law of (u / df1) / (v / df2), u and v chi-squared of df1 and df2. Elementwise;
/// independent components. Domain: df1, df2 > 0; x > 0. Outside the support log_prob is -infinity. The mean is infinite
/// for df2 <= 2, the variance for df2 <= 4. Units: log_prob, entropy in nats. Gradient and condition: those of `beta`
/// at half the degrees of freedom.
template <std::size_t... Extents>
struct fisher_snedecor_distribution {
  using support = positive_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"df1", constraint::positive}, {"df2", constraint::positive}});
  static constexpr int draws_of_one_law = 2;
  expr<Extents...> df1, df2;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less(0.0, x);
    const auto at = where(inside, x, 1.0);
    const auto s = share_of(at);
    return where(inside, log_beta_density(s.first, s.second, s.smaller) - log(at), -detail::infinity);
  }
  constexpr auto entropy() const {
    const auto q = of_share();
    return q.entropy() + 2.0 * (digamma(q.total()) - digamma(0.5 * df2)) + log(df2) - log(df1);
  }
  constexpr auto mean() const {
    const auto finite = less(2.0, df2);
    const auto d = where(finite, df2, 3.0);
    return where(finite, d / (d - 2.0), detail::infinity);
  }
  constexpr auto variance() const {
    const auto finite = less(4.0, df2);
    const auto d = where(finite, df2, 5.0);
    return where(finite, 2.0 * square(d / (d - 2.0)) * ((df1 + d - 2.0) / df1) / (d - 4.0), detail::infinity);
  }
  constexpr auto mode() const { return max(df1 - 2.0, 0.0) / df1 * (df2 / (df2 + 2.0)); }
  constexpr auto mean_log() const { return digamma(0.5 * df1) - digamma(0.5 * df2) + (log(df2) - log(df1)); }
  constexpr auto cdf(expr<Extents...> x) const { return tail_of(x, 0.0, true); }
  constexpr auto sf(expr<Extents...> x) const { return tail_of(x, 1.0, false); }
  constexpr auto icdf(expr<Extents...> p) const {
    return at_logit(beta_logit_quantile(0.5 * df1, 0.5 * df2, p));
  }
  constexpr auto sample(const noise<Extents...>& draws) const { return at_logit(of_share().logit_sample(draws)); }
  /// The x whose df1 x / (df1 x + df2) has this logit; exp(y) itself may overflow where x does not.
  constexpr auto at_logit(expr<Extents...> y) const {
    const auto root = exp(0.5 * y);
    return root * (df2 / df1) * root;
  }
  /// The law of df1 x / (df1 x + df2).
  constexpr beta_distribution<Extents...> of_share() const { return {0.5 * df1, 0.5 * df2}; }

  struct share {
    expr<Extents...> lower, smaller, first, second;
  };
  /// The smaller of df1 x / (df1 x + df2) and its rest, which both keep their digits so, and the law of it.
  constexpr share share_of(expr<Extents...> x) const {
    const auto up = df1 * x;
    const auto lower = less(up, df2);
    return {lower, where(lower, up, df2) / (up + df2), 0.5 * where(lower, df1, df2), 0.5 * where(lower, df2, df1)};
  }
  /// The probability below x or above it; `none` where x is not above 0.
  constexpr auto tail_of(expr<Extents...> x, double none, bool below) const {
    const auto inside = less(0.0, x);
    const auto s = share_of(where(inside, x, 1.0));
    const auto low = beta_lower_tail(s.first, s.second, s.smaller), high = beta_tail(s.first, s.second, s.smaller);
    return where(inside, below ? where(s.lower, low, high) : where(s.lower, high, low), none);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `fisher_snedecor(df1, df2)`.
struct fisher_snedecor_family : family_of<fisher_snedecor_distribution> {
  static constexpr const char* name = "fisher_snedecor";
};
inline constexpr fisher_snedecor_family fisher_snedecor{};

}  // namespace pathwise
