#pragma once
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Truncated normal(loc, scale, low, high): the normal's density within [low, high], over the mass there. Elementwise;
/// independent components. Domain: scale > 0, low < high, both finite; low <= x <= high. Outside the support log_prob
/// is -infinity. Units: log_prob, entropy in nats. Condition: low and high must differ after loc is taken away, and lie
/// within 1e18 scales of it (double: 1e150). A sample is right to some units in the last place of itself and of scale,
/// so an interval that is much narrower than scale is seen coarsely.
template <std::size_t... Extents>
struct truncated_normal_distribution {
  using support = numbers_from_low_to_high;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"loc"}, {"scale", constraint::positive}, {"low"}, {"high", constraint::above_the_previous}});
  expr<Extents...> loc, scale, low, high;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto at = place_of(x);
    const auto from_top = where(less(0.0, piece_start()), at.from_edge, at.from_loc);
    return where(max(less(x, low), less(high, x)), -detail::infinity, -fall(from_top) - cumulant(0) - log(scale));
  }
  constexpr auto entropy() const {
    const auto top = max(piece_start(), 0.0), above = cumulant(1);
    return log(scale) + cumulant(0) + top * above + 0.5 * (cumulant(2) + square(above));
  }
  constexpr auto mean() const { return mode() + where(is_left(), -scale, scale) * cumulant(1); }
  constexpr auto variance() const { return square(scale) * cumulant(2); }
  constexpr auto mode() const { return min(high, max(low, loc)); }
  constexpr auto cdf(expr<Extents...> x) const {
    return where(less_equal(x, low), 0.0, where(less_equal(high, x), 1.0, exp(log_share(x, is_left()))));
  }
  constexpr auto sf(expr<Extents...> x) const {
    return where(less_equal(x, low), 1.0, where(less_equal(high, x), 0.0, exp(log_share(x, 1.0 - is_left()))));
  }
  /// The logarithm of the smaller tail, which does not underflow.
  constexpr auto standardised(expr<Extents...> x) const {
    const auto below = log_share(x, is_left()), above = log_share(x, 1.0 - is_left());
    return where(less(below, above), below, -above);
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
  /// Where x lies on the piece, in scales: away from loc, from the edge nearer to it and from the other one. All are
  /// taken as differences of what is given, since squares of them cancel.
  struct place {
    expr<Extents...> from_loc, from_edge, to_edge;
  };
  constexpr place place_of(expr<Extents...> x) const {
    const auto left = is_left();
    return {where(left, loc - x, x - loc) / scale, where(left, high - x, x - low) / scale,
            where(left, x - low, high - x) / scale};
  }
  /// How far log_prob has fallen so many scales beyond its highest point.
  constexpr auto fall(expr<Extents...> from_top) const { return from_top * (0.5 * from_top + max(piece_start(), 0.0)); }
  /// The logarithm of the share of the mass beyond x, seen from loc, where `outer`, else of that before it. What lies
  /// before x, on loc's far side, is looked at in a mirror again.
  constexpr auto log_share(expr<Extents...> x, expr<Extents...> outer) const {
    const auto start = piece_start();
    const auto at = place_of(where(max(less_equal(x, low), less_equal(high, x)), 0.5 * (low + high), x));
    const auto mirrored = less(start + at.from_loc, 0.0), in_tail = less(0.0, start);
    const auto inner_start = where(mirrored, -at.from_loc, start);
    const auto begins = where(outer, at.from_loc, inner_start);
    const auto from_top = where(in_tail, where(outer, at.from_edge, 0.0), max(begins, 0.0));
    return truncated_cumulant(0, begins, where(outer, at.to_edge, at.from_edge)) - fall(from_top) - cumulant(0);
  }
  /// At probability p, of which 1 - p is `rest`: by the logarithm of the normal's smaller tail there, since the other
  /// one rounds to 1.
  constexpr auto quantile(expr<Extents...> p, expr<Extents...> rest) const {
    const auto left = is_left();
    const auto start = 0.70710678118654752 * piece_start(),
               end = 0.70710678118654752 * where(left, loc - low, high - loc) / scale;
    const auto outer = where(left, p, rest), inner = where(left, rest, p);  // of the piece beyond, and before
    const auto beyond = share_of_tails(log_erfc(start), outer, log_erfc(end), inner);
    const auto before = share_of_tails(log_erfc(-end), inner, log_erfc(-start), outer);
    const auto is_lower = less(before, beyond);
    const auto size = 1.4142135623730951 * log_erfc_inverse(where(is_lower, before, beyond));
    const auto y = where(is_lower, -size, size);
    return min(high, max(low, loc + scale * where(left, -y, y)));
  }
  /// log(a e^larger + b e^smaller).
  static constexpr auto share_of_tails(expr<Extents...> larger, expr<Extents...> a, expr<Extents...> smaller,
                                       expr<Extents...> b) {
    return larger + log(a + b * exp(smaller - larger));
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
