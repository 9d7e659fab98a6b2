#pragma once
// A row of the table as a graph to differentiate and to evaluate at many points.
#include <array>

#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/kernels/panel.hpp>
#include <pathwise/kernels/random.hpp>
#include <pathwise/passes/simplify.hpp>
#include <pathwise/testing/derivatives.hpp>

#include "support/family_table.hpp"

namespace pathwise::testing {

/// A graph of a family's parameters, of a second set of them and of more inputs, with some results; prepared for
/// derivatives as the library prepares what it differentiates.
class family_graph {
 public:
  /// `record(theta, phi, x)` returns the results, of which empty handles stand for 0.
  template <class Record>
  family_graph(const family_row& row, Record record) : row_(row) {
    graph first;
    std::vector<any_expr> theta, phi;
    for (std::size_t k = 0; k < row.parameters.size(); ++k) theta.push_back(input(first, theta_name(k)));
    for (std::size_t k = 0; k < row.parameters.size(); ++k) phi.push_back(input(first, phi_name(k)));
    const any_expr x = input(first, "x");
    for (const any_expr r : record(theta, phi, x))
      pathwise::detail::add_root(first, broadcast(r ? r : literal(first, 0), extents{}, true));
    number_noise_streams(first);
    g = simplify(first, gradients::to_come);
    for (const int id : pathwise::detail::roots_of(g)) results.push_back({&g, id});
  }
  family_graph(const family_graph&) = delete;
  family_graph& operator=(const family_graph&) = delete;

  graph g;
  std::vector<any_expr> results;

  any_expr x() { return leaf_named("x"); }
  std::vector<any_expr> theta() { return leaves(theta_name); }
  std::vector<any_expr> phi() { return leaves(phi_name); }
  /// The derivatives of a number in theta.
  std::vector<any_expr> gradients(any_expr of) { return gradients_of(of, theta()); }
  any_expr slope(any_expr of) { return gradients_of(of, {x()})[0]; }

  /// The values of all nodes, at one theta and phi and many x. Noise is what `noise` says.
  template <class T = double>
  node_values<T> at(const number_list& theta_values, const number_list& phi_values, const number_list& x_values,
                    const numbers_by_name& noise = {}) const {
    numbers_by_name all = noise;
    for (std::size_t k = 0; k < row_.parameters.size(); ++k) {
      all[theta_name(k)] = number_list(x_values.size(), theta_values[k]);
      all[phi_name(k)] = number_list(x_values.size(), phi_values[k]);
    }
    all["x"] = x_values;
    return evaluate<T>(g, x_values.size(), all);
  }
  /// The same at a theta for each x: by parameter, then by row.
  template <class T>
  node_values<T> at_each(const std::vector<number_list>& theta_values, const number_list& x_values) const {
    numbers_by_name all{{"x", x_values}};
    for (std::size_t k = 0; k < row_.parameters.size(); ++k) all[theta_name(k)] = all[phi_name(k)] = theta_values[k];
    return evaluate<T>(g, x_values.size(), all);
  }

 private:
  const family_row& row_;

  static std::string theta_name(std::size_t k) { return "theta" + std::to_string(k); }
  static std::string phi_name(std::size_t k) { return "phi" + std::to_string(k); }
  static any_expr input(graph& g, const std::string& name) { return add_leaf(g, name.c_str(), {}, true); }
  any_expr leaf_named(const std::string& name) { return leaf(g, g.find_slot(text(std::string_view(name)))); }
  template <class Name>
  std::vector<any_expr> leaves(Name name) {
    std::vector<any_expr> all;
    for (std::size_t k = 0; k < row_.parameters.size(); ++k) all.push_back(leaf_named(name(k)));
    return all;
  }
};

/// Of node `of`: its values.
template <class T>
const std::vector<T>& values_of(const node_values<T>& values, any_expr of) {
  return values[static_cast<std::size_t>(of.id)];
}

/// Numbers for a graph's noise: those that a compiled program draws at step 0.
inline numbers_by_name noise_of(const graph& g, std::size_t rows, std::uint64_t seed, std::uint64_t first_row = 0) {
  using V = native<double>;
  constexpr std::size_t width = kernels::panel_width<V>;
  numbers_by_name all;
  std::vector<double> panel(rows * width);
  for (const slot& s : g.slots) {
    if (s.kind != slot_kind::noise) continue;
    kernels::draw<V>(s.law, panel.data(), 0, 1, first_row, nullptr, static_cast<int>(rows), {seed, 0, s.stream});
    number_list& own = all[std::string(s.name.view())];
    for (std::size_t r = 0; r < rows; ++r) own.push_back(panel[r * width]);
  }
  return all;
}

/// `sum of weights * exp(log_prob) * product of factors`: nothing where there is next to no mass.
template <class T, class... Factor>
double expectation(const quadrature_rule& rule, const std::vector<T>& log_prob, const Factor&... factors) {
  long double total = 0;
  for (std::size_t i = 0; i < rule.points.size(); ++i) {
    const long double mass = rule.weights[i] * std::exp(static_cast<long double>(log_prob[i]));
    if (mass > 1e-100L) total += (mass * ... * static_cast<long double>(factors[i]));
  }
  return static_cast<double>(total);
}

}  // namespace pathwise::testing
