#include <boost/test/unit_test.hpp>

#include <pathwise/testing/op_checks.hpp>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Calls `check(report, row)` for every operation.
template <class Check>
void check_table(const Check& check) {
  for_each_elementwise([&]<class Op>(const elementwise_row<Op>& row) {
    report found;
    check(found, row);
    BOOST_TEST(found.failures.empty(), found.text());
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(elementwise)

BOOST_AUTO_TEST_CASE(derivatives_of_order_one_to_three_are_those_of_differences) {
  check_table([](report& found, const auto& row) {
    if (!row.ordinary[0].empty()) check_orders(found, row);
  });
}

BOOST_AUTO_TEST_CASE(derivatives_are_the_closed_forms) {
  check_table([](report& found, const auto& row) {
    if (row.derivative) check_closed_form(found, row);
  });
}

BOOST_AUTO_TEST_CASE(values_and_gradients_are_finite_at_extremes_in_float) {
  check_table([](report& found, const auto& row) { check_finite_at_extremes(found, row); });
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
