#pragma once
// Derivatives of functions by given cotangents: one, or one for each element of a result.
#include <pathwise/grad/function_gradients.hpp>

namespace pathwise {

namespace detail {

template <bool HasRows, class Shape>
struct argument_of_shape;
template <bool HasRows, std::size_t... E>
struct argument_of_shape<HasRows, shape<E...>> {
  using type = argument<HasRows, E...>;
};
/// The results of a source, as arguments of another.
template <class Source>
struct results_as_arguments {
  static constexpr const auto& names = names_of<to_differentiate<Source>>;
  template <std::size_t... R>
  static auto list(std::index_sequence<R...>)
      -> argument_list<typename argument_of_shape<names.roots[R].has_rows != 0,
                                                  shape_of_value<names.shapes[names.roots[R].axes]>>::type...>;
  using type = decltype(list(std::make_index_sequence<static_cast<std::size_t>(names.root_count)>{}));
};

constexpr extents joined_extents(const extents& first, const extents& second) {
  extents all = first;
  for (int k = 0; k < second.rank && all.rank < extents::max_rank; ++k) all.at[all.rank++] = second.at[k];
  return all;
}
/// From [of..., more...] to [1, ..., 1, more...]: there is something only where the first axes are at element `e`.
constexpr index_map only_at(const extents& of, int e, const extents& more) {
  index_map m = identity_map(joined_extents(of, more));
  for (int k = of.rank - 1; k >= 0; --k) {
    m.to.at[k] = 1;
    m.offset[k] = -(e % of.at[k]);
    e /= of.at[k];
  }
  return m;
}
/// 1 at element `e`, 0 elsewhere, of the shape of `like`.
constexpr int unit_like(graph& g, int like, int e) {
  const extents axes = g.axes(like);
  if (axes.rank == 0) return ones_like(g, like);
  const index_map map = only_at(axes, e, {});
  const any_expr one = gather(broadcast(literal(g, 1), map.to, 0), map);
  return broadcast(one, axes, g.nodes[like].positions).id;
}

/// The derivatives of root `root` in each leaf, one behind the other: [root's axes..., leaf's axes...] each.
constexpr void add_jacobians(graph& g, int root, const list<int>& leaves) {
  const extents of = g.axes(root);
  list<any_expr> total(leaves.size(), any_expr{});
  for (int e = 0; e < of.size(); ++e) {
    const list<int> found = reverse(g, root, unit_like(g, root, e), leaves);
    for (int a = 0; a < leaves.size(); ++a) {
      if (found[a] < 0) continue;
      const index_map map = only_at(of, e, extents(g.axes(leaves[a])));
      const any_expr part = of.rank == 0 ? any_expr{&g, found[a]} : gather(reshape({&g, found[a]}, map.to), map);
      total[a] = total[a] ? total[a] + part : part;
    }
  }
  for (int a = 0; a < leaves.size(); ++a) {
    const any_expr all = total[a] ? total[a] : literal(g, 0);
    add_root(g, broadcast(all, joined_extents(of, extents(g.axes(leaves[a]))), g.nodes[leaves[a]].positions));
  }
}

template <class Result, class Argument>
struct axes_of_jacobian;
template <std::size_t... R, std::size_t... E>
struct axes_of_jacobian<shape<R...>, shape<E...>> {
  using type = std::conditional_t<(sizeof...(R) + sizeof...(E) > extents::max_rank),
                                  E010_more_than_six_axes<shape<R..., E...>>, void>;
};
/// `type` is void where every pair of a result and an argument has at most six axes together.
template <class Results, class Arguments>
struct jacobian_mistake {
  using type = void;
};
template <class Result, class... Results, class... Arguments>
struct jacobian_mistake<argument_list<Result, Results...>, argument_list<Arguments...>> {
  template <class... Found>
  struct first {
    using type = typename jacobian_mistake<argument_list<Results...>, argument_list<Arguments...>>::type;
  };
  template <class Found, class... More>
  struct first<Found, More...> : std::conditional_t<std::is_void_v<Found>, first<More...>, std::type_identity<Found>> {
  };
  using type = typename first<
      typename axes_of_jacobian<typename Result::extents_type, typename Arguments::extents_type>::type...>::type;
};

}  // namespace detail

/// The cotangents of the arguments for given ones of the results: arguments, then one cotangent for each result.
template <class Source>
struct vjp_source {
  static constexpr int likely_nodes = 4 * detail::to_differentiate<Source>.size.nodes + 16;
  using arguments = typename detail::joined_arguments<typename Source::arguments,
                                                      typename detail::results_as_arguments<Source>::type>::type;
  template <std::size_t /*Given*/>
  static constexpr std::size_t results = Source::arguments::size;
  static constexpr graph start() {
    graph g = detail::to_differentiate<Source>.thaw();
    if (g.error) return g;
    constexpr std::size_t count = Source::arguments::size;
    const list<int> roots = detail::roots_of(g), leaves = detail::argument_leaves(g, count);
    detail::forget_roots(g);
    list<int> cotangents;
    for (int r = 0; r < roots.size(); ++r)
      cotangents.add(detail::input_like(g, roots[r], detail::position_name(count + static_cast<std::size_t>(r))));
    const list<int> pulled = detail::pull_back(g, roots, cotangents, leaves);
    for (int i = 0; i < leaves.size(); ++i) detail::add_root_like(g, pulled[i], leaves[i]);
    return g;
  }
};

/// Every derivative of every result in every argument: result by result, argument by argument.
template <class Source>
struct jacobian_source {
  static constexpr int likely_nodes = 8 * detail::to_differentiate<Source>.size.nodes + 16;
  using arguments = typename Source::arguments;
  template <std::size_t Given>
  static constexpr std::size_t results =
      static_cast<std::size_t>(names_of<detail::to_differentiate<Source>>.root_count) * Given;
  static constexpr graph start() {
    graph g = detail::to_differentiate<Source>.thaw();
    if (g.error) return g;
    const list<int> roots = detail::roots_of(g), leaves = detail::argument_leaves(g, arguments::size);
    detail::forget_roots(g);
    for (const int r : roots) detail::add_jacobians(g, r, leaves);
    return g;
  }
};

namespace detail {

/// A function with its shared arguments repeated over rows: what rows have in common for each by itself.
class row_maker {
 public:
  constexpr explicit row_maker(std::size_t arguments) : arguments_(arguments) {}

  constexpr graph of(const graph& from) {
    return rewrite(from, [this](graph& to, const node& n, int) { return node_for(to, n); });
  }
  /// Argument by argument what the function is to be differentiated in.
  constexpr list<int> leaves(graph& g) const {
    list<int> all = argument_leaves(g, arguments_);
    for (int& id : all)
      if (!any_expr{&g, id}.has_rows()) id = with_rows({&g, id}).id;
    return all;
  }

 private:
  std::size_t arguments_;

  constexpr int node_for(graph& to, node n) const {
    if (n.kind == op_kind::leaf) return repeated(to, n);
    bool rows = false;
    for (int k = 0; k < n.arity; ++k) rows = rows || to.nodes[n.operands[k]].positions > 0;
    if (n.kind == op_kind::linear && to.nodes[n.operands[1]].positions > 0)
      return product({&to, n.operands[0]}, {&to, n.operands[1]}, 1).id;
    if (n.kind == op_kind::linear_transposed && to.nodes[n.operands[1]].positions > 0)
      return product({&to, n.operands[0]}, {&to, n.operands[1]}, 0).id;
    n.positions = rows ? 1 : n.positions;
    return to.add(n);
  }
  constexpr int repeated(graph& to, const node& n) const {
    const any_expr x{&to, to.add(n)};
    for (std::size_t i = 0; i < arguments_; ++i)
      if (to.slots[n.slot].name == position_name(i)) return with_rows(x).id;
    return x.id;
  }
  /// The product of x with a weight of each row's own, along axis `along` of it.
  static constexpr any_expr product(any_expr x, any_expr weight, int along) {
    const extents axes = weight.axes();
    index_map of_x{axes, x.axes()}, of_y{axes, {1, {axes.at[1 - along]}}};
    of_x.step[0][along] = of_y.step[0][1 - along] = 1;
    return scatter_sum(gather(x, of_x) * weight, of_y);
  }
};

/// `type` is void for a function whose rows do not meet.
template <class Source>
struct per_row_mistake {
  static constexpr bool meet = [] {
    for (const node& n : to_differentiate<Source>.nodes)
      if (n.kind == op_kind::sum_rows || n.kind == op_kind::outer || n.positions > 1) return true;
    return false;
  }();
  using type =
      std::conditional_t<meet, E056_rows_meet_in_the_function<Source>, typename gradient_mistake<Source>::type>;
};

}  // namespace detail

/// The gradient of a number (a row) in every argument, of a shared one for each row by itself.
template <class Source>
struct per_row_source {
  static constexpr int likely_nodes = 4 * detail::to_differentiate<Source>.size.nodes + 16;
  using arguments = typename Source::arguments;
  template <std::size_t Given>
  static constexpr std::size_t results = Given;
  static constexpr graph start() {
    graph g = detail::to_differentiate<Source>.thaw();
    if (g.error) return g;
    detail::row_maker rows(arguments::size);
    g = rows.of(g);
    const list<int> roots = detail::roots_of(g), leaves = rows.leaves(g);
    detail::forget_roots(g);
    const list<int> found = reverse(g, roots[0], ones_like(g, roots[0]), leaves);
    for (int i = 0; i < leaves.size(); ++i) detail::add_root_like(g, found[i], leaves[i]);
    return g;
  }
};

/// `vjp(f)(x..., dy...)`: for each argument the sum over all results of dy times their derivatives in it. That of an
/// argument with rows is per row; that of a shared one is summed over rows. Cost: about three times f.
template <class Source>
constexpr program_function<vjp_source<Source>> vjp(program_function<Source>) {
  return {};
}

/// `per_row_gradient(f)(x...)`: as `gradient(f)`, with the gradient in a shared argument not summed over rows: one of
/// its size for each row, as clipping and influence want it. Cost: that of products with weights of each row's own.
/// Errors: E028; E056 where rows meet in f.
template <class Source>
  requires detail::no_mistake<typename detail::per_row_mistake<Source>::type>
constexpr program_function<per_row_source<Source>> per_row_gradient(program_function<Source>) {
  return {};
}
template <class Source, class Error = typename detail::per_row_mistake<Source>::type>
  requires detail::mistaken<Error>
Error per_row_gradient(program_function<Source>);

/// `jacobian(f)(x...)`: dy/dx of every result y in every argument x, y by y and in them x by x. Shapes: y [R...] and x
/// [E...] give [R..., E...], a row each; in a shared argument it is summed over rows. For small axes: f is
/// differentiated once for each element of its results, and compiled as often. Errors: E010 for more than six axes.
template <class Source>
  requires detail::no_mistake<typename detail::jacobian_mistake<typename detail::results_as_arguments<Source>::type,
                                                                typename Source::arguments>::type>
constexpr program_function<jacobian_source<Source>> jacobian(program_function<Source>) {
  return {};
}
template <class Source, class Error = typename detail::jacobian_mistake<
                            typename detail::results_as_arguments<Source>::type, typename Source::arguments>::type>
  requires detail::mistaken<Error>
Error jacobian(program_function<Source>);

/// `hessian(f)(x...)`: the second derivatives of a number (a row) in every pair of arguments, for small axes. Shapes:
/// arguments [D...] and [E...] give [D..., E...].
template <class Source>
constexpr auto hessian(program_function<Source> f) {
  return jacobian(gradient(f));
}

}  // namespace pathwise
