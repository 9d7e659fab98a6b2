#pragma once
// Implicit reparameterisation: from a cdf alone, a sample that moves with its parameters, its density, and where there
// is no sampler a sample too. Source: Figurnov, Mohamed and Mnih 2018.
#include <pathwise/dist/rsample.hpp>
#include <pathwise/grad/reverse.hpp>

namespace pathwise {

namespace detail {

/// dy/dx, elementwise, by the gradient pass; x is a node that y is made from.
template <std::size_t... E>
constexpr expr<E...> slope_along(expr<E...> y, expr<E...> x) {
  graph& g = *y.g;
  list<int> wrt;
  wrt.add(x.id);
  const int found = reverse(g, y.id, ones_like(g, y.id), wrt)[0];
  return found < 0 ? filled_like(x, 0) : expr<E...>(any_expr{&g, found});
}
/// The logarithm of the smaller tail, and the sign with which it rises; of the cdf where that is all there is.
template <class D, std::size_t... E>
constexpr expr<E...> tail_coordinate(const D& q, expr<E...> x) {
  if constexpr (requires { q.sf(x); } || requires { q.standardised(x); })
    return standardised(q, x);
  else
    return q.cdf(x);
}

}  // namespace detail

/// A draw of q, of any origin, as a sample that moves with q's parameters such that its cdf stays where it is.
/// Formula: dz/dtheta = -(dF/dtheta) / (dF/dx), both by the gradient pass; of the logarithm of the smaller tail where q
/// states `sf`, or of what it states as `standardised`. Gradient: the first derivative is right; a second is NaN,
/// unless Order is 2 or 3: these take one step of Newton's method more in the graph, and are right to that order.
template <int Order = 1, distribution D, std::size_t... E>
  requires(Order >= 1 && Order <= 3)
constexpr expr<E...> implicit_sample(const D& q, expr<E...> draw) {
  const expr<E...> x(stop_gradient(draw));
  const auto s = detail::tail_coordinate(q, x);
  const auto slope = detail::slope_along(s, x);
  if constexpr (Order == 1) {
    return expr<E...>(implicit(x, s, without_derivative(slope)));
  } else {
    const expr<E...> first(implicit(x, s, stop_gradient(slope)));
    const auto there = detail::tail_coordinate(q, first);
    return first - (there - stop_gradient(s)) / detail::slope_along(there, first);
  }
}

/// The logarithm of the density that belongs to q's cdf, for a family that states no other: `constexpr auto
/// log_prob(expr<E...> x) const { return log_density_of_cdf(*this, x); }`. Condition: where the cdf is nearly 1 and q
/// states `sf`, that is what is differentiated.
template <class D, std::size_t... E>
constexpr expr<E...> log_density_of_cdf(const D& q, expr<E...> x) {
  const expr<E...> at(x + 0.0);  // a node of its own, that no parameter is made from
  const auto below = q.cdf(at);
  if constexpr (requires { q.sf(at); }) {
    const auto above = q.sf(at);
    return log(where(less(below, above), detail::slope_along(below, at), -detail::slope_along(above, at)));
  } else {
    return log(detail::slope_along(below, at));
  }
}

}  // namespace pathwise
