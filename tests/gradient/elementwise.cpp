#include <boost/test/unit_test.hpp>

#include "support/derivatives.hpp"
#include "support/norms.hpp"
#include "support/op_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// <gradient, direction> at each row, against the difference of `of` along the direction.
void check_against_differences(const char* type, int order, op_graph& o, any_expr of, random_numbers& random) {
  const numbers_by_name direction = o.direction(random);
  const std::vector<long double> expected = difference_along(o.g, of.id, o.rows, o.numbers, direction);
  const std::vector<any_expr> gradients = gradients_of(of, o.x);
  const node_values<long double> values = evaluate<long double>(o.g, o.rows, o.numbers);
  for (std::size_t r = 0; r < o.rows; ++r) {
    long double along = 0, terms = 0;
    for (std::size_t k = 0; k < gradients.size(); ++k) {
      const long double term = values[static_cast<std::size_t>(gradients[k].id)][r] *
                               direction.at(std::string(1, static_cast<char>('a' + k)))[r];
      along += term;
      terms += std::fabs(term);
    }
    const long double scale = std::fmax(terms, 1e-3L);
    BOOST_TEST(std::fabs(along - expected[r]) <= tolerance::difference * scale,
               type << ", order " << order << " at " << o.numbers.at("a")[r] << ": " << along << ", by differences "
                    << expected[r]);
  }
}

/// Orders 1 to 3: each derivative, along a random direction, is what is differentiated next.
void check_orders(const char* type, any_expr (*apply_op)(const any_expr*), const std::vector<points>& at) {
  op_graph o(apply_op, at);
  random_numbers random(11);
  any_expr of = o.y;
  for (int order = 1; order <= 3; ++order) {
    check_against_differences(type, order, o, of, random);
    const std::vector<any_expr> gradients = gradients_of(of, o.x);
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
    if (!row.ordinary[0].empty()) check_orders(row.type, &apply_to<Op>, row.ordinary);
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
    std::vector<any_expr> wanted = gradients_of(o.y, o.x);
    wanted.push_back(o.y);
    const node_values<float> values = evaluate<float>(o.g, o.rows, o.numbers);
    for (const any_expr w : wanted)
      for (std::size_t r = 0; r < o.rows; ++r)
        BOOST_TEST(std::isfinite(values[static_cast<std::size_t>(w.id)][r]),
                   row.type << (w.id == o.y.id ? "" : "'") << " at " << o.numbers.at("a")[r]);
  });
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
