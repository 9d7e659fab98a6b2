#pragma once
// Kullback-Leibler divergences, KL(q || p) = E_q[log q - log p] in nats, elementwise. `kl_divergence` is closed forms
// only; what has none says so while compiling.
#include <pathwise/dist/kl_crossed.hpp>

namespace pathwise {

namespace detail {

template <class Q, class P>
using kl_mistake = std::conditional_t<
    differ<shape_of<event_of<Q>>, shape_of<event_of<P>>>,
    E011_elementwise_extents_differ<shape_of<event_of<Q>>, shape_of<event_of<P>>>,
    std::conditional_t<supports_may_nest<typename Q::support, typename P::support>,
                       E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature<Q, P>,
                       E041_kl_is_infinite_since_supports_do_not_nest<typename Q::support, typename P::support>>>;
/// For g++: an expression all the same.
template <class Expression>
struct no_closed_form : Expression {};

}  // namespace detail

/// No closed form: name the estimate you want, `kl_monte_carlo(q, p, z)` or (for one dimension)
/// `kl_quadrature<Order>(q, p)`. Errors: E011, E021; E041 where the divergence is infinite, whatever the parameters,
/// because q gives weight to numbers that p excludes.
#if defined(__clang__)
template <distribution Q, distribution P>
  requires(detail::note_mistake<0 * sizeof(Q)>::made)
detail::kl_mistake<Q, P> kl_divergence(const Q& q, const P& p);
#else
template <distribution Q, distribution P>
constexpr auto kl_divergence(const Q& q, const P&, mistake<detail::kl_mistake<Q, P>> = {})
    -> detail::no_closed_form<detail::event_of<Q>> {
  return {std::get<0>(detail::parameters_of(q))};
}
#endif

namespace detail {

template <class Q, class P, class Result>
inline constexpr bool is_kl_mistake =
    std::is_same_v<Result, kl_mistake<Q, P>> || std::is_same_v<Result, no_closed_form<event_of<Q>>>;
template <class Q, class P>
concept closed_form_kl =
    requires(const Q& q, const P& p) { requires !is_kl_mistake<Q, P, decltype(kl_divergence(q, p))>; };

}  // namespace detail

/// The one-sample Monte Carlo estimate of KL(q || p): log q(z) - log p(z) at a reparameterised sample z of q.
template <class Q, class P, std::size_t... E>
  requires(!detail::differ<shape<E...>, detail::shape_of<detail::event_of<Q>>>)
constexpr expr<E...> kl_monte_carlo(const Q& q, const P& p, expr<E...> z) {
  return q.log_prob(z) - p.log_prob(z);
}
#if defined(__clang__)
template <class Q, class P, std::size_t... E>
  requires(detail::differ<detail::shape_of<detail::event_of<Q>>, shape<E...>> &&
           detail::note_mistake<0 * sizeof...(E)>::made)
E011_elementwise_extents_differ<detail::shape_of<detail::event_of<Q>>, shape<E...>> kl_monte_carlo(const Q& q,
                                                                                                   const P& p,
                                                                                                   expr<E...> z);
#else
template <class Q, class P, std::size_t... E>
  requires(detail::differ<detail::shape_of<detail::event_of<Q>>, shape<E...>>)
constexpr expr<E...> kl_monte_carlo(
    const Q&, const P&, expr<E...> z,
    mistake<E011_elementwise_extents_differ<detail::shape_of<detail::event_of<Q>>, shape<E...>>> = {}) {
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
    return std::get<0>(detail::parameters_of(q));
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
