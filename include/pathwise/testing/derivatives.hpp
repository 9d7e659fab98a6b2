#pragma once
// The oracle of every derivative: differences of values in long double, extrapolated so that nine digits are right.
#include <array>

#include <pathwise/grad/reverse.hpp>

#include <pathwise/testing/leaves.hpp>

namespace pathwise::testing {

/// d/dt of `value(t)` at 0, a vector: central differences at h, h/2, h/4, h/8, extrapolated (Romberg), so off by some
/// h^8 / 4096 of its ninth derivative.
template <class Value>
std::vector<long double> extrapolated_difference(Value value, long double h = 0x1p-8L) {
  std::array<std::vector<long double>, 4> d;
  for (std::vector<long double>& at : d) {
    at = value(h);
    const std::vector<long double> below = value(-h);
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = (at[i] - below[i]) / (2 * h);
    h /= 2;
  }
  long double factor = 4;
  for (std::size_t order = 1; order < d.size(); ++order, factor *= 4)
    for (std::size_t k = 0; k + order < d.size(); ++k)
      for (std::size_t i = 0; i < d[k].size(); ++i) d[k][i] = (factor * d[k + 1][i] - d[k][i]) / (factor - 1);
  return d[0];
}

/// The derivative of node `id` along `direction`: leaves it does not name stand still.
inline std::vector<long double> difference_along(const graph& g, int id, std::size_t rows, const numbers_by_name& at,
                                                 const numbers_by_name& direction) {
  return extrapolated_difference([&](long double t) {
    numbers_by_name moved = at;
    for (const auto& [name, d] : direction)
      for (std::size_t i = 0; i < d.size(); ++i) moved.at(name)[i] += t * d[i];
    return evaluate<long double>(g, id, rows, moved);
  });
}

/// The sum over rows and features of a * b, as a node; b has a's shape.
inline any_expr inner_product(any_expr a, any_expr b) {
  any_expr p = a * b;
  if (p.axes().rank > 0) p = sum(p);
  return p.has_rows() ? sum_rows(p) : p;
}

/// The gradient of node `of` (of any shape: of its sum) in the nodes `wrt`, each of the shape of its leaf; zero where
/// `of` does not depend on it.
inline std::vector<any_expr> gradients_of(any_expr of, const std::vector<any_expr>& wrt) {
  graph& g = *of.g;
  list<int> ids;
  for (const any_expr w : wrt) ids.add(w.id);
  const list<int> found = reverse(g, of.id, ones_like(g, of.id), ids);
  std::vector<any_expr> all;
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const int d = found[static_cast<int>(i)];
    all.push_back(d >= 0 ? any_expr{&g, d} : broadcast(literal(g, 0), extents(wrt[i].axes()), wrt[i].positions()));
  }
  return all;
}

}  // namespace pathwise::testing
