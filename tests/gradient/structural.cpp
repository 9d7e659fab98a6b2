#include <boost/test/unit_test.hpp>

#include <pathwise/testing/check_derivatives.hpp>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Gradients, Jacobian products and Hessian-vector products of `build` at operands of these shapes.
template <class Build>
void check(const std::string& what, const std::vector<node_shape>& operands, std::size_t rows, Build build) {
  random_numbers random(operands.size() + rows);
  function_graph f(operands, rows, random, build);
  report found;
  check_derivatives(found, what, f, random);
  BOOST_TEST(found.passed(), found.text());
  BOOST_TEST(found.notes.empty(), found.text());
}

std::string described(const std::vector<node_shape>& operands) {
  std::string s = "(";
  for (const node_shape& o : operands) {
    s += o.positions > 0 ? " rows x [" : " [";
    for (int i = 0; i < o.axes.rank; ++i) s += (i > 0 ? ", " : "") + std::to_string(o.axes.at[i]);
    s += "]";
  }
  return s + " )";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(structural)

BOOST_AUTO_TEST_CASE(operations_of_the_table) {
  for (const structural_row& row : structural_table())
    for (const structural_case& c : row.cases)
      for (const std::size_t rows : {1u, 3u})
        check(row.type + described(c.operands), c.operands, rows,
              [&](const any_expr* x) { return row.apply(x, c.result); });
}

/// Rank 0 against extents, rows against none, in every place: each operand's cotangent is summed over what it was
/// repeated over.
BOOST_AUTO_TEST_CASE(elementwise_operations_broadcast_between_ranks_and_rows) {
  using pathwise::testing::detail::shaped;
  const node_shape kinds[] = {shaped(false), shaped(true), shaped(false, 3), shaped(true, 3)};
  const node_shape matrices[] = {shaped(false), shaped(true), shaped(false, 2, 2), shaped(true, 2, 2)};
  for (const auto* shapes : {&kinds, &matrices})
    for (const node_shape& a : *shapes)
      for (const node_shape& b : *shapes) {
        const std::vector<node_shape> two{a, b};
        check("add" + described(two), two, 3, [](const any_expr* x) { return x[0] + x[1]; });
        check("subtract" + described(two), two, 3, [](const any_expr* x) { return x[0] - x[1]; });
        check("multiply" + described(two), two, 3, [](const any_expr* x) { return x[0] * x[1]; });
        check("divide" + described(two), two, 3, [](const any_expr* x) { return x[0] / x[1]; });
        check("max" + described(two), two, 3, [](const any_expr* x) { return max(x[0], x[1]); });
        check("min" + described(two), two, 3, [](const any_expr* x) { return min(x[0], x[1]); });
      }
  for (const node_shape& a : kinds)
    for (const node_shape& b : kinds)
      for (const node_shape& c : kinds)
        check("fma" + described({a, b, c}), {a, b, c}, 2, [](const any_expr* x) { return fma(x[0], x[1], x[2]); });
}

/// One value used twice: both paths count.
BOOST_AUTO_TEST_CASE(shared_subexpressions_and_operands_that_are_the_same_node) {
  using pathwise::testing::detail::shaped;
  check("x * x", {shaped(true, 3)}, 2, [](const any_expr* x) { return x[0] * x[0]; });
  check("x / x^2", {shaped(true, 3)}, 2, [](const any_expr* x) { return x[0] / (x[0] * x[0]); });
  check("outer(x, x)", {shaped(true, 3)}, 2, [](const any_expr* x) { return outer_product(x[0], x[0]); });
  check("W (W x)", {shaped(true, 3), shaped(false, 3, 3)}, 2,
        [](const any_expr* x) { return linear_product(linear_product(x[0], x[1]), x[1]); });
  check("W' (W x)", {shaped(true, 3), shaped(false, 2, 3)}, 2,
        [](const any_expr* x) { return linear_transposed_product(linear_product(x[0], x[1]), x[1]); });
  check("x - mean over rows", {shaped(true, 3)}, 4, [](const any_expr* x) { return x[0] - sum_rows(x[0]) * 0.25; });
  check("softmax", {shaped(true, 4)}, 2, [](const any_expr* x) {
    const any_expr e = exp(x[0] - stop_gradient(max_features(x[0])));
    return e / sum(e);
  });
}

/// Equal extremes share their cotangent equally, over all axes and along one.
BOOST_AUTO_TEST_CASE(ties_of_extremes_share) {
  graph g;
  const any_expr x = add_leaf(g, "x", {2, {2, 3}}, true), w = add_leaf(g, "w", {1, {2}}, true);
  index_map leading{extents(x.axes()), extents(w.axes())};
  leading.step[0][0] = 1;
  g.intern(identity_map(w.axes()));  // the map of the way back is not the first there is
  const auto gradient = [&](any_expr y) {
    const numbers_by_name at{{"x", {3, 3, 1, 1, 2, 3}}, {"w", {4, 8}}};
    return evaluate<double>(g, gradients_of(sum(y), {x})[0].id, 1, at);
  };
  using numbers = std::vector<double>;
  BOOST_TEST((gradient(w * scatter_max(x, leading)) == numbers{2, 2, 0, 0, 0, 8}));
  BOOST_TEST((gradient(w * scatter_min(-x, leading)) == numbers{-2, -2, 0, 0, 0, -8}));
  BOOST_TEST((gradient(6.0 * max_features(x)) == numbers{2, 2, 0, 0, 0, 2}));
  BOOST_TEST((gradient(6.0 * min_features(x)) == numbers{0, 0, 3, 3, 0, 0}));
}

/// The first node of a graph is one like any other: as what is given, and as what comes back.
BOOST_AUTO_TEST_CASE(the_first_node_may_be_the_cotangent) {
  graph g;
  const any_expr one = literal(g, 1), a = add_leaf(g, "a", {}, false);
  list<int> in;
  in.add(a.id);
  BOOST_TEST(reverse(g, (a + 2.0).id, one.id, in)[0] == one.id);
  const list<int> d = reverse(g, square(a).id, one.id, in);
  BOOST_TEST(d[0] >= 0);
  BOOST_TEST(evaluate<double>(g, d[0], 1, {{"a", {3}}})[0] == 6);
}

BOOST_AUTO_TEST_CASE(what_does_not_matter_has_no_gradient) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true);
  const any_expr y = square(a);
  const list<int> d = reverse(g, y.id, ones_like(g, y.id), [&] {
    list<int> wrt;
    wrt.add(a.id), wrt.add(b.id);
    return wrt;
  }());
  BOOST_TEST(d[0] >= 0);
  BOOST_TEST(d[1] == -1);
}

BOOST_AUTO_TEST_SUITE_END()
