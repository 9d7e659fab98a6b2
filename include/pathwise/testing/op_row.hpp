#pragma once
// What a check needs to know of an elementwise operation, a built-in one or a user's own, and the operation as a graph
// at its points.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <pathwise/ops/ops.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/random_numbers.hpp>
#include <pathwise/testing/tolerances.hpp>

namespace pathwise::testing {

using points = std::vector<long double>;

/// An elementwise operation. Points are by operand: checks take all combinations.
template <class Op>
struct elementwise_row {
  using op = Op;
  const char* type;
  long double (*reference)(const long double* x);  // by libm, or an integral
  long double (*derivative)(const long double* x,
                            long double y) = nullptr;  // closed form for one operand; null: differences alone
  std::vector<points> ordinary = {};                   // off kinks, where differences can be taken
  std::vector<points> extreme = {};                    // value and gradient are finite in float, too
  std::vector<points> edges = {};  // the value alone: kinks, ends of the domain, outside, infinities, NaN
  long double ulps = tolerance::value_ulps;
  long double long_double_room = tolerance::long_double_value;
  std::vector<int> orders = {};  // how often each operand may be differentiated, 0 for an order; empty: at will

  /// The operands of which a derivative of this order, 1 to 3, may be taken.
  std::vector<std::size_t> operands_of_order(int order) const {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < ordinary.size(); ++k)
      if (orders.empty() || orders[k] >= order) found.push_back(k);
    return found;
  }
};

/// Op's value at its operands x[0], x[1], ...: numbers or registers.
template <class Op, class Value>
Value value_of(const Value* x) {
  return [x]<std::size_t... K>(std::index_sequence<K...>) {
    return Op::value(x[K]...);
  }(std::make_index_sequence<static_cast<std::size_t>(pathwise::detail::arity_of<Op>())>{});
}

/// All combinations of the operands' points: entry k holds operand k of each.
inline std::vector<points> combinations(const std::vector<points>& by_operand) {
  std::vector<points> all(by_operand.size());
  std::size_t count = 1;
  for (const points& p : by_operand) count *= p.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t rest = i;
    for (std::size_t k = 0; k < by_operand.size(); ++k) {
      all[k].push_back(by_operand[k][rest % by_operand[k].size()]);
      rest /= by_operand[k].size();
    }
  }
  return all;
}

inline std::string name_of_operand(std::size_t k) { return std::string(1, static_cast<char>('a' + k)); }

/// An operation at all combinations of its operands' points: one a row.
struct op_graph {
  graph g;
  std::vector<any_expr> x;
  any_expr y;
  numbers_by_name numbers;
  std::size_t rows = 0;

  op_graph(any_expr (*apply_op)(const any_expr*), const std::vector<points>& at) {
    const std::vector<points> all = combinations(at);
    rows = all[0].size();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string name = name_of_operand(k);
      x.push_back(add_leaf(g, name.c_str(), {}, true));
      numbers[name] = all[k];
    }
    y = apply_op(x.data());
  }
  /// The operands of one row, for a message.
  std::string point(std::size_t row) const {
    std::string all;
    for (const auto& [name, at] : numbers) all += (all.empty() ? "" : ", ") + std::to_string(at[row]);
    return all;
  }
  /// A direction that moves each number by less than itself, so that differences stay in the domain.
  numbers_by_name direction(random_numbers& random) const {
    numbers_by_name d;
    for (const auto& [name, at] : numbers)
      for (const long double v : at) d[name].push_back(random.between(0.3, 1) * std::fmin(1, std::fabs(v)));
    return d;
  }
};

template <class Op, std::size_t... K>
any_expr apply_to(const any_expr* x, std::index_sequence<K...>) {
  return apply<Op>(x[K]...);
}
template <class Op>
any_expr apply_to(const any_expr* x) {
  return apply_to<Op>(x, std::make_index_sequence<static_cast<std::size_t>(pathwise::detail::arity_of<Op>())>{});
}

}  // namespace pathwise::testing
