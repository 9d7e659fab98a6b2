#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Binomial(total_count n, logits l): x successes of probability sigmoid(l) in n trials. Elementwise; independent
/// components. Formula: n! / (x! (n - x)!) sigmoid(l)^x sigmoid(-l)^(n - x). Domain: n > 0 whole, l real; x = 0, ..., n
/// (between them log_prob has Gamma for factorials, and the cdf its steps). Elsewhere log_prob is -infinity. Units:
/// log_prob in nats.
template <std::size_t... Extents>
struct binomial_distribution {
  using support = whole_numbers_to_total;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"total_count", constraint::positive}, {"logits"}});
  expr<Extents...> total_count, logits;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto inside = less_equal(0.0, x) * less_equal(x, total_count);
    const auto count = where(inside, x, 0.0), rest = total_count - count;
    const auto ways = lgamma(total_count + 1.0) - lgamma(count + 1.0) - lgamma(rest + 1.0);
    return where(inside, ways - count * softplus(-logits) - rest * softplus(logits), -detail::infinity);
  }
  constexpr auto mean() const { return total_count * sigmoid(logits); }
  constexpr auto variance() const { return mean() * sigmoid(-logits); }
  constexpr auto mode() const { return min(floor((total_count + 1.0) * sigmoid(logits)), total_count); }
  /// By the share of failures being beta in law. Condition: that of `beta_lower_tail`.
  constexpr auto cdf(expr<Extents...> x) const {
    const auto count = count_below_end(x);
    return at_ends(x, 0.0, beta_lower_tail(total_count - count, count + 1.0, sigmoid(-logits)), 1.0);
  }
  constexpr auto sf(expr<Extents...> x) const {
    const auto count = count_below_end(x);
    return at_ends(x, 1.0, beta_lower_tail(count + 1.0, total_count - count, sigmoid(logits)), 0.0);
  }
  constexpr auto count_below_end(expr<Extents...> x) const {
    return where(less_equal(total_count, x), 0.0, floor(max(x, 0.0)));
  }
  /// What holds below 0, from there to below total_count, and from there on.
  constexpr auto at_ends(expr<Extents...> x, double first, expr<Extents...> second, double third) const {
    const auto outer = where(less(x, 0.0), first, third);
    const auto within = less_equal(0.0, x) * less(x, total_count);
    const auto known = less_equal(logits, detail::infinity) * less_equal(total_count, detail::infinity);
    return where(within, second, where(known, outer, detail::not_a_number));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `binomial(total_count, logits)`.
struct binomial_family : family_of<binomial_distribution> {
  static constexpr const char* name = "binomial";
};
inline constexpr binomial_family binomial{};

}  // namespace pathwise
