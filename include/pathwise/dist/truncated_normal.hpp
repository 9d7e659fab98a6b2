#pragma once
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Truncated normal(loc, scale, low, high): the normal's density within [low, high], over the mass there. Elementwise;
/// independent components. Domain: scale > 0, low < high, both finite; low <= x <= high. Outside the support log_prob
/// is -infinity. Units: log_prob, entropy in nats. Condition: low and high must differ after loc is taken away, and lie
/// within 1e18 scales of it (double: 1e150).
template <std::size_t... Extents>
struct truncated_normal_distribution {
  using support = numbers_from_low_to_high;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"loc"}, {"scale", constraint::positive}, {"low"}, {"high", constraint::above_the_previous}});
  expr<Extents...> loc, scale, low, high;

  constexpr auto log_prob(expr<Extents...> x) const {
    return where(max(less(x, low), less(high, x)), -detail::infinity,
                 normal(loc, scale).log_prob(x) - log_mass(low, high));
  }
  constexpr auto entropy() const {
    const auto top = max(piece_start(), 0.0), above = cumulant(1);
    return log(scale) + cumulant(0) + top * above + 0.5 * (cumulant(2) + square(above));
  }
  constexpr auto mean() const { return mode() + where(is_left(), -scale, scale) * cumulant(1); }
  constexpr auto variance() const { return square(scale) * cumulant(2); }
  constexpr auto mode() const { return min(high, max(low, loc)); }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less_equal(x, low), 0.0,
                 where(less_equal(high, x), 1.0, exp(log_mass(low, min(max(x, low), high)) - log_mass(low, high))));
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less_equal(x, low), 1.0,
                 where(less_equal(high, x), 0.0, exp(log_mass(min(max(x, low), high), high) - log_mass(low, high))));
  }
  constexpr auto icdf(expr<Extents...> p) const { return quantile(p, 1.0 - p); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return quantile(draws.uniform(), draws.uniform_complement());
  }
  /// Whether most of the interval is on loc's left: it is looked at in a mirror, as a piece of a standard normal that
  /// starts at its edge nearer to the centre.
  constexpr auto is_left() const { return less((low - loc) / scale + (high - loc) / scale, 0.0); }
  constexpr auto piece_start() const { return where(is_left(), (loc - high) / scale, (low - loc) / scale); }
  constexpr auto cumulant(int order) const { return truncated_cumulant(order, piece_start(), (high - low) / scale); }
  /// log erfc at the edge of an interval nearer to the centre and at the one farther out, seen in the tail in which
  /// most of it lies: the left one where `left`.
  struct log_tails {
    expr<Extents...> left, near, far;
  };
  constexpr log_tails tails(expr<Extents...> from, expr<Extents...> to) const {
    const auto a = (from - loc) / scale * 0.70710678118654752, b = (to - loc) / scale * 0.70710678118654752;
    const auto left = less(a + b, 0.0);
    return {left, log_erfc(where(left, -b, a)), log_erfc(where(left, -a, b))};
  }
  /// log of the normal mass from `from` to `to`, in whichever tail they lie: Q(m) - Q(n), m + n >= 0.
  constexpr auto log_mass(expr<Extents...> from, expr<Extents...> to) const {
    const auto tail = tails(from, to);
    return tail.near + log1mexp(tail.near - tail.far) - 0.69314718055994531;
  }
  /// At probability p, of which 1 - p is `rest`: by the logarithm of the nearer tail.
  constexpr auto quantile(expr<Extents...> p, expr<Extents...> rest) const {
    const auto [left, near, far] = tails(low, high);
    const auto outer = where(left, p, rest),
               inner = where(left, rest, p);  // of what lies beyond the nearer edge and within
    const auto tail = near + log(outer + inner * exp(far - near));
    const auto y = 1.4142135623730951 * log_erfc_inverse(tail);
    return min(high, max(low, loc + scale * where(left, -y, y)));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `truncated_normal(loc, scale, low, high)`.
struct truncated_normal_family : family_of<truncated_normal_distribution> {
  static constexpr const char* name = "truncated_normal";
};
inline constexpr truncated_normal_family truncated_normal{};

}  // namespace pathwise
