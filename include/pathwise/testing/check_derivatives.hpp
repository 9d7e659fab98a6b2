#pragma once
// Derivatives of any function of leaves against differences in long double, and against each other.
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>
#include <pathwise/testing/report.hpp>
#include <pathwise/testing/tolerances.hpp>

namespace pathwise::testing {

/// y = f(x...) as a graph, with numbers for each leaf.
struct function_graph {
  graph g;
  std::vector<any_expr> x;
  std::vector<std::string> names;
  any_expr y;
  numbers_by_name numbers;
  std::size_t rows;

  /// f(operands), at random numbers.
  template <class Build>
  function_graph(const std::vector<node_shape>& operands, std::size_t row_count, random_numbers& random, Build build)
      : rows(row_count) {
    for (const node_shape& s : operands) {
      names.emplace_back(1, static_cast<char>('a' + x.size()));
      x.push_back(leaf_of(names.back(), s, random));
    }
    y = build(x.data());
  }
  /// Root `root` of a traced function as one of its first `arguments` leaves, which are named 0, 1, ...
  function_graph(const graph& traced, int root, std::size_t arguments, numbers_by_name at, std::size_t row_count)
      : g(traced), numbers(std::move(at)), rows(row_count) {
    for (std::size_t k = 0; k < arguments; ++k) {
      names.push_back(std::to_string(k));
      x.push_back(leaf(g, g.find_slot(text(names.back()))));
    }
    y = {&g, root};
  }
  function_graph(const function_graph&) = delete;

  any_expr leaf_of(const std::string& name, const node_shape& s, random_numbers& random) {
    const any_expr l = add_leaf(g, name.c_str(), s.axes, s.positions);
    numbers[name] = random.vector(numbers_in(g, l.id, rows), 0.2, 1.7);
    return l;
  }
  any_expr leaf_like(const std::string& name, any_expr like, random_numbers& random) {
    return leaf_of(name, {like.axes(), like.whole_shape().positions}, random);
  }
  /// Whether the last derivative was one that there is no rule for (E075); forgets it.
  bool lacked_a_rule() {
    const bool lacked = g.error.code == error_code::no_rule_for_derivative;
    if (lacked) g.error = {};
    return lacked;
  }
};

namespace detail {

/// The gradient of a number in every number of every leaf, against differences, by the norm of each leaf's.
inline void check_gradient(report& found, const std::string& what, function_graph& f, any_expr number) {
  const std::vector<any_expr> gradients = gradients_of(number, f.x);
  if (f.lacked_a_rule()) return found.notes.push_back(what + ": there is no rule for it");
  const node_values<long double> values = evaluate<long double>(f.g, f.rows, f.numbers);
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    const any_expr d = gradients[k];
    const std::string of = what + ", the gradient of operand " + std::to_string(k);
    found.require(of + " has another shape", d.axes() == f.x[k].axes() && d.has_rows() == f.x[k].has_rows());
    std::vector<long double> expected(f.numbers.at(f.names[k]).size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      std::vector<long double> unit(expected.size());
      unit[i] = 1;
      expected[i] = difference_along(f.g, number.id, f.rows, f.numbers, {{f.names[k], unit}}).at(0);
    }
    found.compare(of, distance(values[static_cast<std::size_t>(d.id)], expected) / std::fmax(1, largest(expected)),
                  tolerance::difference);
  }
}

/// <v, Ju> = <J'v, u>, where Ju is made by pulling back twice: so jvp is checked as well.
inline void check_adjoint(report& found, const std::string& what, function_graph& f, random_numbers& random) {
  const any_expr v = f.leaf_like("v", f.y, random);
  const std::vector<any_expr> pulled = gradients_of(inner_product(v, f.y), f.x);
  std::vector<any_expr> u;
  any_expr pairing;
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    u.push_back(f.leaf_like("u" + std::to_string(k), f.x[k], random));
    const any_expr part = inner_product(pulled[k], u[k]);
    pairing = pairing ? pairing + part : part;
  }
  const any_expr pushed = gradients_of(pairing, {v})[0];
  if (f.lacked_a_rule()) return found.notes.push_back(what + ", jvp: there is no rule for it");
  const any_expr paired = inner_product(v, pushed);
  const node_values<long double> values = evaluate<long double>(f.g, f.rows, f.numbers);
  const long double left = values[static_cast<std::size_t>(paired.id)][0],
                    right = values[static_cast<std::size_t>(pairing.id)][0];
  found.compare(what + ", <v, Ju> against <J'v, u>", std::fabs(left - right),
                tolerance::adjoint * 100 * std::fmax(1, std::fabs(right)));

  numbers_by_name direction;
  for (std::size_t k = 0; k < f.x.size(); ++k) direction[f.names[k]] = f.numbers.at("u" + std::to_string(k));
  found.compare(what + ", jvp",
                relative_maximum(values[static_cast<std::size_t>(pushed.id)],
                                 difference_along(f.g, f.y.id, f.rows, f.numbers, direction)),
                tolerance::difference);
}

}  // namespace detail

/// Gradient, Jacobian products and Hessian-vector products of sum(w * tanh(y)): the tanh gives linear operations a
/// second derivative.
inline void check_derivatives(report& found, const std::string& what, function_graph& f, random_numbers& random) {
  const any_expr number = inner_product(f.leaf_like("w", f.y, random), tanh(f.y));
  detail::check_gradient(found, what, f, number);
  any_expr along;
  const std::vector<any_expr> gradients = gradients_of(number, f.x);
  for (std::size_t k = 0; k < f.x.size(); ++k) {
    const any_expr part = inner_product(gradients[k], f.leaf_like("d" + std::to_string(k), f.x[k], random));
    along = along ? along + part : part;
  }
  detail::check_gradient(found, what + ", Hessian times a vector", f, along);
  detail::check_adjoint(found, what, f, random);
}

}  // namespace pathwise::testing
