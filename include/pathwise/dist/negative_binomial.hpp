#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Negative binomial(total_count r, logits l): x successes of probability sigmoid(l) before r failures. Elementwise;
/// independent components. Formula: Gamma(r + x) / (Gamma(r) x!) sigmoid(l)^x sigmoid(-l)^r. Domain: r > 0, l real; x =
/// 0, 1, 2, ... (between them log_prob has Gamma for factorials, and the cdf its steps). Below 0 log_prob is -infinity.
/// Units: log_prob in nats.
template <std::size_t... Extents>
struct negative_binomial_distribution {
  using support = whole_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"total_count", constraint::positive}, {"logits"}});
  expr<Extents...> total_count, logits;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto count = max(x, 0.0);
    const auto ways = lgamma(total_count + count) - lgamma(total_count) - lgamma(count + 1.0);
    return where(less_equal(0.0, x), ways - total_count * softplus(logits) - count * softplus(-logits),
                 -detail::infinity);
  }
  constexpr auto mean() const { return total_count * exp(logits); }
  constexpr auto variance() const { return total_count * exp(logits) * (1.0 + exp(logits)); }
  constexpr auto mode() const { return floor(max(total_count - 1.0, 0.0) * exp(logits)); }
  /// By the share of failures being beta in law. Condition: that of `beta_lower_tail`.
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less(x, 0.0), 0.0,
                 where(is_beyond_all(x), 1.0, beta_lower_tail(total_count, next_success(x), sigmoid(-logits))));
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less(x, 0.0), 1.0,
                 where(is_beyond_all(x), 0.0, beta_lower_tail(next_success(x), total_count, sigmoid(logits))));
  }
  constexpr auto next_success(expr<Extents...> x) const {
    return floor(max(where(is_beyond_all(x), 0.0, x), 0.0)) + 1.0;
  }
  static constexpr auto is_beyond_all(expr<Extents...> x) { return less_equal(detail::infinity, x); }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `negative_binomial(total_count, logits)`.
struct negative_binomial_family : family_of<negative_binomial_distribution> {
  static constexpr const char* name = "negative_binomial";
};
inline constexpr negative_binomial_family negative_binomial{};

}  // namespace pathwise
