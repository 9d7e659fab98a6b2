#pragma once
// The reference interpreter: small, slow, obviously right. It runs any stage of any graph one node at a time and is the
// oracle for every pass, kernel and plan.
#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <pathwise/graph/graph.hpp>

namespace pathwise {

/// The values of every node, row-major: rows x positions x size where the node has rows, size otherwise.
template <class T>
using node_values = std::vector<std::vector<T>>;

namespace detail {

template <class T>
T call_value(const op_record& r, const T* x) {
  if constexpr (std::is_same_v<T, float>)
    return r.value_float(x);
  else if constexpr (std::is_same_v<T, double>)
    return r.value_double(x);
  else
    return r.value_long_double(x);
}

template <class T>
void call_row(const op_record& r, const T* const* x, T* y) {
  if constexpr (std::is_same_v<T, float>)
    r.row_float(x, y);
  else if constexpr (std::is_same_v<T, double>)
    r.row_double(x, y);
  else
    r.row_long_double(x, y);
}

/// Element `e` of row `r` of a node, by the broadcasting rule.
template <class T>
T element(const graph& g, const node_values<T>& values, int id, std::size_t row, std::size_t e) {
  const auto size = static_cast<std::size_t>(g.axes(id).size());
  return values[static_cast<std::size_t>(id)][(g.nodes[id].positions > 0 ? row * size : 0) + (size > 1 ? e : 0)];
}

template <class T>
T reduce_one(reduction how, T total, T x) {
  if (how == reduction::sum) return total + x;
  return how == reduction::max ? (x > total ? x : total) : (x < total ? x : total);
}

template <class T>
class interpreter {
 public:
  interpreter(const graph& program, std::size_t row_count)
      : g_(program), rows_(row_count), values_(static_cast<std::size_t>(g_.nodes.size())) {}

  /// `leaf_values(slot)` gives a leaf's numbers: rows x size or size.
  template <class LeafValues>
  node_values<T> run(LeafValues leaf_values) {
    for (int i = 0; i < g_.nodes.size(); ++i) {
      auto& y = values_[static_cast<std::size_t>(i)];
      y.assign(rows(i) * size(i), T(0));
      switch (g_.kind(i)) {
        case op_kind::constant:
          y[0] = static_cast<T>(g_.nodes[i].constant);
          break;
        case op_kind::leaf:
          set_leaf(i, leaf_values(g_.slot_of(i)), y);
          break;
        case op_kind::elementwise:
          elementwise(i, y);
          break;
        case op_kind::broadcast:
          each(i, [&](std::size_t r, std::size_t e, T& to) { to = element(g_, values_, operand(i, 0), r, e); });
          break;
        case op_kind::reshape:
          y = values_[static_cast<std::size_t>(operand(i, 0))];
          break;
        case op_kind::gather:
          gather(i);
          break;
        case op_kind::scatter:
          scatter(i);
          break;
        case op_kind::reduce_features:
          reduce_features(i);
          break;
        case op_kind::sum_rows:
          sum_rows(i, y);
          break;
        case op_kind::linear:
          linear(i);
          break;
        case op_kind::linear_transposed:
          linear_transposed(i);
          break;
        case op_kind::outer:
          outer(i, y);
          break;
        case op_kind::custom_derivative:
        case op_kind::recompute:
          y = values_[static_cast<std::size_t>(operand(i, 0))];
          break;
        case op_kind::opaque:
          opaque(i, y);
          break;
      }
    }
    return std::move(values_);
  }

 private:
  const graph& g_;
  std::size_t rows_;
  node_values<T> values_;

  int operand(int i, int k) const { return g_.nodes[i].operands[k]; }
  std::size_t size(int i) const { return static_cast<std::size_t>(g_.axes(i).size()); }
  /// Its positions count as rows.
  std::size_t rows(int i) const { return g_.nodes[i].positions > 0 ? rows_ * g_.nodes[i].positions : 1; }
  /// How many numbers it has for each row of the batch.
  std::size_t row_size(int i) const { return size(i) * std::max<std::size_t>(1, g_.nodes[i].positions); }
  T at(int i, std::size_t r, std::size_t e) const { return element(g_, values_, i, r, e); }

  template <class F>
  void each(int i, F f) {
    const std::size_t n = size(i);
    for (std::size_t r = 0; r < rows(i); ++r)
      for (std::size_t e = 0; e < n; ++e) f(r, e, values_[static_cast<std::size_t>(i)][r * n + e]);
  }
  /// The same with positions as part of the row, as maps have it.
  template <class F>
  void each_of_row(int i, F f) {
    const std::size_t n = row_size(i);
    for (std::size_t r = 0; r < (g_.nodes[i].positions > 0 ? rows_ : 1); ++r)
      for (std::size_t e = 0; e < n; ++e) f(r, e, values_[static_cast<std::size_t>(i)][r * n + e]);
  }
  T of_row(int i, std::size_t r, std::size_t e) const {
    return values_[static_cast<std::size_t>(i)][(g_.nodes[i].positions > 0 ? r * row_size(i) : 0) + e];
  }
  void set_leaf(int i, const std::vector<T>& from, std::vector<T>& y) {
    if (from.size() != y.size())
      throw std::invalid_argument("leaf \"" + std::string(g_.slot_of(i).name.view()) + "\" needs " +
                                  std::to_string(y.size()) + " numbers, " + std::to_string(from.size()) + " are given");
    y = from;
  }
  void elementwise(int i, std::vector<T>&) {
    each(i, [&](std::size_t r, std::size_t e, T& to) {
      T x[3] = {};
      for (int k = 0; k < g_.arity(i); ++k) x[k] = at(operand(i, k), r, e);
      to = call_value<T>(g_.record(i), x);
    });
  }
  void gather(int i) {
    const index_map& map = g_.maps[g_.nodes[i].slot];
    const int x = operand(i, 0);
    each_of_row(i, [&](std::size_t r, std::size_t e, T& to) {
      const int from = map(static_cast<int>(e));
      to = from < 0 ? T(0) : of_row(x, r, static_cast<std::size_t>(from));
    });
  }
  void scatter(int i) {
    const index_map& map = g_.maps[g_.nodes[i].slot];
    const int x = operand(i, 0);
    const reduction how = g_.record(i).reduce;
    std::vector<T>& y = values_[static_cast<std::size_t>(i)];
    for (std::size_t r = 0; r < (g_.nodes[i].positions > 0 ? rows_ : 1); ++r) {
      std::vector<bool> any(row_size(i), how == reduction::sum);
      for (std::size_t e = 0; e < row_size(x); ++e) {
        const int to = map(static_cast<int>(e));
        if (to < 0) continue;
        T& total = y[r * row_size(i) + static_cast<std::size_t>(to)];
        total = any[static_cast<std::size_t>(to)] ? reduce_one(how, total, of_row(x, r, e)) : of_row(x, r, e);
        any[static_cast<std::size_t>(to)] = true;
      }
    }
  }
  void reduce_features(int i) {
    const int x = operand(i, 0);
    const reduction how = g_.record(i).reduce;
    each(i, [&](std::size_t r, std::size_t, T& to) {
      to = how == reduction::sum ? T(0) : at(x, r, 0);
      for (std::size_t e = 0; e < size(x); ++e) to = reduce_one(how, to, at(x, r, e));
    });
  }
  void sum_rows(int i, std::vector<T>& y) {
    const int x = operand(i, 0);
    for (std::size_t r = 0; r < rows(x); ++r)
      for (std::size_t e = 0; e < y.size(); ++e) y[e] += at(x, r, e);
  }
  void linear(int i) {
    const int x = operand(i, 0), w = operand(i, 1);
    each(i, [&](std::size_t r, std::size_t o, T& to) {
      for (std::size_t k = 0; k < size(x); ++k)
        to += at(x, r, k) * values_[static_cast<std::size_t>(w)][o * size(x) + k];
    });
  }
  void linear_transposed(int i) {
    const int y = operand(i, 0), w = operand(i, 1);
    each(i, [&](std::size_t r, std::size_t k, T& to) {
      for (std::size_t o = 0; o < size(y); ++o)
        to += at(y, r, o) * values_[static_cast<std::size_t>(w)][o * size(i) + k];
    });
  }
  void outer(int i, std::vector<T>& w) {
    const int y = operand(i, 0), x = operand(i, 1);
    const std::size_t terms = std::max(rows(y), rows(x));
    for (std::size_t r = 0; r < terms; ++r)
      for (std::size_t o = 0; o < size(y); ++o)
        for (std::size_t k = 0; k < size(x); ++k) w[o * size(x) + k] += at(y, r, o) * at(x, r, k);
  }
  void opaque(int i, std::vector<T>& y) {
    for (std::size_t r = 0; r < rows(i); ++r) {
      const T* x[3] = {};
      for (int k = 0; k < g_.arity(i); ++k)
        x[k] = values_[static_cast<std::size_t>(operand(i, k))].data() + r * size(operand(i, k));
      call_row(g_.record(i), x, y.data() + r * size(i));
    }
  }
};

}  // namespace detail

/// Evaluates every node of `g` for `rows` rows in the type T (float, double or long double).
/// `leaf_values(const slot&) -> std::vector<T>` supplies inputs, parameters, scalars and noise; "1/rows" is supplied
/// here. Errors: std::invalid_argument names a leaf of the wrong size.
template <class T, class LeafValues>
node_values<T> interpret(const graph& g, std::size_t rows, LeafValues leaf_values) {
  return detail::interpreter<T>(g, rows).run([&](const slot& s) -> std::vector<T> {
    if (s.name == text(inverse_rows_name)) return {T(1) / static_cast<T>(rows)};
    return leaf_values(s);
  });
}

}  // namespace pathwise
