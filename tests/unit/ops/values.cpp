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

BOOST_AUTO_TEST_SUITE_END()
