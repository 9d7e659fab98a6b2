#pragma once
// Kullback-Leibler divergences, KL(q || p) = E_q[log q - log p] in nats, elementwise. `kl_divergence` is closed forms only; what has none says so while compiling.
#include <pathwise/dist/laplace.hpp>
#include <pathwise/dist/logistic.hpp>
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Formula: (r^2 + d^2 - 1) / 2 - log r, r = q.scale / p.scale, d = (q.loc - p.loc) / p.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const normal_distribution<E...>& q, const normal_distribution<E...>& p) {
  const auto ratio = q.scale / p.scale;
  const auto distance = (q.loc - p.loc) / p.scale;
  return 0.5 * (square(ratio) + square(distance) - 1.0) - (log(q.scale) - log(p.scale));
}

/// Formula: d / p.scale + r exp(-d / q.scale) - 1 - log r, r = q.scale / p.scale, d = |q.loc - p.loc|.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const laplace_distribution<E...>& q, const laplace_distribution<E...>& p) {
  const auto distance = abs(q.loc - p.loc);
  return distance / p.scale + q.scale / p.scale * exp(-(distance / q.scale)) - 1.0 - (log(q.scale) - log(p.scale));
}

/// KL(Laplace || normal): the normal's log-density at the Laplace's first two moments.
/// Formula: log(p.scale) - log(q.scale) + log(2 pi) / 2 - log 2 - 1 + (2 q.scale^2 + (q.loc - p.loc)^2) / (2 p.scale^2).
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const laplace_distribution<E...>& q, const normal_distribution<E...>& p) {
  const auto ratio = q.scale / p.scale;
  const auto distance = (q.loc - p.loc) / p.scale;
  return square(ratio) + 0.5 * square(distance) - (log(q.scale) - log(p.scale)) - 0.77420864735527257;
}

/// KL(normal || Laplace): E|z - p.loc| of a folded normal.
/// Formula: log(2 p.scale) - log(q.scale) - (1 + log 2 pi) / 2 + (q.scale sqrt(2 / pi) exp(-t^2 / 2) + |d| erf(|t| / sqrt 2)) / p.scale, d = q.loc - p.loc, t = d / q.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const normal_distribution<E...>& q, const laplace_distribution<E...>& p) {
  const auto distance = q.loc - p.loc;
  const auto t = distance / q.scale;
  const auto folded = q.scale * (0.79788456080286536 * exp(-0.5 * square(t))) + distance * erf(t * 0.70710678118654752);
  return folded / p.scale + (log(p.scale) - log(q.scale)) - 0.72579135264472743;
}

namespace detail {

template <class Q, class P>
using kl_mistake = std::conditional_t<differ<shape_of<decltype(Q::loc)>, shape_of<decltype(P::loc)>>,
                                      E011_elementwise_extents_differ<shape_of<decltype(Q::loc)>, shape_of<decltype(P::loc)>>,
                                      E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature<Q, P>>;
/// For g++: an expression all the same.
template <class Expression>
struct no_closed_form : Expression {};

}  // namespace detail

/// No closed form: name the estimate you want, `kl_monte_carlo(q, p, z)` or (for one dimension) `kl_quadrature<Order>(q, p)`.
#if defined(__clang__)
template <location_scale Q, location_scale P>
  requires(detail::note_mistake<0 * sizeof(Q)>::made)
detail::kl_mistake<Q, P> kl_divergence(const Q& q, const P& p);
#else
template <location_scale Q, location_scale P>
constexpr auto kl_divergence(const Q& q, const P&, mistake<detail::kl_mistake<Q, P>> = {}) -> detail::no_closed_form<decltype(Q::loc)> {
  return {q.loc};
}
#endif

namespace detail {

template <class Q, class P, class Result>
inline constexpr bool is_kl_mistake = std::is_same_v<Result, kl_mistake<Q, P>> || std::is_same_v<Result, no_closed_form<decltype(Q::loc)>>;
template <class Q, class P>
concept closed_form_kl = requires(const Q& q, const P& p) { requires !is_kl_mistake<Q, P, decltype(kl_divergence(q, p))>; };

}  // namespace detail

/// The one-sample Monte Carlo estimate of KL(q || p): log q(z) - log p(z) at a reparameterised sample z of q.
template <class Q, class P, std::size_t... E>
  requires(!detail::differ<shape<E...>, detail::shape_of<decltype(Q::loc)>>)
constexpr expr<E...> kl_monte_carlo(const Q& q, const P& p, expr<E...> z) {
  return q.log_prob(z) - p.log_prob(z);
}
#if defined(__clang__)
template <class Q, class P, std::size_t... E>
  requires(detail::differ<detail::shape_of<decltype(Q::loc)>, shape<E...>> && detail::note_mistake<0 * sizeof...(E)>::made)
E011_elementwise_extents_differ<detail::shape_of<decltype(Q::loc)>, shape<E...>> kl_monte_carlo(const Q& q, const P& p, expr<E...> z);
#else
template <class Q, class P, std::size_t... E>
  requires(detail::differ<detail::shape_of<decltype(Q::loc)>, shape<E...>>)
constexpr expr<E...> kl_monte_carlo(const Q&, const P&, expr<E...> z, mistake<E011_elementwise_extents_differ<detail::shape_of<decltype(Q::loc)>, shape<E...>>> = {}) {
  return z;
}
#endif

/// How a model measures KL(q || p): a template argument of the ready models.
struct closed_form_divergence {
  template <class Q, class P, class Z>
    requires detail::closed_form_kl<Q, P>
  constexpr auto operator()(const Q& q, const P& p, Z /*sample*/) const {
    return kl_divergence(q, p);
  }
#if defined(__clang__)
  template <class Q, class P, class Z>
    requires(!detail::closed_form_kl<Q, P>)
  detail::kl_mistake<Q, P> operator()(const Q& q, const P& p, Z) const;
#else
  template <class Q, class P, class Z>
    requires(!detail::closed_form_kl<Q, P>)
  constexpr auto operator()(const Q& q, const P&, Z, mistake<detail::kl_mistake<Q, P>> = {}) const {
    return q.loc;
  }
#endif
};
struct monte_carlo_divergence {
  template <class Q, class P, class Z>
  constexpr auto operator()(const Q& q, const P& p, Z sample) const {
    return kl_monte_carlo(q, p, sample);
  }
};
inline constexpr closed_form_divergence closed_form{};
inline constexpr monte_carlo_divergence monte_carlo{};

}  // namespace pathwise
