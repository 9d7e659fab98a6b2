#include <boost/test/unit_test.hpp>

#include "support/derivatives.hpp"
#include "support/norms.hpp"
#include "support/op_table.hpp"
#include "support/random_numbers.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// y = f(leaves), with random numbers for each leaf.
struct function_graph {
  graph g;
  std::vector<any_expr> x;
  std::vector<std::string> names;
  any_expr y;
  numbers_by_name numbers;
  std::size_t rows;

  template <class Build>
  function_graph(const std::vector<node_shape>& operands, std::size_t row_count, random_numbers& random, Build build)
      : rows(row_count) {
    for (const node_shape& s : operands) {
      names.emplace_back(1, static_cast<char>('a' + x.size()));
      x.push_back(leaf_of(names.back(), s, random));
    }
    y = build(x.data());
  }
  any_expr leaf_of(const std::string& name, const node_shape& s, random_numbers& random) {
    const any_expr l = add_leaf(g, name.c_str(), s.axes, s.positions);
    numbers[name] = random.vector(numbers_in(g, l.id, rows), 0.2, 1.7);
    return l;
  }
};

/// The gradient of a number in every number of every leaf, against differences, by the norm of each leaf's.
void check_gradient(const std::string& what, function_graph& f, any_expr number) {
  const std::vector<any_expr> gradients = gradients_of(number, f.x);
  const node_values<long double> values = evaluate<long double>(f.g, f.rows, f.numbers);
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    const any_expr d = gradients[k];
    BOOST_TEST((d.axes() == f.x[k].axes() && d.has_rows() == f.x[k].has_rows()),
               what << ": the gradient of operand " << k << " has another shape");
    std::vector<long double> expected(f.numbers.at(f.names[k]).size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      std::vector<long double> unit(expected.size());
      unit[i] = 1;
      expected[i] = difference_along(f.g, number.id, f.rows, f.numbers, {{f.names[k], unit}}).at(0);
    }
    const long double off =
        distance(values[static_cast<std::size_t>(d.id)], expected) / std::fmax(1, largest(expected));
    BOOST_TEST(off <= tolerance::difference, what << ": the gradient of operand " << k << " is off by " << off);
  }
}

/// <v, Ju> = <J'v, u>, where Ju is made by pulling back twice: so jvp is checked as well.
void check_adjoint(const std::string& what, function_graph& f, random_numbers& random) {
  const any_expr v = f.leaf_of("v", {f.y.axes(), f.y.whole_shape().positions}, random);
  const std::vector<any_expr> pulled = gradients_of(inner_product(v, f.y), f.x);
  std::vector<any_expr> u;
  any_expr pairing;
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    u.push_back(f.leaf_of("u" + std::to_string(k), {f.x[k].axes(), f.x[k].whole_shape().positions}, random));
    const any_expr part = inner_product(pulled[k], u[k]);
    pairing = pairing ? pairing + part : part;
  }
  const any_expr pushed = gradients_of(pairing, {v})[0];
  const any_expr paired = inner_product(v, pushed);
  const node_values<long double> values = evaluate<long double>(f.g, f.rows, f.numbers);
  const long double left = values[static_cast<std::size_t>(paired.id)][0],
                    right = values[static_cast<std::size_t>(pairing.id)][0];
  BOOST_TEST(std::fabs(left - right) <= tolerance::adjoint * 100 * std::fmax(1, std::fabs(right)),
             what << ": <v, Ju> = " << left << ", <J'v, u> = " << right);

  numbers_by_name direction;
  for (std::size_t k = 0; k < f.x.size(); ++k) direction[f.names[k]] = f.numbers.at("u" + std::to_string(k));
  const long double off = relative_maximum(values[static_cast<std::size_t>(pushed.id)],
                                           difference_along(f.g, f.y.id, f.rows, f.numbers, direction));
  BOOST_TEST(off <= tolerance::difference, what << ": Ju is off by " << off);
}

/// Gradient, Jacobian products and Hessian-vector products of sum(v * tanh(y)): the tanh gives linear operations a
/// second derivative.
template <class Build>
void check(const std::string& what, const std::vector<node_shape>& operands, std::size_t rows, Build build) {
  random_numbers random(operands.size() + rows);
  function_graph f(operands, rows, random, build);
  const any_expr weights = f.leaf_of("w", {f.y.axes(), f.y.whole_shape().positions}, random);
  const any_expr number = inner_product(weights, tanh(f.y));
  check_gradient(what, f, number);
  any_expr along;
  const std::vector<any_expr> gradients = gradients_of(number, f.x);
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    const any_expr part = inner_product(
        gradients[k], f.leaf_of("d" + std::to_string(k), {f.x[k].axes(), f.x[k].whole_shape().positions}, random));
    along = along ? along + part : part;
  }
  check_gradient(what + ", Hessian times a vector", f, along);
  check_adjoint(what, f, random);
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
