// Each pass on graphs small enough to see: what goes in, what comes out, as constants.
#include <pathwise/grad/reverse.hpp>
#include <pathwise/passes/in_mode.hpp>
#include <pathwise/passes/pipeline.hpp>

namespace {

using namespace pathwise;

/// A graph of one input "x" of three numbers a row, with `Build(x)` as its root.
template <auto Build>
constexpr graph graph_of() {
  graph g;
  slot s;
  s.name = text("x");
  s.axes = g.intern(extents_of<3>());
  s.has_rows = true;
  const any_expr x = leaf(g, g.slots.add(s));
  g.marks.add({"y", mark_kind::root, Build(x).id});
  return g;
}
constexpr int root(const graph& g) { return g.marks[0].node; }
template <class Op>
constexpr int uses(const graph& g) {
  int n = 0;
  for (int i = 0; i < g.nodes.size(); ++i) n += g.is<Op>(i);
  return n;
}
constexpr bool is_x(const graph& g, int id) { return g.is_slot(id, slot_kind::input); }
constexpr int operand(const graph& g, int id, int k) { return g.nodes[id].operands[k]; }

// Adding hash-conses: equal nodes are one from the start.
static_assert([] {
  const graph g = graph_of<[](any_expr x) { return exp(x) * exp(x); }>();
  return uses<exp_op>(g) == 1 && operand(g, root(g), 0) == operand(g, root(g), 1);
}());

// fold_constants: exp(0) * 2 + 1 is 3.
static_assert([] {
  const graph g =
      drop_unused(fold_constants(graph_of<[](any_expr x) { return x * (exp(literal(*x.g, 0)) * 2.0 + 1.0); }>()));
  return g.nodes.size() == 3 && g.nodes[operand(g, root(g), 1)].constant == 3;
}());

// simplify: identities.
static_assert([] {
  const graph g = simplify(graph_of<[](any_expr x) { return -(-((x + 0.0) * 1.0)) / 1.0; }>());
  return is_x(g, root(g));
}());
static_assert([] {
  const graph g = simplify(graph_of<[](any_expr x) { return x * 0.0; }>());
  const graph kept = drop_unused(g);
  return uses<multiply_op>(kept) == 0;
}());
// simplify: log(exp(x)) is x for every x, and exp(log(x)) for positive x alone.
static_assert([] {
  const graph of_any = drop_unused(simplify(graph_of<[](any_expr x) { return exp(log(x)); }>()));
  const graph of_exp = drop_unused(simplify(graph_of<[](any_expr x) { return exp(log(exp(x))); }>()));
  return uses<log_op>(of_any) == 1 && uses<log_op>(of_exp) == 0 && uses<exp_op>(of_exp) == 1;
}());
// simplify, twice: nothing more.
static_assert([] {
  const graph once = drop_unused(simplify(graph_of<[](any_expr x) { return log(1.0 + exp(x)) - x * 1.0; }>()));
  return drop_unused(simplify(once)).nodes.size() == once.nodes.size();
}());

// in_mode: a training step takes the first operand, any other program the second; so does what is no model.
constexpr auto of_two_modes = [](any_expr x) { return when_training(exp(x), literal(*x.g, 2)); };
static_assert([] {
  const graph training = drop_unused(in_mode(graph_of<of_two_modes>(), program_mode::training)),
              evaluating = drop_unused(in_mode(graph_of<of_two_modes>(), program_mode::evaluating)),
              as_it_is = drop_unused(simplify(graph_of<of_two_modes>()));
  return uses<exp_op>(training) == 1 && uses<exp_op>(evaluating) == 0 && uses<exp_op>(as_it_is) == 0 &&
         uses<when_training_op>(training) == 0 &&
         evaluating.shape(root(evaluating)) == training.shape(root(training)) &&
         as_it_is.nodes.size() == evaluating.nodes.size();
}());

// merge_duplicates: a + b and b + a meet; a - b and b - a do not.
static_assert([] {
  const graph g = drop_unused(merge_duplicates(graph_of<[](any_expr x) { return (x + exp(x)) * (exp(x) + x); }>()));
  return uses<add_op>(g) == 1;
}());
static_assert([] {
  const graph g = drop_unused(merge_duplicates(graph_of<[](any_expr x) { return (x - exp(x)) * (exp(x) - x); }>()));
  return uses<subtract_op>(g) == 2;
}());

// drop_unused: what no mark reaches goes, what one reaches stays in order.
static_assert([] {
  const graph g = drop_unused(graph_of<[](any_expr x) {
    log(x), sqrt(x), tanh(x);
    return exp(x);
  }>());
  return g.nodes.size() == 2 && is_x(g, 0) && root(g) == 1 && uses<exp_op>(g) == 1;
}());
// own_outputs: an output that is an input gets a node.
static_assert([] {
  const graph g = own_outputs(graph_of<[](any_expr x) { return x; }>());
  return g.is<copy_op>(root(g)) && is_x(g, operand(g, root(g), 0));
}());

// contract: a product that one sum alone uses is part of it; one with two users stays.
static_assert([] {
  const graph g = drop_unused(contract(graph_of<[](any_expr x) { return x * exp(x) + 1.0; }>()));
  return uses<fma_op>(g) == 1 && uses<multiply_op>(g) == 0 && uses<add_op>(g) == 0;
}());
static_assert([] {
  const graph g = drop_unused(contract(graph_of<[](any_expr x) { return x * exp(x) - 1.5; }>()));
  return uses<fma_op>(g) == 1 && uses<subtract_op>(g) == 0 && g.nodes[operand(g, root(g), 2)].constant == -1.5;
}());
static_assert([] {
  const graph g = drop_unused(contract(graph_of<[](any_expr x) {
    const any_expr p = x * exp(x);
    return (p + 1.0) * p;
  }>()));
  return uses<fma_op>(g) == 0 && uses<multiply_op>(g) == 2;
}());

// The gradient of sum(x * exp(x)) is (1 + x) exp(x): exp is computed once, and the product contracts.
static_assert([] {
  graph g = graph_of<[](any_expr x) { return sum(x * exp(x)); }>();
  list<int> leaves;
  leaves.add(0);
  const list<int> d = reverse(g, root(g), ones_like(g, root(g)), leaves);
  g.marks[0].node = d[0];
  const graph done = optimised(g);
  return done.nodes.size() == 3 && uses<exp_op>(done) == 1 && uses<fma_op>(done) == 1;
}());

// The plan of one elementwise function: x is packed, one group runs, its result is unpacked; nothing is kept for all
// rows.
static_assert([] {
  const plan p = planned(optimised(graph_of<[](any_expr x) { return exp(x) * x + 1.0; }>()), 16);
  return p.steps.size() == 3 && p.steps[0].kind == step_kind::pack && p.steps[1].kind == step_kind::group &&
         p.steps[2].kind == step_kind::unpack && p.phases == 2 && p.batch_panels == 0 && p.slab_panels == 2;
}());
// A sum over rows ends a phase.
static_assert([] {
  const plan p = planned(optimised(graph_of<[](any_expr x) { return sum_rows(exp(x)); }>()), 16);
  return p.phases == 3 && p.batch_panels == 1;
}());

// A pass in parts of three nodes makes of a graph what it makes of it at once.
constexpr graph chain() {
  return graph_of<[](any_expr x) {
    any_expr y = x;
    for (int i = 0; i < 9; ++i) y = -(-(y * 2.0 + 0.5 * i)) * (exp(y) / 1.0);
    return y;
  }>();
}
inline constexpr auto frozen_chain = freeze<chain>();
template <const auto& From, auto RuleOf>
constexpr bool is_the_same_in_parts() {
  constexpr auto whole = freeze_rewritten<From, RuleOf>(), in_parts = freeze_rewritten<From, RuleOf, 3>();
  bool same = whole.size.nodes == in_parts.size.nodes && whole.marks[0].node == in_parts.marks[0].node;
  for (int i = 0; same && i < whole.size.nodes; ++i) same = whole.nodes[i] == in_parts.nodes[i];
  return same;
}
static_assert(frozen_chain.size.nodes > 50);
static_assert(is_the_same_in_parts<frozen_chain, [](const graph&) { return simplification{gradients::taken}; }>());
static_assert(is_the_same_in_parts<frozen_chain, [](const graph& g) { return contraction(g); }>());

}  // namespace
