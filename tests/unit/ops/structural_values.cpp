#include <boost/test/unit_test.hpp>

#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/random_numbers.hpp>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

BOOST_AUTO_TEST_SUITE(structural_values)

BOOST_AUTO_TEST_CASE(are_their_definitions) {
  random_numbers random(3);
  for (const structural_row& row : structural_table())
    for (const structural_case& c : row.cases)
      for (const std::size_t rows : {1u, 4u}) {
        graph g;
        operand_values operands{c.operands, {}};
        std::vector<any_expr> leaves;
        numbers_by_name numbers;
        for (const node_shape& s : c.operands) {
          const std::string name(1, static_cast<char>('a' + leaves.size()));
          leaves.push_back(add_leaf(g, name.c_str(), s.axes, s.positions));
          operands.numbers.push_back(random.vector(numbers_in(g, leaves.back().id, rows)));
          numbers[name] = operands.numbers.back();
        }
        const any_expr y = row.apply(leaves.data(), c.result);
        BOOST_TEST((y.axes() == c.result.axes && y.positions() == c.result.positions), row.type << ": the shape");
        const auto found = evaluate<long double>(g, y.id, rows, numbers);
        const auto size = static_cast<std::size_t>(c.result.axes.size());
        for (std::size_t i = 0; i < found.size(); ++i)
          BOOST_TEST(std::fabs(found[i] - row.reference(operands, c.result, rows, i / size, i % size)) <= 1e-17L,
                     row.type << " element " << i);
      }
}

/// With padding, and axes that change places.
BOOST_AUTO_TEST_CASE(a_map_of_one_position_is_made_one_of_all) {
  index_map map{extents{2, {3, 2}}, extents{2, {2, 4}}};
  map.step[0][1] = 1, map.step[1][0] = 2, map.offset[0] = -1, map.offset[1] = 1;
  const index_map all = pathwise::detail::at_all_positions(map, 5);
  BOOST_TEST((all.from == extents{3, {5, 3, 2}} && all.to == extents{3, {5, 2, 4}}));
  for (int e = 0; e < 30; ++e) BOOST_TEST(all(e) == (map(e % 6) < 0 ? -1 : e / 6 * 8 + map(e % 6)), "element " << e);
  const extents six{6, {1, 1, 1, 1, 1, 2}}, one{1, {2}};
  const index_map from_six{six, one}, to_six{one, six};
  BOOST_TEST((pathwise::detail::at_all_positions(from_six, 1) == from_six));
  BOOST_CHECK_THROW(pathwise::detail::at_all_positions(from_six, 2), std::logic_error);
  BOOST_CHECK_THROW(pathwise::detail::at_all_positions(to_six, 2), std::logic_error);
}

/// A scatter that only changes the order is still one, and one that changes nothing is none.
BOOST_AUTO_TEST_CASE(an_order_is_not_nothing) {
  graph g;
  const any_expr x = add_leaf(g, "x", {1, {3}}, true);
  index_map back = identity_map(x.axes());
  BOOST_TEST(scatter_sum(x, back).id == x.id);
  BOOST_TEST(gather(x, back).id == x.id);
  BOOST_TEST(reshape(x, extents(x.axes())).id == x.id);
  back.step[0][0] = -1, back.offset[0] = 2;
  for (const any_expr y : {scatter_sum(x, back), gather(x, back)})
    BOOST_TEST((evaluate<double>(g, y.id, 1, {{"x", {1, 2, 3}}}) == std::vector<double>{3, 2, 1}));
}

/// What has no rows is laid out as a weight is where it is a matrix: from one such to another goes by way of a vector.
BOOST_AUTO_TEST_CASE(reshapes_between_matrices_without_rows_go_by_way_of_a_vector) {
  graph g;
  const extents tall{2, {3, 2}}, wide{2, {2, 3}}, flat{1, {6}}, cube{3, {1, 2, 3}};
  const auto way = [&](const extents& from, const extents& to, bool rows) {
    const any_expr x = add_leaf(g, rows ? "with" : "without", from, rows), y = reshape(x, to);
    const int between = g.nodes[y.id].operands[0];
    BOOST_TEST((y.axes() == to && g.kind(y.id) == op_kind::reshape));
    return between == x.id ? extents{} : extents(g.axes(between));
  };
  BOOST_TEST((way(tall, wide, false) == flat));
  BOOST_TEST((way(tall, wide, true) == extents{}));
  BOOST_TEST((way(tall, flat, false) == extents{}));
  BOOST_TEST((way(flat, wide, false) == extents{}));
  BOOST_TEST((way(cube, wide, false) == extents{}));
  BOOST_TEST((way(tall, cube, false) == extents{}));
}

/// What is written in the language is the operation of that name, its operands in order: adding a node twice gives one.
BOOST_AUTO_TEST_CASE(functions_of_several_operands_are_their_operations) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true), c = add_leaf(g, "c", {}, true);
  const auto same = [](any_expr x, any_expr y) { return x.id == y.id; };
  BOOST_TEST(same(less(a, b), apply<less_op>(a, b)));
  BOOST_TEST(same(greater(a, b), apply<less_op>(b, a)));
  BOOST_TEST(same(less_equal(a, b), apply<less_equal_op>(a, b)));
  BOOST_TEST(same(greater_equal(a, b), apply<less_equal_op>(b, a)));
  BOOST_TEST(same(max(a, b), apply<maximum_op>(a, b)));
  BOOST_TEST(same(min(a, b), apply<minimum_op>(a, b)));
  BOOST_TEST(same(a + b, apply<add_op>(a, b)));
  BOOST_TEST(same(a - b, apply<subtract_op>(a, b)));
  BOOST_TEST(same(a * b, apply<multiply_op>(a, b)));
  BOOST_TEST(same(a / b, apply<divide_op>(a, b)));
  BOOST_TEST(same(fma(a, b, c), apply<fma_op>(a, b, c)));
  BOOST_TEST(same(where(a, b, c), apply<where_op>(a, b, c)));
  BOOST_TEST(same(implicit(a, b, c), apply<implicit_op>(a, b, c)));
  BOOST_TEST(same(straight_through(a, b), apply<straight_through_op>(a, b)));
  BOOST_TEST(same(when_training(a, b), apply<when_training_op>(a, b)));
  BOOST_TEST(same(polygamma(a, b), apply<polygamma_op>(a, b)));
  BOOST_TEST(same(lgamma_half_step(a, b), apply<lgamma_half_step_op>(a, b)));
  BOOST_TEST(same(log_ratio(a, b), apply<log_ratio_op>(a, b)));
  BOOST_TEST(same(log_i0e(a, b), apply<log_i0e_op>(a, b)));
  BOOST_TEST(same(langevin(a, b), apply<langevin_op>(a, b)));
  BOOST_TEST(same(expm1_ratio(a, b), apply<expm1_ratio_op>(a, b)));
  BOOST_TEST(same(log1p_ratio(a, b), apply<log1p_ratio_op>(a, b)));
  BOOST_TEST(same(raised_ratio(a, b, c), apply<raised_ratio_op>(a, b, c)));
  BOOST_TEST(same(truncated_cumulant(a, b, c), apply<truncated_cumulant_op>(a, b, c)));
  BOOST_TEST(same(log_gamma_density(a, b), apply<log_gamma_density_op>(a, b)));
  BOOST_TEST(same(gamma_shape_slope(a, b), apply<gamma_shape_slope_op>(a, b)));
  BOOST_TEST(same(gamma_lower_tail(a, b), apply<gamma_lower_tail_op>(a, b)));
  BOOST_TEST(same(gamma_tail(a, b), apply<gamma_tail_op>(a, b)));
  BOOST_TEST(same(gamma_log_quantile(a, b, c), apply<gamma_log_quantile_op>(a, b, c)));
  BOOST_TEST(same(log_beta_density(a, b, c), apply<log_beta_density_op>(a, b, c)));
  BOOST_TEST(same(beta_first_slope(a, b, c), apply<beta_first_slope_op>(a, b, c)));
  BOOST_TEST(same(beta_second_slope(a, b, c), apply<beta_second_slope_op>(a, b, c)));
  BOOST_TEST(same(beta_lower_tail(a, b, c), apply<beta_lower_tail_op>(a, b, c)));
  BOOST_TEST(same(beta_tail(a, b, c), apply<beta_tail_op>(a, b, c)));
  BOOST_TEST(same(beta_logit_quantile(a, b, c), apply<beta_logit_quantile_op>(a, b, c)));
  BOOST_TEST(same(student_t_tail(a, b), apply<student_t_tail_op>(a, b)));
  BOOST_TEST(same(von_mises_slope(a, b), apply<von_mises_slope_op>(a, b)));
  BOOST_TEST(same(von_mises_tail(a, b), apply<von_mises_tail_op>(a, b)));
  BOOST_TEST(same(von_mises_quantile(a, b, c), apply<von_mises_quantile_op>(a, b, c)));
}

BOOST_AUTO_TEST_SUITE_END()
