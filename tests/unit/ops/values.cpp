#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/vector.hpp>

#include "support/leaves.hpp"
#include "support/norms.hpp"
#include "support/op_table.hpp"
#include "support/random_numbers.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Operand k of point i, as T.
template <class T>
std::vector<std::vector<T>> rounded(const std::vector<points>& by_operand) {
  std::vector<std::vector<T>> all;
  for (const points& p : by_operand) all.emplace_back(p.begin(), p.end());
  return all;
}

/// All of a row's points, and numbers in between and far out.
template <class Op>
std::vector<points> all_points(const elementwise_row<Op>& row) {
  std::vector<points> all(row.ordinary.size());
  for (const auto* part : {&row.ordinary, &row.extreme, &row.edges}) {
    const std::vector<points> more = combinations(*part);
    for (std::size_t k = 0; k < all.size(); ++k) all[k].insert(all[k].end(), more[k].begin(), more[k].end());
  }
  random_numbers random(7);
  for (points& p : all)
    for (const double reach : {1.0, 10.0, 100.0}) {
      const points more = random.vector(41, -reach, reach);
      p.insert(p.end(), more.begin(), more.end());
    }
  return all;
}

/// Values of many points: `evaluate(x, y, count)`, operand k of point i at x[k][i].
template <class T>
using evaluation = void (*)(const T* const* x, T* y, std::size_t count);

template <class Op, class V, class T>
void evaluate_in(const T* const* x, T* y, std::size_t count) {
  for (std::size_t i = 0; i < count; i += V::size) {
    V operands[3] = {V(T(0)), V(T(0)), V(T(0))};
    for (int k = 0; k < pathwise::detail::arity_of<Op>(); ++k) operands[k] = V::load(x[k] + i);
    value_of<Op>(operands).store(y + i);
  }
}
template <class Op, class T>
void evaluate_scalars(const T* const* x, T* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    T operands[3] = {};
    for (int k = 0; k < pathwise::detail::arity_of<Op>(); ++k) operands[k] = x[k][i];
    y[i] = value_of<Op>(operands);
  }
}

template <class T>
std::vector<T> values_at(evaluation<T> evaluate, const std::vector<std::vector<T>>& x) {
  const T* operands[3] = {};
  for (std::size_t k = 0; k < x.size(); ++k) operands[k] = x[k].data();
  std::vector<T> y(x[0].size());
  evaluate(operands, y.data(), y.size());
  return y;
}

template <class T>
void check_values(const char* type, long double (*reference)(const long double*), evaluation<T> evaluate,
                  const std::vector<points>& at, long double relative_room) {
  const auto x = rounded<T>(combinations(at));
  const std::vector<T> found = values_at(evaluate, x);
  for (std::size_t i = 0; i < found.size(); ++i) {
    long double exact[3] = {};
    for (std::size_t k = 0; k < x.size(); ++k) exact[k] = x[k][i];
    const long double expected = reference(exact);
    const bool overflows = std::isfinite(expected) && std::fabs(expected) > std::numeric_limits<T>::max();
    const long double room =
        relative_room * std::max(std::fabs(expected), static_cast<long double>(std::numeric_limits<T>::min()));
    const bool right = std::isfinite(expected) && !overflows
                           ? std::fabs(found[i] - expected) <= room
                           : static_cast<T>(expected) == found[i] || (expected != expected && found[i] != found[i]);
    BOOST_TEST(right, type << "(" << exact[0] << ", " << exact[1] << ", " << exact[2] << ") = " << found[i]
                           << ", expected " << expected);
  }
}
template <class T, class Op>
void check_row(const elementwise_row<Op>& row, long double relative_room) {
  for (const auto* at : {&row.ordinary, &row.extreme, &row.edges})
    if (!(*at)[0].empty()) check_values<T>(row.type, row.reference, &evaluate_scalars<Op, T>, *at, relative_room);
}

/// The bits of the scalar value, lane by lane.
template <class T>
void check_lanes(const char* type, evaluation<T> scalar, const std::vector<points>& at,
                 std::initializer_list<evaluation<T>> forms) {
  auto x = rounded<T>(at);
  while (x[0].size() % 32 != 0)  // two registers of 16 lanes
    for (auto& operand : x) operand.push_back(operand[0]);
  const std::vector<T> expected = values_at(scalar, x);
  int form = 0;
  for (const evaluation<T> in_registers : forms) {
    const std::vector<T> found = values_at(in_registers, x);
    for (std::size_t i = 0; i < found.size(); ++i)
      BOOST_TEST(same_bits(found[i], expected[i]), type << " in form " << form << " at " << x[0][i] << " = " << found[i]
                                                        << ", as a scalar " << expected[i]);
    ++form;
  }
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
  for_each_elementwise([](const auto& row) { check_row<long double>(row, row.ulps > 0 ? row.long_double_room : 0); });
}

BOOST_AUTO_TEST_CASE(are_those_of_the_reference_in_double) {
  for_each_elementwise(
      [](const auto& row) { check_row<double>(row, row.ulps * std::numeric_limits<double>::epsilon()); });
}

BOOST_AUTO_TEST_CASE(are_those_of_the_reference_in_float) {
  for_each_elementwise(
      [](const auto& row) { check_row<float>(row, row.ulps * std::numeric_limits<float>::epsilon()); });
}

BOOST_AUTO_TEST_CASE(have_equal_bits_in_registers_of_float) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    check_lanes<float>(row.type, &evaluate_scalars<Op, float>, all_points(row),
                       {&evaluate_in<Op, native<float>>, &evaluate_in<Op, lanes<float, 16>>,
                        &evaluate_in<Op, lanes<float, 1>>, &evaluate_in<Op, twin<native<float>>>});
  });
}

BOOST_AUTO_TEST_CASE(have_equal_bits_in_registers_of_double) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    check_lanes<double>(
        row.type, &evaluate_scalars<Op, double>, all_points(row),
        {&evaluate_in<Op, native<double>>, &evaluate_in<Op, lanes<double, 1>>, &evaluate_in<Op, twin<native<double>>>});
  });
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
