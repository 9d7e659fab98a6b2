#pragma once
// What a distribution is: parameters with their domains, a support, a density, and (where it can) a sample that is
// differentiable in the parameters.
#include <array>
#include <concepts>
#include <limits>
#include <tuple>

#include <pathwise/base/constraint.hpp>
#include <pathwise/dist/sample.hpp>
#include <pathwise/expr/triangular.hpp>

namespace pathwise {

// Supports, as types, so that a divergence which is infinite because they do not nest is refused while compiling.
struct real_numbers {
  static constexpr const char* name = "the real numbers";
};
struct positive_numbers {
  static constexpr const char* name = "the positive numbers";
};
struct nonnegative_numbers {
  static constexpr const char* name = "the numbers from 0 on";
};
struct unit_interval {
  static constexpr const char* name = "the numbers between 0 and 1";
};
struct closed_unit_interval {
  static constexpr const char* name = "the numbers from 0 to 1";
};
struct numbers_from_scale {
  static constexpr const char* name = "the numbers from scale on";
};
struct numbers_from_loc {
  static constexpr const char* name = "the numbers from loc on (to loc - scale / concentration where that is positive)";
};
struct numbers_from_low_to_high {
  static constexpr const char* name = "the numbers from low to high";
};
struct zero_or_one {
  static constexpr const char* name = "0 and 1";
  static constexpr lattice events{0, 1, 1};
};
struct whole_numbers {
  static constexpr const char* name = "0, 1, 2, ...";
  static constexpr lattice events{0, 1, std::numeric_limits<double>::max()};
};
struct whole_numbers_to_total {
  static constexpr const char* name = "0, 1, ..., total_count";
  static constexpr lattice events{0, 1, std::numeric_limits<double>::max()};  // total_count is the last
};
/// Of the turn about loc.
struct angles_about_loc {
  static constexpr const char* name = "the angles from loc - pi to loc + pi";
};
struct one_hot_vectors {
  static constexpr const char* name = "vectors of one 1 and zeros";
};
struct probability_vectors {
  static constexpr const char* name = "positive vectors of sum 1";
};
struct real_vectors {
  static constexpr const char* name = "real vectors";
};
struct levels {
  static constexpr const char* name = "equally spaced levels";
  static constexpr lattice events{-1, 2.0 / 255, 1};
};

namespace detail {

/// Supports of one kind may nest.
template <class Support>
inline constexpr int discrete_kind = std::is_same_v<Support, zero_or_one> || std::is_same_v<Support, whole_numbers> ||
                                             std::is_same_v<Support, whole_numbers_to_total>
                                         ? 1
                                     : std::is_same_v<Support, one_hot_vectors>     ? 2
                                     : std::is_same_v<Support, levels>              ? 3
                                     : std::is_same_v<Support, probability_vectors> ? 4
                                     : std::is_same_v<Support, real_vectors>        ? 5
                                     : std::is_same_v<Support, angles_about_loc>    ? 6
                                                                                    : 0;
/// 3 the real line, 2 the positive numbers, 1 the unit interval, 0 one whose ends are parameters.
template <class Support>
inline constexpr int width_of_support =
    std::is_same_v<Support, real_numbers>                                                       ? 3
    : std::is_same_v<Support, positive_numbers> || std::is_same_v<Support, nonnegative_numbers> ? 2
    : std::is_same_v<Support, unit_interval> || std::is_same_v<Support, closed_unit_interval>   ? 1
                                                                                                : 0;

}  // namespace detail

/// False where, whatever the parameters, Q gives weight to numbers that P excludes. (Where an end is a parameter, the
/// numbers decide.)
template <class Q, class P>
inline constexpr bool supports_may_nest =
    detail::discrete_kind<Q> == detail::discrete_kind<P> &&
    !(std::is_same_v<Q, whole_numbers> && !std::is_same_v<P, whole_numbers>) &&
    (std::is_same_v<Q, P> || detail::width_of_support<P> >= detail::width_of_support<Q> ||
     (detail::width_of_support<P> == 0 && !std::is_same_v<Q, real_numbers>));

// Declares the members of a distribution of one argument for an argument whose extents are not its own, which is a
// mistake (E011).
#if defined(__clang__)
#define PATHWISE_ARGUMENT_EXTENTS_DIFFER(function)                                                           \
  template <std::size_t... B, class Error = E011_elementwise_extents_differ<shape<Extents...>, shape<B...>>> \
    requires(detail::differ<shape<Extents...>, shape<B...>> && detail::note_mistake<0 * sizeof...(B)>::made) \
  auto function(expr<B...>) const;
#else
#define PATHWISE_ARGUMENT_EXTENTS_DIFFER(function)                                                         \
  template <std::size_t... B>                                                                              \
    requires detail::differ<shape<Extents...>, shape<B...>>                                                \
  constexpr expr<Extents...> function(                                                                     \
      expr<B...> x, mistake<E011_elementwise_extents_differ<shape<Extents...>, shape<B...>>> = {}) const { \
    return expr<Extents...>(broadcast(literal(*x.g, 0), extents_of<Extents...>(), 1));                     \
  }
#endif

namespace detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// x with the extents E; a number, or an expression of rank 0, is repeated.
template <std::size_t... E>
constexpr expr<E...> repeated_to(graph& g, shape<E...>, expr<E...> x) {
  return static_cast<void>(g), x;
}
template <std::size_t... E, operand X>
constexpr expr<E...> repeated_to(graph& g, shape<E...>, X x) {
  const any_expr small = operand_in(g, x);
  return expr<E...>(broadcast(small, extents_of<E...>(), small.positions()));
}
/// distance / scale, written so that its derivative in the scale takes the cotangent times the distance before it
/// divides: the slope of a heavy tail is small where distance / scale^2 is beyond the type, and their product is not.
template <std::size_t... E>
constexpr expr<E...> in_scales(expr<E...> distance, expr<E...> scale) {
  return distance * (1.0 / scale);
}
/// A constant of the extents of `like`.
template <std::size_t... E>
constexpr expr<E...> filled_like(expr<E...> like, double value) {
  return expr<E...>(broadcast(literal(*like.g, value), like.axes(), like.positions()));
}

constexpr graph* graph_of(double) { return nullptr; }
constexpr graph* graph_of(any_expr x) { return x.g; }
template <class... X>
constexpr graph& graph_of_first(X... x) {
  graph* found = nullptr;
  ((found = found != nullptr ? found : graph_of(x)), ...);
  return *found;
}

/// The parameters of a distribution, in order.
template <class D>
constexpr auto parameters_of(const D& q) {
  constexpr std::size_t count = D::parameters.size();
  if constexpr (count == 1) {
    const auto& [a] = q;
    return std::tuple{a};
  } else if constexpr (count == 2) {
    const auto& [a, b] = q;
    return std::tuple{a, b};
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = q;
    return std::tuple{a, b, c};
  } else {
    const auto& [a, b, c, d] = q;
    return std::tuple{a, b, c, d};
  }
}
/// A distribution's name as errors print it: its own `name`, or its type's without namespace and `_distribution`.
template <class D>
inline constexpr text name_of_distribution = [] {
  if constexpr (requires { D::name; }) {
    return text(D::name);
  } else {
    std::string_view s = pretty_name<D>();
    s = s.substr(0, s.find('<'));
    s = s.substr(s.rfind(':') + 1);
    constexpr std::string_view suffix = "_distribution";
    if (s.size() > suffix.size() && s.substr(s.size() - suffix.size()) == suffix)
      s = s.substr(0, s.size() - suffix.size());
    return text(s);
  }
}();

constexpr int without_repeats(const graph& g, int id) {
  while (g.kind(id) == op_kind::broadcast) id = g.nodes[id].operands[0];
  return id;
}
/// Whether a domain's node is that of a parameter, or its diagonal.
constexpr bool is_of(const graph& g, int node, int parameter) {
  return node == without_repeats(g, parameter) ||
         (g.kind(node) == op_kind::gather && g.nodes[node].operands[0] == parameter);
}
/// Notes what is asked of a parameter, unless that is known already or plainly met.
constexpr void state_domain(graph& g, const parameter_domain& wanted) {
  const bool constant = g.is_constant(wanted.node) && (wanted.previous < 0 || g.is_constant(wanted.previous));
  if (constant && lies_in(wanted.must_be, g.nodes[wanted.node].constant,
                          wanted.previous < 0 ? 0 : g.nodes[wanted.previous].constant))
    return;
  for (const parameter_domain& d : g.domains)
    if (d.node == wanted.node && d.previous == wanted.previous && d.must_be == wanted.must_be) return;
  g.domains.add(wanted);
}
/// Notes what q asks of its parameters.
template <class D>
constexpr void state_domains(const D& q) {
  graph& g = *std::get<0>(parameters_of(q)).g;
  int previous = -1;
  std::size_t k = 0;
  const auto state = [&](const auto& x) {
    const distribution_parameter& p = D::parameters[k++];
    int node = without_repeats(g, x.id);
    constraint must_be = p.must_be;
    if constexpr (requires { diagonal(x); })
      if (must_be == constraint::positive_diagonal) node = diagonal(x).id, must_be = constraint::positive;
    state_domain(g, {name_of_distribution<D>.at,
                     p.name,
                     must_be,
                     node,
                     must_be == constraint::above_the_previous ? previous : -1,
                     {},
                     0});
    previous = node;
  };
  std::apply([&](const auto&... p) { (state(p), ...); }, parameters_of(q));
}
/// The same of a q that is sampled: errors then tell where.
template <class D>
constexpr void state_domains(const D& q, std::string_view sample, int line) {
  state_domains(q);
  graph& g = *std::get<0>(parameters_of(q)).g;
  const auto name = [&](any_expr x) {
    for (parameter_domain& d : g.domains)
      if (is_of(g, d.node, x.id) && d.sample == text()) d.sample = text(sample), d.line = line;
  };
  std::apply([&](const auto&... p) { (name(p), ...); }, parameters_of(q));
}

template <template <std::size_t...> class Distribution, class Shape>
struct distribution_of_shape;
template <template <std::size_t...> class Distribution, std::size_t... E>
struct distribution_of_shape<Distribution, shape<E...>> {
  using type = Distribution<E...>;
};
/// The first two shapes that differ, as E011.
template <class Common, class... Shapes>
struct extents_mistake {
  using type = void;
};
template <class Common, class First, class... Rest>
struct extents_mistake<Common, First, Rest...>
    : std::conditional_t<differ<Common, First>, std::type_identity<E011_elementwise_extents_differ<Common, First>>,
                         extents_mistake<Common, Rest...>> {};
template <class... Given>
using parameter_mistake = typename extents_mistake<common_shape_of<Given...>, shape_of<Given>...>::type;

}  // namespace detail

/// A family, to be called with its parameters: `normal(loc, scale)`. Some may be plain numbers; extents agree.
/// Domain: what each parameter's constraint says. Programs that validate throw std::domain_error elsewhere (see
/// exec/program.hpp). In others log_prob is then NaN or -infinity, and NaN parameters make cdf, sf and samples NaN;
/// beyond that, cdf, sf, moments and samples are not to be relied on (docs/decisions/distributions.md).
/// Errors: E011.
template <template <std::size_t...> class Distribution>
struct family_of {
  static constexpr auto parameters = Distribution<>::parameters;

  template <detail::operand... Given>
    requires(sizeof...(Given) == parameters.size() && (std::is_convertible_v<Given, any_expr> || ...) &&
             detail::no_mistake<detail::parameter_mistake<Given...>>)
  constexpr auto operator()(Given... given) const {
    using extents_type = detail::common_shape_of<Given...>;
    graph& g = detail::graph_of_first(given...);
    const typename detail::distribution_of_shape<Distribution, extents_type>::type q{
        detail::repeated_to(g, extents_type{}, given)...};
    detail::state_domains(q);
    return q;
  }
#if defined(__clang__)
  template <detail::operand... Given>
    requires(sizeof...(Given) == parameters.size() && (std::is_convertible_v<Given, any_expr> || ...) &&
             detail::mistaken<detail::parameter_mistake<Given...>>)
  detail::parameter_mistake<Given...> operator()(Given...) const;
#else
  template <detail::operand... Given, class Error = detail::parameter_mistake<Given...>>
    requires(sizeof...(Given) == parameters.size() && (std::is_convertible_v<Given, any_expr> || ...) &&
             !detail::no_mistake<Error>)
  PATHWISE_UNAVAILABLE constexpr auto operator()(Given... given) const {
    using extents_type = detail::common_shape_of<Given...>;
    graph& g = detail::graph_of_first(given...);
    return typename detail::distribution_of_shape<Distribution, extents_type>::type{
        detail::repeated_to(g, extents_type{}, 0 * sizeof(given))...};
  }
#endif
};

namespace detail {

template <class D>
concept states_parameters = requires { D::parameters.size(); };
/// What is sampled: what the distribution states as `event`, or an expression of the extents of the last parameter.
template <class D>
struct event_type {};
template <class D>
  requires states_parameters<D>
struct event_type<D> {
  using type = std::tuple_element_t<D::parameters.size() - 1, decltype(parameters_of(std::declval<const D&>()))>;
};
template <class D>
  requires(states_parameters<D> && requires { typename D::event; })
struct event_type<D> {
  using type = typename D::event;
};
template <class D>
using event_of = typename event_type<D>::type;

template <class Event>
struct noise_for;
template <std::size_t... E>
struct noise_for<expr<E...>> {
  using type = noise<E...>;
};
/// The raw draws of a sample of D.
template <class D>
using noise_of = typename noise_for<event_of<D>>::type;

}  // namespace detail

/// A distribution: parameters with names and domains, a support, and a log-density in nats.
template <class D>
concept distribution = requires {
  typename D::support;
  { D::parameters[0] } -> std::convertible_to<distribution_parameter>;
} && requires(const D& q, detail::event_of<D> x) { q.log_prob(x); };

}  // namespace pathwise
