#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Von Mises(loc, concentration k): density exp(k cos(x - loc)) / (2 pi I0(k)). Elementwise; independent components.
/// Domain: k > 0; x an angle: log_prob has the period 2 pi, cdf counts from loc - pi to loc + pi. Units: radians;
/// log_prob, entropy in nats. Mean and mode are the direction loc, the variance is the circular one, 1 - I1(k) / I0(k).
/// Gradient: a sample is the quantile of its noise, between loc - pi and loc + pi; its slope in k is implicit (Figurnov
/// et al. 2018). Condition: cdf, samples and their slopes are right to some units in the last place for k from 1e-3 to
/// 1e5. Source: Mardia and Jupp 2000, section 3.5.4.
template <std::size_t... Extents>
struct von_mises_distribution {
  using support = angles_about_loc;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"loc"}, {"concentration", constraint::positive}});
  expr<Extents...> loc, concentration;

  /// By the sine of the half angle: k cos(x - loc) and log I0(k) would cancel for a large k.
  constexpr auto log_prob(expr<Extents...> x) const {
    return -2.0 * concentration * square(sin(0.5 * (x - loc))) - log_scale(0.0) - log_turn;
  }
  constexpr auto entropy() const { return log_turn + log_scale(0.0) - concentration * log_scale(1.0); }
  constexpr auto mean() const { return loc; }
  constexpr auto variance() const { return -log_scale(1.0); }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return von_mises_tail(concentration, loc - x); }
  constexpr auto sf(expr<Extents...> x) const { return von_mises_tail(concentration, x - loc); }
  constexpr auto icdf(expr<Extents...> p) const { return loc + von_mises_quantile(concentration, p, 1.0 - p); }
  constexpr auto sample(const noise<Extents...>& draws) const {
    return loc + von_mises_quantile(concentration, draws.uniform(), draws.uniform_complement());
  }
  /// The order-th derivative of log(I0(k) exp(-k)).
  constexpr auto log_scale(double order) const { return log_i0e(order, concentration); }
  static constexpr double log_turn = 1.8378770664093455;  // log(2 pi)

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(icdf)
};

/// The family, to be called with expressions: `von_mises(loc, concentration)`.
struct von_mises_family : family_of<von_mises_distribution> {
  static constexpr const char* name = "von_mises";
};
inline constexpr von_mises_family von_mises{};

}  // namespace pathwise
