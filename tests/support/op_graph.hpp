#pragma once
// One elementwise operation as a graph, with its points for rows: what derivatives are taken of.
#include <cmath>
#include <utility>

#include <pathwise/expr/any_expr.hpp>

#include "support/leaves.hpp"
#include "support/op_table.hpp"
#include "support/random_numbers.hpp"

namespace pathwise::testing {

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
