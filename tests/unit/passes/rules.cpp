// The simplifier's rules, one by one: what each makes of its pattern, and what it leaves alone.
#include <boost/test/unit_test.hpp>

#include <pathwise/graph/print.hpp>
#include <pathwise/passes/simplify.hpp>
#include <pathwise/testing/leaves.hpp>

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// x and y [3] and numbers n and m, with rows.
struct rules {
  graph g;
  any_expr x = add_leaf(g, "x", {1, {3}}, true), y = add_leaf(g, "y", {1, {3}}, true), n = add_leaf(g, "n", {}, true),
           m = add_leaf(g, "m", {}, false);

  any_expr constant(double value) { return literal(g, value); }
  any_expr all(any_expr v) { return broadcast(v, x.axes(), 1); }
  /// Both are one node once they are simplified, and `right` is as simple as it was.
  void becomes(any_expr left, any_expr right, gradients when = gradients::taken) {
    g.marks = {};
    for (const any_expr e : {left, right}) g.marks.add({"wanted", mark_kind::root, e.id});
    const graph after = simplify(g, when);
    BOOST_TEST(after.marks[0].node == after.marks[1].node, print(g) << "becomes\n" << print(after));
    BOOST_TEST(after.record(after.marks[1].node).name == g.record(right.id).name);
    BOOST_TEST((after.shape(after.marks[0].node) == g.shape(left.id)));
  }
  void stays(any_expr e, gradients when = gradients::taken) {
    g.marks = {};
    g.marks.add({"wanted", mark_kind::root, e.id});
    const graph after = simplify(g, when);
    const node &was = g.nodes[e.id], &is = after.nodes[after.marks[0].node];
    BOOST_TEST(after.ops[is.op].id == g.ops[was.op].id, print(after));
    for (int k = 0; k < was.arity; ++k)
      BOOST_TEST(after.record(is.operands[k]).name == g.record(was.operands[k]).name, print(after));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(simplifier)

BOOST_FIXTURE_TEST_CASE(signs, rules) {
  becomes(-(-x), x);
  becomes(-(2.0 * x), -2.0 * x);
  becomes(-(x - y), y - x);
  becomes(square(-x), square(x));
  becomes(abs(-x), abs(x));
  becomes(x + (-y), x - y);
  becomes((-x) + y, y - x);
  becomes(x - (-y), x + y);
  becomes((-x) * y, -(x * y));
  becomes(x * (-y), -(x * y));
  becomes((-x) * (-y), x * y);
  becomes((-x) / y, -(x / y));
  becomes(3.0 * (-x), -3.0 * x);
  stays(-(x * y));
  stays(-(x + y));
  stays(square(x));
  stays(abs(square(x)));
  stays(x / (-y));
}

BOOST_FIXTURE_TEST_CASE(constants, rules) {
  const any_expr zero = all(constant(0));
  becomes(x + 0.0, x);
  becomes(0.0 + x, x);
  becomes(x - 0.0, x);
  becomes(0.0 - x, -x);
  becomes(0.0 * x, zero);
  becomes(x * 0.0, zero);
  becomes(1.0 * x, x);
  becomes(x * 1.0, x);
  becomes(-1.0 * x, -x);
  becomes(x * 2.0, 2.0 * x);
  becomes(2.0 * (3.0 * x), 6.0 * x);
  becomes(2.0 * (x * 3.0), 6.0 * x);
  becomes(x / 1.0, x);
  becomes(0.0 / x, zero);
  becomes(exp(constant(0)) * x + constant(3) * 0.0, x);
  for (const double power : {4.0, -0.5, 0x1p-1021, 0x1p1021}) becomes(x / power, (1 / power) * x);
  for (const double other : {3.0, 0.0, 0x1p-1022, 0x1p1023, 6.0}) stays(x / other);
  stays(x + 1.0);
  stays(x - 1.0);
  stays(1.0 - x);
  stays(2.0 * x);
  stays(1.0 / x);
  stays(2.0 * (x * y));
}

BOOST_FIXTURE_TEST_CASE(forms_that_stay_finite, rules) {
  becomes(log(exp(x)), x);
  becomes(exp(log(exp(x))), exp(x));
  becomes(log(sqrt(x)), 0.5 * log(x));
  becomes(log(softplus(x)), log_softplus(x));
  becomes(log(sqrt(softplus(x))), 0.5 * log_softplus(x));
  becomes(log(sigmoid(x)), -softplus(-x));
  becomes(log(1.0 + x), log1p(x));
  becomes(log(x + 1.0), log1p(x));
  becomes(log(1.0 + exp(x)), softplus(x));
  becomes(log1p(exp(x)), softplus(x));
  becomes(sqrt(softplus(x)), exp(0.5 * log_softplus(x)));
  becomes(1.0 - sigmoid(x), sigmoid(-x));
  becomes(exp(x) - 1.0, expm1(x));
  becomes(1.0 / (1.0 + exp(x)), sigmoid(-x));
  becomes(1.0 / (exp(x) + 1.0), sigmoid(-x));
  becomes(1.0 / (1.0 + exp(-x)), sigmoid(x));
  becomes(exp(x) / exp(y), exp(x - y));
  becomes(x / exp(y), x * exp(-y));
  becomes(2.0 / exp(x), 2.0 * exp(-x));
  stays(exp(log(x)));
  stays(log(2.0 + x));
  stays(log(x + y));
  stays(log(x * y));
  stays(log1p(square(x)));
  stays(sqrt(exp(x)));
  stays(2.0 - sigmoid(x));
  stays(1.0 - tanh(x));
  stays(exp(x) - 2.0);
  stays(tanh(x) - 1.0);
  stays(2.0 / (1.0 + exp(x)));
  stays(1.0 / (2.0 + exp(x)));
  stays(1.0 / (1.0 + tanh(x)));
  stays(exp(x) / y);
}

BOOST_FIXTURE_TEST_CASE(repetitions, rules) {
  becomes(x + all(n), x + n);
  becomes(all(n) - all(m), all(n - m));
  becomes(exp(all(n)), all(exp(n)));
  becomes(broadcast(broadcast(m, x.axes(), 0), x.axes(), 1), all(m));
  becomes(sum(all(n)), 3.0 * n);
  becomes(max_features(all(n)), n);
  becomes(min_features(all(n)), n);
  becomes(sum(n), n);
  index_map turned = identity_map(x.axes()), shifted = turned;
  turned.step[0][0] = -1, turned.offset[0] = 2;
  shifted.offset[0] = 1;
  becomes(gather(all(n), turned), all(n));
  becomes(gather(all(m), turned), all(m));
  stays(gather(all(n), shifted));  // 0 beyond the end
  stays(gather(x, turned));
  stays(sum(x));
  const extents one{1, {1}};
  index_map first{one, x.axes()};
  first.step[0][0] = 1;
  stays(gather(all(n), first, {extents{}, 3}));  // n has a value a row, not one a position
  becomes(gather(all(m), first, {one, 1}), broadcast(m, one, 1));
}

BOOST_FIXTURE_TEST_CASE(what_gradients_need, rules) {
  becomes(stop_gradient(x), x);
  stays(stop_gradient(x), gradients::to_come);
  becomes(when_training(exp(x), y), y);
  becomes(when_training(x, m), all(m));
}

BOOST_AUTO_TEST_SUITE_END()
