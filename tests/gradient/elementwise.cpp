#include <boost/test/unit_test.hpp>

#include "support/derivatives.hpp"
#include "support/norms.hpp"
#include "support/op_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// <gradient, direction> at each row, against the difference of `of` along the direction: that of the operands `in`,
/// the others stand still.
void check_against_differences(const char* type, int order, op_graph& o, any_expr of,
                               const std::vector<std::size_t>& in, random_numbers& random) {
  const numbers_by_name every = o.direction(random);
  numbers_by_name direction;
  std::vector<any_expr> moving;
  for (const std::size_t k : in) {
    direction[name_of_operand(k)] = every.at(name_of_operand(k));
    moving.push_back(o.x[k]);
  }
  const std::vector<long double> expected = difference_along(o.g, of.id, o.rows, o.numbers, direction);
  const std::vector<any_expr> gradients = gradients_of(of, moving);
  const node_values<long double> values = evaluate<long double>(o.g, o.rows, o.numbers);
  for (std::size_t r = 0; r < o.rows; ++r) {
    long double along = 0, terms = 0;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const long double term =
          values[static_cast<std::size_t>(gradients[i].id)][r] * direction.at(name_of_operand(in[i]))[r];
      along += term;
      terms += std::fabs(term);
    }
    const long double scale = std::fmax(terms, 1e-3L);
    BOOST_TEST(
        std::fabs(along - expected[r]) <= tolerance::difference * scale,
        type << ", order " << order << " at " << o.point(r) << ": " << along << ", by differences " << expected[r]);
  }
}

/// Orders 1 to 3: each derivative, along a random direction, is what is differentiated next.
template <class Op>
void check_orders(const elementwise_row<Op>& row) {
  op_graph o(&apply_to<Op>, row.ordinary);
  random_numbers random(11);
  any_expr of = o.y;
  for (int order = 1; order <= 3; ++order) {
    const std::vector<std::size_t> in = row.operands_of_order(order);
    if (in.empty()) return;
    std::vector<any_expr> wrt;
    for (const std::size_t k : in) wrt.push_back(o.x[k]);
    check_against_differences(row.type, order, o, of, in, random);
    const std::vector<any_expr> gradients = gradients_of(of, wrt);
    any_expr along;
    for (const any_expr d : gradients) {
      const any_expr part = d * random.between(0.5, 1.5);
      along = along ? along + part : part;
    }
    of = along;
  }
}

void check_closed_form(const char* type, any_expr (*apply_op)(const any_expr*), const std::vector<points>& at,
                       long double (*derivative)(const long double*, long double)) {
  op_graph o(apply_op, at);
  const any_expr d = gradients_of(o.y, o.x)[0];
  const node_values<long double> values = evaluate<long double>(o.g, o.rows, o.numbers);
  for (std::size_t r = 0; r < o.rows; ++r) {
    const long double x = o.numbers.at("a")[r], found = values[static_cast<std::size_t>(d.id)][r],
                      expected = derivative(&x, values[static_cast<std::size_t>(o.y.id)][r]);
    BOOST_TEST(std::fabs(found - expected) <= 1e-15L * std::fmax(std::fabs(expected), 1e-3L),
               type << "' at " << x << " is " << found << ", expected " << expected);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(elementwise)

BOOST_AUTO_TEST_CASE(derivatives_of_order_one_to_three_are_those_of_differences) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    if (!row.ordinary[0].empty()) check_orders(row);
  });
}

BOOST_AUTO_TEST_CASE(derivatives_are_the_closed_forms) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    if (row.derivative) check_closed_form(row.type, &apply_to<Op>, row.ordinary, row.derivative);
  });
}

BOOST_AUTO_TEST_CASE(values_and_gradients_are_finite_at_extremes_in_float) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    op_graph o(&apply_to<Op>, row.extreme);
    std::vector<any_expr> wanted{o.y};
    const std::vector<any_expr> gradients = gradients_of(o.y, o.x);
    for (const std::size_t k : row.operands_of_order(1)) wanted.push_back(gradients[k]);
    const node_values<float> values = evaluate<float>(o.g, o.rows, o.numbers);
    for (const any_expr w : wanted)
      for (std::size_t r = 0; r < o.rows; ++r)
        BOOST_TEST(std::isfinite(values[static_cast<std::size_t>(w.id)][r]),
                   row.type << (w.id == o.y.id ? "" : "'") << " at " << o.point(r));
  });
}

/// An operand that is infinite, or whose own gradient is, does no harm where it is not taken.
BOOST_AUTO_TEST_CASE(where_keeps_out_what_it_does_not_take) {
  graph g;
  const any_expr c = add_leaf(g, "c", {}, true), a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true);
  const any_expr y = where(c, 3.0 * a, b);
  const std::vector<any_expr> d = gradients_of(y, {a, b});
  const long double infinite = std::numeric_limits<long double>::infinity();
  const auto values = evaluate<float>(g, 2, {{"c", {1, 0}}, {"a", {2, infinite}}, {"b", {infinite, 5}}});
  const auto of = [&](any_expr e) { return values[static_cast<std::size_t>(e.id)]; };
  BOOST_TEST((of(y) == std::vector<float>{6, 5}));
  BOOST_TEST((of(d[0]) == std::vector<float>{3, 0}));
  BOOST_TEST((of(d[1]) == std::vector<float>{0, 1}));
}

/// With q = 1 - p the gradient in p is the whole one, whichever of the two is the smaller.
BOOST_AUTO_TEST_CASE(the_gamma_quantile_counts_p_and_q_as_one) {
  graph g;
  const any_expr shape = add_leaf(g, "shape", {}, true), p = add_leaf(g, "p", {}, true);
  const any_expr x = gamma_log_quantile(shape, p, 1.0 - p), d = gradients_of(x, {p})[0];
  const numbers_by_name at{{"shape", {0.4L, 3, 0.4L, 3}}, {"p", {0.3L, 0.3L, 0.8L, 0.8L}}};
  const auto expected = difference_along(g, x.id, 4, at, {{"p", {1, 1, 1, 1}}});
  BOOST_TEST(relative_maximum(evaluate<long double>(g, d.id, 4, at), expected) < tolerance::difference);
}

/// What the docs say of kinks: abs 0, relu 0, ties of max and min shared.
BOOST_AUTO_TEST_CASE(derivatives_at_kinks_are_the_stated_ones) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true);
  const std::vector<any_expr> of{abs(a), relu(a), max(a, b), min(a, b), stop_gradient(a)};
  const std::vector<long double> expected{0, 0, 0.5L, 0.5L, 0};
  std::vector<any_expr> found;
  for (const any_expr y : of) found.push_back(gradients_of(y, {a})[0]);
  const auto values = evaluate<double>(g, 1, {{"a", {0}}, {"b", {0}}});
  for (std::size_t i = 0; i < of.size(); ++i)
    BOOST_TEST(values[static_cast<std::size_t>(found[i].id)][0] == static_cast<double>(expected[i]), "case " << i);
}

BOOST_AUTO_TEST_SUITE_END()
