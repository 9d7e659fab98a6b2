#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Asymmetric Laplace(loc, scale, asymmetry k): exponential falls of length scale k to the left of loc, scale / k to
/// the right. Density exp(-|x - loc| / length) / (scale (k + 1 / k)). Elementwise; independent components. Domain:
/// scale, asymmetry > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct asymmetric_laplace_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"loc"}, {"scale", constraint::positive}, {"asymmetry", constraint::positive}});
  expr<Extents...> loc, scale, asymmetry;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto v = x - loc;
    const auto falls = where(less(v, 0.0), 1.0 / asymmetry, asymmetry);
    return -(detail::in_scales(abs(v), scale) * falls) - log(scale) - log(asymmetry + 1.0 / asymmetry);
  }
  constexpr auto entropy() const { return 1.0 + log(left() + right()); }
  constexpr auto mean() const { return loc + (right() - left()); }
  constexpr auto variance() const { return square(left()) + square(right()); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return where(less(x - loc, 0.0), outer_tail(x), 1.0 - outer_tail(x)); }
  constexpr auto sf(expr<Extents...> x) const { return where(less(x - loc, 0.0), 1.0 - outer_tail(x), outer_tail(x)); }
  /// The probability beyond x, seen from loc.
  constexpr auto outer_tail(expr<Extents...> x) const {
    const auto v = x - loc;
    const auto below = less(v, 0.0);
    return exp(where(below, v, -v) / where(below, left(), right())) /
           (1.0 + where(below, 1.0 / square(asymmetry), square(asymmetry)));
  }
  constexpr auto icdf(expr<Extents...> p) const { return quantile(p, 1.0 - p); }
  /// log of the probability on the side of loc on which x lies.
  constexpr auto standardised(expr<Extents...> x) const {
    const auto v = x - loc;
    const auto below = less(v, 0.0);
    const auto log_share =
        where(below, 2.0 * log(asymmetry), 0.0) - log1p(square(asymmetry));  // of that side in the whole
    return where(below, v / left() + log_share, v / right() - log_share);
  }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return quantile(draws.uniform(), draws.uniform_complement());
  }
  constexpr auto left() const { return scale * asymmetry; }
  constexpr auto right() const { return scale / asymmetry; }
  /// At probability p, of which 1 - p is `rest`.
  constexpr auto quantile(expr<Extents...> p, expr<Extents...> rest) const {
    const auto whole = left() + right(), share = left() / whole;
    const auto below = less(p, share);
    return loc + where(below, left(), -right()) * log(where(below, p / share, rest * (whole / right())));
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `asymmetric_laplace(loc, scale, asymmetry)`.
struct asymmetric_laplace_family : family_of<asymmetric_laplace_distribution> {
  static constexpr const char* name = "asymmetric_laplace";
};
inline constexpr asymmetric_laplace_family asymmetric_laplace{};

}  // namespace pathwise
