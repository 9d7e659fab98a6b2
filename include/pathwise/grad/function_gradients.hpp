#pragma once
// Derivatives of functions, as functions: each is a program of its own and can be differentiated again.
#include <pathwise/expr/function.hpp>
#include <pathwise/grad/reverse.hpp>
#include <pathwise/graph/frozen.hpp>
#include <pathwise/passes/simplify.hpp>

namespace pathwise {

namespace detail {

/// A source's graph, in forms whose derivatives stay finite.
template <class Source>
inline constexpr auto to_differentiate =
    freeze<[] { return simplify(Source::start(), gradients::to_come); }, nodes_after(likely_nodes_of<Source>())>();

constexpr list<int> roots_of(const graph& g) {
  list<int> roots;
  for (const mark& m : g.marks)
    if (m.kind == mark_kind::root) roots.add(m.node);
  return roots;
}
constexpr void forget_roots(graph& g) {
  list<mark> kept;
  for (const mark& m : g.marks)
    if (m.kind != mark_kind::root) kept.add(m);
  g.marks = kept;
}
/// The leaves of the first `count` arguments.
constexpr list<int> argument_leaves(graph& g, std::size_t count) {
  list<int> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.add(leaf(g, g.find_slot(position_name(i))).id);
  return leaves;
}
/// A new input, named for its position among the arguments, of the shape of node `like`.
constexpr int input_like(graph& g, int like, const text& name) {
  slot s;
  s.name = name;
  s.kind = slot_kind::input;
  s.axes = g.nodes[like].axes;
  s.has_rows = g.nodes[like].positions;
  return leaf(g, g.slots.add(s)).id;
}
/// Makes node `id` (zero, if -1) a root of the shape of `like`.
constexpr void add_root_like(graph& g, int id, int like) {
  const any_expr x = id < 0 ? literal(g, 0) : any_expr{&g, id};
  add_root(g, broadcast(x, extents(g.axes(like)), g.nodes[like].positions));
}
/// The cotangents of `wrt` given those of the roots; entries are nodes or -1.
constexpr list<int> pull_back(graph& g, const list<int>& roots, const list<int>& seeds, const list<int>& wrt) {
  list<int> total(wrt.size(), -1);
  for (int r = 0; r < roots.size(); ++r) {
    const list<int> part = reverse(g, roots[r], seeds[r], wrt);
    for (int i = 0; i < wrt.size(); ++i)
      if (part[i] >= 0) total[i] = total[i] < 0 ? part[i] : (any_expr{&g, total[i]} + any_expr{&g, part[i]}).id;
  }
  return total;
}

template <class List, class More>
struct joined_arguments;
template <class... A, class... B>
struct joined_arguments<argument_list<A...>, argument_list<B...>> {
  using type = argument_list<A..., B...>;
};
template <>
struct joined_arguments<any_arguments, any_arguments> {
  using type = any_arguments;
};

/// `type` is void for a function of one number (a row).
template <class Source>
struct gradient_mistake {
  static constexpr const auto& graph = to_differentiate<Source>;
  static constexpr const auto& names = names_of<to_differentiate<Source>>;
  static constexpr int count = names.root_count;
  template <std::size_t... R>
  static auto shapes(std::index_sequence<R...>) -> results<shape_of_value<names.shapes[names.roots[R].axes]>...>;
  using type = std::conditional_t<graph.error || (count == 1 && graph.shapes[names.roots[0].axes].rank == 0), void,
                                  E028_gradient_of_more_than_one_number<decltype(shapes(
                                      std::make_index_sequence<static_cast<std::size_t>(count)>{}))>>;
};

}  // namespace detail

/// The gradient of a number (a row) in every argument, in order. That of an argument with rows is per row; that of a
/// shared one is summed over rows.
template <class Source>
struct gradient_source {
  static constexpr int likely_nodes = 4 * detail::to_differentiate<Source>.size.nodes + 16;
  using arguments = typename Source::arguments;
  template <std::size_t Given>
  static constexpr std::size_t results = Given;
  static constexpr graph start() {
    graph g = detail::to_differentiate<Source>.thaw();
    if (g.error) return g;
    const list<int> roots = detail::roots_of(g), leaves = detail::argument_leaves(g, arguments::size);
    detail::forget_roots(g);
    list<int> seeds;
    for (const int r : roots) seeds.add(ones_like(g, r));
    const list<int> gradients = detail::pull_back(g, roots, seeds, leaves);
    for (int i = 0; i < leaves.size(); ++i) detail::add_root_like(g, gradients[i], leaves[i]);
    return g;
  }
};

/// The directional derivative of every result, by pulling back twice: arguments, then one direction for each of them.
template <class Source>
struct jvp_source {
  static constexpr int likely_nodes = 8 * detail::to_differentiate<Source>.size.nodes + 16;
  using arguments = typename detail::joined_arguments<typename Source::arguments, typename Source::arguments>::type;
  template <std::size_t Given>
  static constexpr std::size_t results = Source::template results<Given / 2>;
  static constexpr graph start() {
    graph g = detail::to_differentiate<Source>.thaw();
    if (g.error) return g;
    constexpr std::size_t count = Source::arguments::size;
    const list<int> roots = detail::roots_of(g), leaves = detail::argument_leaves(g, count);
    detail::forget_roots(g);
    list<int> directions, cotangents;
    for (int i = 0; i < leaves.size(); ++i)
      directions.add(detail::input_like(g, leaves[i], detail::position_name(count + static_cast<std::size_t>(i))));
    for (int r = 0; r < roots.size(); ++r) {
      text name("cotangent.");
      name.append(detail::position_name(static_cast<std::size_t>(r)).view());
      cotangents.add(detail::input_like(g, roots[r], name));
    }
    const list<int> pulled = detail::pull_back(g, roots, cotangents, leaves);
    list<int> parts,
        seeds;  // <pulled, direction> is linear in the cotangents: its gradient in them is the directional derivative
    for (int i = 0; i < pulled.size(); ++i)
      if (pulled[i] >= 0) {
        parts.add(pulled[i]);
        seeds.add(directions[i]);
      }
    const list<int> tangents = detail::pull_back(g, parts, seeds, cotangents);
    for (int r = 0; r < roots.size(); ++r) detail::add_root_like(g, tangents[r], roots[r]);
    return g;
  }
};

/// `gradient(f)`: a function of the same arguments that returns one gradient for each. Errors: E028 where f is not one
/// number (a row).
template <class Source>
  requires detail::no_mistake<typename detail::gradient_mistake<Source>::type>
constexpr program_function<gradient_source<Source>> gradient(program_function<Source>) {
  return {};
}
template <class Source, class Error = typename detail::gradient_mistake<Source>::type>
  requires detail::mistaken<Error>
Error gradient(program_function<Source>);

/// `jvp(f)(x..., v...)`: the derivative of f at x along v. Cost: about three times f.
template <class Source>
constexpr program_function<jvp_source<Source>> jvp(program_function<Source>) {
  return {};
}

/// `hvp(f)(x..., v...)`: the Hessian of f at x times v, one vector for each argument: the derivative of the gradient
/// along v.
template <class Source>
constexpr auto hvp(program_function<Source> f) {
  return jvp(gradient(f));
}

}  // namespace pathwise
