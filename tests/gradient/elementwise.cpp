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

/// Where the docs say that a derivative is not provided it is NaN, and nobody takes it for one.
BOOST_AUTO_TEST_CASE(derivatives_that_are_not_provided_are_not_numbers) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true), x = add_leaf(g, "x", {}, true);
  const std::pair<any_expr, any_expr> cases[] = {
      {beta_first_slope(a, b, x), a},     {beta_first_slope(a, b, x), b},
      {beta_second_slope(a, b, x), a},    {beta_second_slope(a, b, x), b},
      {gamma_shape_slope(a, x), a},       {apply<student_t_tail_slope_op>(a, x), a},
      {von_mises_slope(a, x), a},         {truncated_cumulant(literal(g, 4), x, b), b},
      {without_derivative(square(x)), x},
  };
  for (const auto& [y, in] : cases) {
    const any_expr d = gradients_of(y, {in})[0];
    for (const long double slope : evaluate<long double>(g, d.id, 1, {{"a", {2}}, {"b", {3}}, {"x", {0.4L}}}))
      BOOST_TEST(std::isnan(slope), "case " << &y - &cases[0].first);
  }
}

/// An order is a constant: it has no derivative, not even one of zero to be computed.
BOOST_AUTO_TEST_CASE(orders_have_no_derivative) {
  graph g;
  const any_expr order = add_leaf(g, "order", {}, true), x = add_leaf(g, "x", {}, true);
  list<int> in;
  in.add(order.id);
  for (const any_expr y : {polygamma(order, x), lgamma_half_step(order, x), log_i0e(order, x), langevin(order, x),
                           expm1_ratio(order, x), log1p_ratio(order, x), truncated_cumulant(order, x, x + 1.0)})
    BOOST_TEST(reverse(g, y.id, ones_like(g, y.id), in)[0] == -1, g.record(y.id).name);
}

/// Of two operands that go together the second has none; nor has what only says how.
BOOST_AUTO_TEST_CASE(operands_that_go_with_another_have_no_derivative) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true), c = add_leaf(g, "c", {}, true);
  const std::pair<any_expr, any_expr> cases[] = {{gamma_log_quantile(a, b, c), c},
                                                 {von_mises_quantile(a, b, c), c},
                                                 {implicit(a, b, c), c},
                                                 {straight_through(a, b), a},
                                                 {when_training(a, b), a},
                                                 {where(a, b, c), a},
                                                 {less(a, b), a},
                                                 {less(a, b), b},
                                                 {less_equal(a, b), a},
                                                 {less_equal(a, b), b}};
  for (const auto& [y, operand] : cases) {
    list<int> in;
    in.add(operand.id);
    BOOST_TEST(reverse(g, y.id, ones_like(g, y.id), in)[0] == -1, g.record(y.id).name);
  }
}

/// Tails are flat outside their law's support, also where their slopes would be no numbers there.
BOOST_AUTO_TEST_CASE(tails_are_flat_outside_the_support) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true), x = add_leaf(g, "x", {}, true);
  constexpr long double infinite = std::numeric_limits<long double>::infinity();
  const auto check = [&](const char* what, any_expr y, const std::vector<long double>& at) {
    const std::size_t rows = at.size();
    std::vector<any_expr> slopes = gradients_of(y, {a, b, x});
    for (const any_expr d : gradients_of(slopes[2], {a, b, x})) slopes.push_back(d);
    for (const any_expr d : slopes)
      for (const long double slope :
           evaluate<long double>(g, d.id, rows, {{"a", points(rows, 2)}, {"b", points(rows, 3)}, {"x", at}}))
        BOOST_TEST(slope == 0, what);
  };
  check("beta_lower_tail", beta_lower_tail(a, b, x), {-2, -0.25L, 0, 1, 1.5L, 3});
  check("beta_tail", beta_tail(a, b, x), {-2, -0.25L, 0, 1, 1.5L, 3});
  check("gamma_lower_tail", gamma_lower_tail(a, x), {-2, -0.25L, 0, 2e30L, infinite});
  check("gamma_tail", gamma_tail(a, x), {-2, -0.25L, 0, 2e30L, infinite});
  check("von_mises_tail", von_mises_tail(a, x), {-4, -3.15L, 3.15L, 4});
}

/// x^3 + x = s: x moves with s as the root does; the slope is given, and not differentiated.
BOOST_AUTO_TEST_CASE(what_moves_implicitly_has_the_root_s_derivative) {
  graph g;
  const any_expr x = add_leaf(g, "x", {}, true), s = add_leaf(g, "s", {}, true), slope = 3.0 * square(x) + 1.0;
  const any_expr root = implicit(x, x * x * x + x - s, stop_gradient(slope)), y = square(root);
  const std::vector<any_expr> d = gradients_of(y, {x, s});
  const node_values<long double> values = evaluate<long double>(g, 2, {{"x", {0.5L, -2}}, {"s", {0.625L, -10}}});
  const auto of = [&](any_expr e, std::size_t r) { return values[static_cast<std::size_t>(e.id)][r]; };
  for (const std::size_t r : {0u, 1u}) {
    BOOST_TEST(of(root, r) == of(x, r));
    BOOST_TEST(std::fabs(of(d[0], r)) < 1e-17L);  // it does not move with where it was found
    BOOST_TEST(std::fabs(of(d[1], r) - 2 * of(x, r) / of(slope, r)) < 1e-17L);
  }
}

/// Near either end of (0, 1) the share of 1 - x keeps float's digits: neither it nor its mean is rounded twice.
BOOST_AUTO_TEST_CASE(scores_of_a_beta_law_keep_their_digits) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true), x = add_leaf(g, "x", {}, true);
  const any_expr d = gradients_of(log_beta_density(a, b, x), {b})[0];
  const numbers_by_name at{{"a", {2, 0x1p17L}}, {"b", {0x1p17L, 2}}, {"x", {0x1.5p-16L, 1 - 0x1.5p-16L}}};
  const std::vector<float> found = evaluate<float>(g, d.id, 2, at);
  const std::vector<long double> expected = evaluate<long double>(g, d.id, 2, at);
  for (const std::size_t r : {0u, 1u})
    BOOST_TEST(std::fabs(found[r] - expected[r]) < 1e-5L * std::fabs(expected[r]), "row " << r);
}

/// Far below 0 float's expm1 is -1, and its slope still e^x.
BOOST_AUTO_TEST_CASE(the_slope_of_expm1_keeps_its_digits) {
  graph g;
  const any_expr x = add_leaf(g, "x", {}, true), d = gradients_of(expm1(x), {x})[0];
  const std::vector<float> found = evaluate<float>(g, d.id, 4, {{"x", {-80, -30, -17.5L, 3}}});
  const std::vector<long double> expected = evaluate<long double>(g, d.id, 4, {{"x", {-80, -30, -17.5L, 3}}});
  for (const std::size_t r : {0u, 1u, 2u, 3u})
    BOOST_TEST(std::fabs(found[r] - expected[r]) < 2e-7L * expected[r], "row " << r);
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
