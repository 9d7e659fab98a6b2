#include <boost/test/unit_test.hpp>

#include <pathwise/testing/op_checks.hpp>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Calls `check(report, row)` for every operation.
template <class Check>
void check_table(const Check& check) {
  for_each_elementwise([&](const auto& row) {
    report found;
    check(found, row);
    BOOST_TEST(found.passed(), found.text());
  });
}

template <class T>
void check_record(const char* type, T (*record)(const T*), evaluation<T> scalar, const std::vector<points>& at) {
  const auto x = rounded<T>(combinations(at));
  const std::vector<T> expected = values_at(scalar, x);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    T operands[3] = {};
    for (std::size_t k = 0; k < x.size(); ++k) operands[k] = x[k][i];
    BOOST_TEST(record(operands) == expected[i], type);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(are_those_of_the_reference_in_long_double) {
  check_table([](report& found, const auto& row) {
    check_values<long double>(found, row, row.ulps > 0 ? row.long_double_room : 0);
  });
}

BOOST_AUTO_TEST_CASE(are_those_of_the_reference_in_double) {
  check_table([](report& found, const auto& row) {
    check_values<double>(found, row, row.ulps * std::numeric_limits<double>::epsilon());
  });
}

BOOST_AUTO_TEST_CASE(are_those_of_the_reference_in_float) {
  check_table([](report& found, const auto& row) {
    check_values<float>(found, row, row.ulps * std::numeric_limits<float>::epsilon());
  });
}

BOOST_AUTO_TEST_CASE(have_equal_bits_in_registers_of_float) {
  check_table([](report& found, const auto& row) { check_values_in_registers_of_float(found, row); });
}

BOOST_AUTO_TEST_CASE(have_equal_bits_in_registers_of_double) {
  check_table([](report& found, const auto& row) { check_values_in_registers_of_double(found, row); });
}

/// The record in the graph, which the interpreter and constant folding call, is the same function.
BOOST_AUTO_TEST_CASE(are_what_the_record_computes) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    check_record(row.type, record_of<Op>.value_float, &evaluate_scalars<Op, float>, row.extreme);
    check_record(row.type, record_of<Op>.value_double, &evaluate_scalars<Op, double>, row.extreme);
    check_record(row.type, record_of<Op>.value_long_double, &evaluate_scalars<Op, long double>, row.extreme);
  });
}

BOOST_AUTO_TEST_CASE(of_structural_operations_are_their_definitions) {
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

BOOST_AUTO_TEST_SUITE_END()
