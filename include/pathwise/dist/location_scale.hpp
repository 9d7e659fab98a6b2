#pragma once
// What every location-scale family has once it states its standard noise: the reparameterisation trick itself.
#include <concepts>

#include <pathwise/dist/sample.hpp>

namespace pathwise {

// Declares a member `function` of a distribution for an argument whose extents are not its own, which is a mistake (E011).
#if defined(__clang__)
#define PATHWISE_ARGUMENT_EXTENTS_DIFFER(function)                                                             \
  template <std::size_t... B, class Error = E011_elementwise_extents_differ<shape<Extents...>, shape<B...>>>   \
    requires(detail::differ<shape<Extents...>, shape<B...>> && detail::note_mistake<0 * sizeof...(B)>::made)   \
  auto function(expr<B...>) const;
#define PATHWISE_FAMILY_EXTENTS_DIFFER(distribution)                                                   \
  template <std::size_t... A, std::size_t... B>                                                        \
    requires(detail::differ<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made) \
  E011_elementwise_extents_differ<shape<A...>, shape<B...>> operator()(expr<A...>, expr<B...>) const;
#else
#define PATHWISE_ARGUMENT_EXTENTS_DIFFER(function)                                                                                           \
  template <std::size_t... B>                                                                                                                \
    requires detail::differ<shape<Extents...>, shape<B...>>                                                                                  \
  constexpr expr<Extents...> function(expr<B...>, mistake<E011_elementwise_extents_differ<shape<Extents...>, shape<B...>>> = {}) const {     \
    return loc;                                                                                                                              \
  }
#define PATHWISE_FAMILY_EXTENTS_DIFFER(distribution)                                                                                                  \
  template <std::size_t... A, std::size_t... B>                                                                                                       \
    requires detail::differ<shape<A...>, shape<B...>>                                                                                                 \
  constexpr distribution<A...> operator()(expr<A...> loc, expr<B...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) const { \
    return {loc, loc};                                                                                                                                \
  }
#endif

/// A distribution with a location, a scale, and a standard draw eps such that loc + scale * eps is a sample.
template <class D>
concept location_scale = requires(const D& d, graph& g, const text& name) {
  d.loc;
  d.scale;
  d.standard_noise(g, name, false, 0);
};

/// A family: called with a location and a scale it gives a distribution; what a model is templated on to swap its posterior.
template <class F>
concept family = requires(const F& f, expr<2> e) {
  { f(e, e) } -> location_scale;
};

/// A reparameterised sample: z = loc + scale * eps, so that z is differentiable in loc and scale.
/// Names: the sample `name`, its standard noise `name.eps`; programs can be cut at both.
/// Gradient: dz/dloc = 1, dz/dscale = eps. Errors: E015 where `name` has been sampled before.
/// Source: Kingma and Welling 2014, section 2.4.
template <location_scale D>
constexpr auto rsample(std::string_view name, const D& q, std::source_location where = std::source_location::current()) {
  graph& g = *q.loc.g;
  const auto eps = q.standard_noise(g, text(name), false, static_cast<int>(where.line()));
  text eps_name(name);
  eps_name.append(".eps");
  detail::name_value(g, eps_name, eps.id);
  const auto z = q.loc + q.scale * eps;
  detail::name_value(g, text(name), z.id);
  return z;
}
/// The same, with the noise of an earlier sample of that name.
template <location_scale D>
constexpr auto rsample(std::string_view name, const D& q, same_noise_t, std::source_location where = std::source_location::current()) {
  return q.loc + q.scale * q.standard_noise(*q.loc.g, text(name), true, static_cast<int>(where.line()));
}

/// The member of the same family with location 0 and scale 1.
template <template <std::size_t...> class Family, std::size_t... E>
  requires location_scale<Family<E...>>
constexpr Family<E...> standard_like(const Family<E...>& q) {
  graph& g = *q.loc.g;
  const auto filled = [&](double x) { return expr<E...>(broadcast(literal(g, x), q.loc.axes(), q.loc.has_rows())); };
  return {filled(0), filled(1)};
}

}  // namespace pathwise
