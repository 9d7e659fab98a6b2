#include <boost/test/unit_test.hpp>
#include <map>

#include <pathwise/kernels/vector.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/op_row.hpp>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// What each elementwise operation of the table does to registers.
template <class V>
const std::map<std::uint64_t, V (*)(const V*)>& operations() {
  static const auto all = [] {
    std::map<std::uint64_t, V (*)(const V*)> found;
    for_each_elementary([&]<class Op>(const elementwise_row<Op>&) { found[id_of<Op>()] = &value_of<Op, V>; });
    return found;
  }();
  return all;
}

/// Every node of a graph whose values are single numbers, a register of rows at a time; `rows` is a multiple of the
/// width. What has no rows is repeated.
template <class V>
node_values<typename V::value_type> evaluate_in_registers(const graph& g, std::size_t rows, const numbers_by_name& at) {
  using T = typename V::value_type;
  node_values<T> values;
  for (int i = 0; i < g.nodes.size(); ++i) {
    const node& n = g.nodes[i];
    std::vector<T> y(rows, static_cast<T>(n.constant));
    if (n.kind == op_kind::leaf) {
      const std::vector<long double>& given = at.at(std::string(g.slot_of(i).name.view()));
      y.assign(given.begin(), given.end());
    } else if (n.kind == op_kind::broadcast) {
      y = values[static_cast<std::size_t>(n.operands[0])];
    } else if (n.kind == op_kind::elementwise) {
      V x[3] = {V(T(0)), V(T(0)), V(T(0))};
      for (std::size_t r = 0; r < rows; r += V::size) {
        for (int k = 0; k < n.arity; ++k) x[k] = V::load(values[static_cast<std::size_t>(n.operands[k])].data() + r);
        operations<V>().at(g.ops[n.op].id)(x).store(y.data() + r);
      }
    } else if (n.kind != op_kind::constant) {
      throw std::logic_error("the graph has values that are no single numbers");
    }
    values.push_back(std::move(y));
  }
  return values;
}

/// Points that T holds exactly, a multiple of 16 of them.
template <class T>
void round_points(op_graph& o) {
  o.rows = (o.rows + 15) / 16 * 16;
  for (auto& [name, numbers] : o.numbers) {
    numbers.resize(o.rows, numbers[0]);
    for (long double& x : numbers) x = static_cast<T>(x);
  }
}

/// The derivative of `of` in the operands `in`, in registers, against differences of the interpreter in long double.
template <class V>
void check_gradients(const std::string& what, op_graph& o, any_expr of, const std::vector<std::size_t>& in) {
  using T = typename V::value_type;
  const std::vector<any_expr> gradients = gradients_of(of, o.x);
  const auto values = evaluate_in_registers<V>(o.g, o.rows, o.numbers);
  for (const std::size_t k : in) {
    const std::string name = name_of_operand(k);
    std::vector<long double> direction, found;  // by less than each number, so that differences stay in the domain
    for (std::size_t r = 0; r < o.rows; ++r) {
      direction.push_back(std::fmin(1, std::fabs(o.numbers.at(name)[r])));
      found.push_back(direction[r] * static_cast<long double>(values[static_cast<std::size_t>(gradients[k].id)][r]));
    }
    const auto expected = difference_along(o.g, of.id, o.rows, o.numbers, {{name, direction}});
    const long double off = distance(found, expected) / std::fmax(largest(expected), 1e-3L);
    const long double room = std::fmax(tolerance::compiled<T>, tolerance::difference);
    BOOST_TEST(off <= room, what << ", operand " << name << ", " << V::size << " lanes: off by " << off);
  }
}

/// The gradient, and the Hessian times a vector.
template <class V, class Op>
void check(const elementwise_row<Op>& row) {
  if (row.ordinary[0].empty()) return;
  op_graph o(&apply_to<Op>, row.ordinary);
  round_points<typename V::value_type>(o);
  const std::vector<std::size_t> once = row.operands_of_order(1), twice = row.operands_of_order(2);
  check_gradients<V>(row.type, o, o.y, once);
  const std::vector<any_expr> gradients = gradients_of(o.y, o.x);
  any_expr along;
  for (const std::size_t k : once) {
    const any_expr part = gradients[k] * (along ? 0.7 : 1.3);
    along = along ? along + part : part;
  }
  check_gradients<V>(row.type + std::string(", Hessian times a vector"), o, along, twice);
}

template <class V>
void check_table() {
  for_each_elementary([]<class Op>(const elementwise_row<Op>& row) { check<V>(row); });
}

}  // namespace

/// The derivatives of every elementary operation in the arithmetic that programs run in. Those of the special functions
/// are operations themselves: elementwise.cpp holds their graphs, and unit/ops their bits in registers.
BOOST_AUTO_TEST_SUITE(lanes_of_derivatives)

BOOST_AUTO_TEST_CASE(float_in_this_machine_s_registers) { check_table<native<float>>(); }
BOOST_AUTO_TEST_CASE(float_in_sixteen_lanes) { check_table<lanes<float, 16>>(); }
BOOST_AUTO_TEST_CASE(float_alone) { check_table<lanes<float, 1>>(); }
BOOST_AUTO_TEST_CASE(double_in_this_machine_s_registers) { check_table<native<double>>(); }
BOOST_AUTO_TEST_CASE(double_alone) { check_table<lanes<double, 1>>(); }

BOOST_AUTO_TEST_SUITE_END()
