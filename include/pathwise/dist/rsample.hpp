#pragma once
// The reparameterised sample: a function of the parameters and of noise that does not depend on them.
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// A distribution with a location, a scale, and a standard draw eps such that loc + scale * eps is a sample.
template <class D>
concept location_scale = distribution<D> && requires(const D& q, const detail::noise_of<D>& draws) {
  q.loc;
  q.scale;
  q.standard(draws);
};

/// A distribution whose sample is a differentiable function of its parameters.
template <class D>
concept reparameterised =
    location_scale<D> ||
    (distribution<D> && requires(const D& q, const detail::noise_of<D>& draws) { q.sample(draws); });

/// A distribution that states a cdf and no sample, on a support that is the same for all parameters: dist/implicit.hpp
/// samples it by inversion.
template <class D>
concept invertible = distribution<D> && !reparameterised<D> && (detail::width_of_support<typename D::support> > 0) &&
                     requires(const D& q, detail::event_of<D> x) { q.cdf(x); };

/// A family: called with a location and a scale it gives a distribution; what a model is templated on to swap its
/// posterior.
template <class F>
concept family = requires(const F& f, expr<2> e) {
  { f(e, e) } -> location_scale;
};

/// A reparameterised sample: z = loc + scale * eps, so that z is differentiable in loc and scale.
/// Names: the sample `name`, its standard noise `name.eps`; programs can be cut at both.
/// Gradient: dz/dloc = 1, dz/dscale = eps. Errors: E015 where `name` has been sampled before.
/// Source: Kingma and Welling 2014, section 2.4.
template <location_scale D>
constexpr auto rsample(std::string_view name, const D& q,
                       std::source_location where = std::source_location::current()) {
  graph& g = *q.loc.g;
  detail::state_domains(q, name, static_cast<int>(where.line()));
  const auto eps = q.standard(detail::noise_of<D>(g, text(name), false, static_cast<int>(where.line())));
  text eps_name(name);
  eps_name.append(".eps");
  detail::name_value(g, eps_name, eps.id);
  const auto z = q.loc + q.scale * eps;
  detail::name_value(g, text(name), z.id);
  return z;
}
/// The same, with the noise of an earlier sample of that name.
template <location_scale D>
constexpr auto rsample(std::string_view name, const D& q, same_noise_t,
                       std::source_location where = std::source_location::current()) {
  return q.loc + q.scale * q.standard(detail::noise_of<D>(*q.loc.g, text(name), true, static_cast<int>(where.line())));
}

/// A reparameterised sample of a distribution that is not of a location and a scale: what its `sample` makes of the
/// noise. Names: the sample `name`. Errors: E015.
template <reparameterised D>
  requires(!location_scale<D>)
constexpr auto rsample(std::string_view name, const D& q,
                       std::source_location where = std::source_location::current()) {
  graph& g = *std::get<0>(detail::parameters_of(q)).g;
  detail::state_domains(q, name, static_cast<int>(where.line()));
  const auto z = q.sample(detail::noise_of<D>(g, text(name), false, static_cast<int>(where.line())));
  detail::name_value(g, text(name), z.id);
  return z;
}
template <reparameterised D>
  requires(!location_scale<D>)
constexpr auto rsample(std::string_view name, const D& q, same_noise_t,
                       std::source_location where = std::source_location::current()) {
  graph& g = *std::get<0>(detail::parameters_of(q)).g;
  return q.sample(detail::noise_of<D>(g, text(name), true, static_cast<int>(where.line())));
}

/// What has no sample that is differentiable in its parameters: its gradient is estimated by the score function, E[f(x)
/// dlog_prob(x)]. Errors: E042.
#if defined(__clang__)
template <distribution D, class... More>
  requires(!reparameterised<D> && !invertible<D> && detail::note_mistake<0 * sizeof(D)>::made)
E042_no_pathwise_gradient_use_the_score_function<D> rsample(std::string_view, const D&, More...);
#else
template <distribution D>
  requires(!reparameterised<D> && !invertible<D>)
constexpr auto rsample(std::string_view, const D& q,
                       mistake<E042_no_pathwise_gradient_use_the_score_function<D>> = {}) {
  return detail::event_of<D>(std::get<0>(detail::parameters_of(q)));
}
#endif

/// The parameter-free variable that a sample which came out as x was made of: a strictly monotone function of x. Its
/// derivatives give those of the sample, dz/dtheta = -(ds/dtheta) / (ds/dx) (implicit differentiation; Figurnov et al.
/// 2018, equation 5). It is (x - loc) / scale where there are no other parameters, else what the distribution states as
/// `standardised`, else the logarithm of the smaller tail.
template <distribution D, std::size_t... E>
constexpr expr<E...> standardised(const D& q, expr<E...> x) {
  if constexpr (location_scale<D> && D::parameters.size() == 2)
    return (x - q.loc) / q.scale;
  else if constexpr (requires { q.standardised(x); })
    return q.standardised(x);
  else {
    const auto below = q.cdf(x), above = q.sf(x);
    const auto lower = less(below, above);
    return where(lower, 1.0, -1.0) * log(where(lower, below, above));
  }
}

/// The member of the same family with location 0 and scale 1.
template <template <std::size_t...> class Family, std::size_t... E>
  requires location_scale<Family<E...>>
constexpr Family<E...> standard_like(const Family<E...>& q) {
  Family<E...> p = q;
  p.loc = detail::filled_like(q.loc, 0);
  p.scale = detail::filled_like(q.scale, 1);
  return p;
}

}  // namespace pathwise
