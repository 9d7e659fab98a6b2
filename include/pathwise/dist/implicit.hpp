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
/// A law of vectors that says how its samples move.
template <class D, std::size_t... E>
concept moves_its_samples = requires(const D& q, expr<E...> x) { q.implicit_sample(x); };
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
  requires(Order >= 1 && Order <= 3 && !detail::moves_its_samples<D, E...>)
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

/// The same of a law of vectors, which has no cdf to hold still and states itself how its samples move. Value: the
/// draw, to round-off. Gradient: the first derivative is right.
template <class D, std::size_t... E>
  requires detail::moves_its_samples<D, E...>
constexpr expr<E...> implicit_sample(const D& q, expr<E...> draw) {
  return q.implicit_sample(draw);
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

namespace detail {

/// The support, laid out such that halving finds any of float's numbers in a few steps: x by t.
template <class Support, std::size_t... E>
constexpr expr<E...> laid_out(expr<E...> t) {
  if constexpr (width_of_support<Support> == 3)
    return where(less(0.0, t), expm1(t), -expm1(-t));
  else if constexpr (width_of_support<Support> == 2)
    return exp(t);
  else
    return sigmoid(t);
}

/// The x at which q's cdf is u, 1 - u = v: 26 halvings of where t may lie, then 3 steps of Newton's method within what
/// is left. A function of u and v alone, of bounded work. Condition: t is found to some units of float's.
template <class D, std::size_t... E>
constexpr expr<E...> inverse_of_cdf(const D& q, expr<E...> u, expr<E...> v) {
  constexpr bool of_interval = width_of_support<typename D::support> == 1;
  auto low = filled_like(u, -80), high = filled_like(u, of_interval ? 16 : 80);
  const auto lower = less(u, v);
  const auto excess_at = [&](expr<E...> t) {  // of the cdf over u
    const auto x = laid_out<typename D::support>(t);
    if constexpr (requires { q.sf(x); })
      return where(lower, q.cdf(x) - u, v - q.sf(x));
    else
      return q.cdf(x) - u;
  };
  for (int i = 0; i < 26; ++i) {
    const auto middle = 0.5 * (low + high);
    const auto above = less(0.0, excess_at(middle));
    low = where(above, low, middle), high = where(above, middle, high);
  }
  auto t = 0.5 * (low + high);
  for (int i = 0; i < 3; ++i) {
    const auto excess = excess_at(t);
    t = max(low, min(high, t - excess / max(slope_along(excess, t), 1e-30)));
  }
  return laid_out<typename D::support>(t);
}

}  // namespace detail

/// A sample of a distribution that states a cdf and no sampler: by inversion of the cdf, with the gradient of
/// `implicit_sample`. Names and errors: those of any rsample.
template <invertible D>
constexpr auto rsample(std::string_view name, const D& q,
                       std::source_location where = std::source_location::current()) {
  graph& g = *std::get<0>(detail::parameters_of(q)).g;
  detail::state_domains(q, name, static_cast<int>(where.line()));
  const detail::noise_of<D> draws(g, text(name), false, static_cast<int>(where.line()));
  const auto z = implicit_sample(q, detail::inverse_of_cdf(q, draws.uniform(), draws.uniform_complement()));
  detail::name_value(g, text(name), z.id);
  return z;
}

}  // namespace pathwise
