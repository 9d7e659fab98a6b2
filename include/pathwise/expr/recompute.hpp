#pragma once
// Values that are computed again on the way back instead of being kept: marked in the model.
#include <pathwise/expr/expr.hpp>
#include <pathwise/expr/record.hpp>

namespace pathwise {
namespace detail {

/// Where a region begins: an argument, unseen by the simplifier until gradients are taken. `node::constant` is the
/// region's number.
struct recompute_entry_op {
  static constexpr auto name = "recompute_entry";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::recompute;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr*, any_expr, any_expr dy) { return {{dy}}; }
};
/// Where it ends: its result.
struct recompute_exit_op {
  static constexpr auto name = "recompute";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::recompute;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr*, any_expr, any_expr dy) { return {{dy}}; }
};
/// x, once more. The node's operand behind its own is what it waits for.
struct recomputed_op {
  static constexpr auto name = "recomputed";
  template <class T>
  static constexpr T value(T x) {
    return x;
  }
  static constexpr any_expr derivative(any_expr x, any_expr /*y*/) { return literal(*x.g, 1); }
};

template <class Op>
constexpr any_expr region_border(any_expr x, double region) {
  graph& g = *x.g;
  node n = g.node_of(id_of<Op>(), &record_of<Op>);
  n.operands[0] = x.id;
  n.axes = g.nodes[x.id].axes;
  n.positions = g.nodes[x.id].positions;
  n.constant = region;
  return {&g, g.add(n)};
}

/// The values inside regions as the way back computes them again.
class recomputed_values {
 public:
  /// Of a graph of `nodes` nodes so far.
  constexpr explicit recomputed_values(int nodes) : now_(nodes, -1) {}

  /// What stands for node `id` on the way back.
  constexpr int operator()(int id) const { return id < now_.size() && now_[id] >= 0 ? now_[id] : id; }

  /// Appends the inside of the region that ends at node `exit` once more, after node `after`.
  constexpr void enter(graph& g, int exit, int after) {
    if (uses_.empty()) count_uses(g);
    const double region = g.nodes[exit].constant;
    list<char> inside(exit + 1), depends(exit + 1);
    inside[exit] = 1;
    for (int i = exit; i >= 0; --i)
      if (inside[i] && !is_entry(g, i, region))
        for (int k = 0; k < g.arity(i); ++k) inside[g.nodes[i].operands[k]] = 1;
    for (int i = 0; i < exit; ++i) {
      if (!inside[i]) continue;
      depends[i] = is_entry(g, i, region);
      for (int k = 0; k < g.arity(i); ++k) depends[i] = depends[i] || depends[g.nodes[i].operands[k]];
      if (depends[i]) now_[i] = again(g, i, is_entry(g, i, region), after);
    }
  }

 private:
  list<int> now_, uses_;

  static constexpr bool is_entry(const graph& g, int i, double region) {
    return g.is<recompute_entry_op>(i) && g.nodes[i].constant == region;
  }
  constexpr void count_uses(const graph& g) {
    uses_.resize(now_.size(), 0);
    for (int i = 0; i < now_.size(); ++i)
      for (int k = 0; k < g.arity(i); ++k) ++uses_[g.nodes[i].operands[k]];
  }
  constexpr int again(graph& g, int i, bool is_border, int after) const {
    node n = g.nodes[i];
    if (is_border) {
      node x = g.node_of(id_of<recomputed_op>(), &record_of<recomputed_op>);
      x.operands[0] = (*this)(n.operands[0]);
      x.operands[1] = after;
      x.axes = n.axes;
      x.positions = n.positions;
      return g.add(x);
    }
    // A value that several read is none that one of them makes part of a multiply-add: neither is its second copy.
    int several = -1;
    for (int k = 0; k < n.arity; ++k) {
      if (uses_[n.operands[k]] > 1) several = (*this)(n.operands[k]);
      n.operands[k] = (*this)(n.operands[k]);
    }
    if (n.arity == 2 && several >= 0) n.operands[2] = several;
    return g.add(n);
  }
};

}  // namespace detail

/// f(x...), of which nothing inside is kept for the gradient: the way back computes it again from x, once the result's
/// cotangent is there. Bits are those of f(x...) and of its gradient. Parameters that f names are as they are without
/// it. Shapes: any; f returns one expression. Cost: the inside once more. What a weight's gradient reads of all rows is
/// kept in any case, so this saves what elementwise functions, normalisations and reductions keep. Source: Griewank and
/// Walther 2000; the name is Megatron's, in JAX it is checkpoint. Example: `recompute([](auto h) { return gelu(h); },
/// h)`.
template <class F, std::size_t... E, class... More>
constexpr auto recompute(const F& f, expr<E...> x, More... more) {
  const double region = x.g->nodes.size();
  const auto y = f(expr<E...>(detail::region_border<detail::recompute_entry_op>(x, region)),
                   typename detail::expr_of_shape<detail::shape_of<More>>::type(
                       detail::region_border<detail::recompute_entry_op>(more, region))...);
  return typename detail::expr_of_shape<detail::shape_of<decltype(y)>>::type(
      detail::region_border<detail::recompute_exit_op>(y, region));
}

}  // namespace pathwise
