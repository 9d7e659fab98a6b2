#pragma once
// Elementwise operations against their references, in every type and register width, and their derivatives against
// differences.
#include <cmath>
#include <initializer_list>
#include <limits>

#include <pathwise/kernels/vector.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/op_row.hpp>
#include <pathwise/testing/report.hpp>

namespace pathwise::testing {

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
    for (std::size_t k = 0; k < more.size(); ++k) all[k].insert(all[k].end(), more[k].begin(), more[k].end());
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

namespace detail {

template <class T>
void check_values(report& found, const char* type, long double (*reference)(const long double*), evaluation<T> evaluate,
                  const std::vector<points>& at, long double relative_room) {
  const auto x = rounded<T>(combinations(at));
  const std::vector<T> y = values_at(evaluate, x);
  for (std::size_t i = 0; i < y.size(); ++i) {
    long double exact[3] = {};
    for (std::size_t k = 0; k < x.size(); ++k) exact[k] = x[k][i];
    const long double expected = reference(exact);
    const bool overflows = std::isfinite(expected) && std::fabs(expected) > std::numeric_limits<T>::max();
    const long double room =
        relative_room * std::max(std::fabs(expected), static_cast<long double>(std::numeric_limits<T>::min()));
    const bool right = std::isfinite(expected) && !overflows
                           ? std::fabs(y[i] - expected) <= room
                           : static_cast<T>(expected) == y[i] || (expected != expected && y[i] != y[i]);
    const auto what = [&] {
      std::ostringstream line;
      line << type << "(" << exact[0] << ", " << exact[1] << ", " << exact[2] << ") = " << y[i] << ", expected "
           << expected;
      return line.str();
    };
    found.require(what, right);
  }
}
/// The bits of the scalar value, lane by lane.
template <class T>
void check_lanes(report& found, const char* type, evaluation<T> scalar, const std::vector<points>& at,
                 std::initializer_list<evaluation<T>> forms) {
  auto x = rounded<T>(at);
  while (x[0].size() % 32 != 0)  // two registers of 16 lanes
    for (auto& operand : x) operand.push_back(operand[0]);
  const std::vector<T> expected = values_at(scalar, x);
  for (const evaluation<T> in_registers : forms)
    found.require(std::string(type) + " has other bits in some form of register",
                  same_bits(values_at(in_registers, x), expected));
}

/// <gradient, direction> at each row, against the difference of `of` along the direction: that of the operands `in`,
/// the others stand still.
inline void check_against_differences(report& found, const char* type, int order, op_graph& o, any_expr of,
                                      const std::vector<std::size_t>& in, random_numbers& random) {
  const numbers_by_name every = o.direction(random);
  numbers_by_name direction;
  std::vector<any_expr> moving;
  for (const std::size_t k : in) {
    direction[name_of_operand(k)] = every.at(name_of_operand(k));
    moving.push_back(o.x[k]);
  }
  const std::vector<long double> expected = difference_along(o.g, of.id, o.rows, o.numbers, direction);
  const std::vector<any_expr> gradients = gradients_of(of, moving);
  const node_values<long double> values = evaluate<long double>(o.g, o.rows, o.numbers);
  for (std::size_t r = 0; r < o.rows; ++r) {
    long double along = 0, terms = 0;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const long double term =
          values[static_cast<std::size_t>(gradients[i].id)][r] * direction.at(name_of_operand(in[i]))[r];
      along += term;
      terms += std::fabs(term);
    }
    const auto what = [&] {
      return std::string(type) + ", derivative of order " + std::to_string(order) + " at " + o.point(r);
    };
    found.compare(what, std::fabs(along - expected[r]), tolerance::difference * std::fmax(terms, 1e-3L));
  }
}

}  // namespace detail

/// Values against the row's reference, at all its points, as T.
template <class T, class Op>
void check_values(report& found, const elementwise_row<Op>& row, long double relative_room) {
  for (const auto* at : {&row.ordinary, &row.extreme, &row.edges})
    if (!at->empty() && !(*at)[0].empty())
      detail::check_values<T>(found, row.type, row.reference, &evaluate_scalars<Op, T>, *at, relative_room);
}
template <class Op>
void check_values_in_registers_of_float(report& found, const elementwise_row<Op>& row) {
  detail::check_lanes<float>(found, row.type, &evaluate_scalars<Op, float>, all_points(row),
                             {&evaluate_in<Op, native<float>>, &evaluate_in<Op, lanes<float, 16>>,
                              &evaluate_in<Op, lanes<float, 1>>, &evaluate_in<Op, twin<native<float>>>});
}
template <class Op>
void check_values_in_registers_of_double(report& found, const elementwise_row<Op>& row) {
  detail::check_lanes<double>(
      found, row.type, &evaluate_scalars<Op, double>, all_points(row),
      {&evaluate_in<Op, native<double>>, &evaluate_in<Op, lanes<double, 1>>, &evaluate_in<Op, twin<native<double>>>});
}

/// Orders 1 to 3: each derivative, along a random direction, is what is differentiated next.
template <class Op>
void check_orders(report& found, const elementwise_row<Op>& row) {
  op_graph o(&apply_to<Op>, row.ordinary);
  random_numbers random(11);
  any_expr of = o.y;
  for (int order = 1; order <= 3; ++order) {
    const std::vector<std::size_t> in = row.operands_of_order(order);
    if (in.empty()) return;
    std::vector<any_expr> wrt;
    for (const std::size_t k : in) wrt.push_back(o.x[k]);
    detail::check_against_differences(found, row.type, order, o, of, in, random);
    any_expr along;
    for (const any_expr d : gradients_of(of, wrt)) {
      const any_expr part = d * random.between(0.5, 1.5);
      along = along ? along + part : part;
    }
    of = along;
  }
}
template <class Op>
void check_closed_form(report& found, const elementwise_row<Op>& row) {
  op_graph o(&apply_to<Op>, row.ordinary);
  const any_expr d = gradients_of(o.y, o.x)[0];
  const node_values<long double> values = evaluate<long double>(o.g, o.rows, o.numbers);
  for (std::size_t r = 0; r < o.rows; ++r) {
    const long double x = o.numbers.at("a")[r], dy = values[static_cast<std::size_t>(d.id)][r],
                      expected = row.derivative(&x, values[static_cast<std::size_t>(o.y.id)][r]);
    found.compare([&] { return std::string(row.type) + ", derivative against its closed form at " + o.point(r); },
                  std::fabs(dy - expected), 1e-15L * std::fmax(std::fabs(expected), 1e-3L));
  }
}
template <class Op>
void check_finite_at_extremes(report& found, const elementwise_row<Op>& row) {
  op_graph o(&apply_to<Op>, row.extreme);
  std::vector<any_expr> wanted{o.y};
  const std::vector<any_expr> gradients = gradients_of(o.y, o.x);
  for (const std::size_t k : row.operands_of_order(1)) wanted.push_back(gradients[k]);
  const node_values<float> values = evaluate<float>(o.g, o.rows, o.numbers);
  for (const any_expr w : wanted)
    for (std::size_t r = 0; r < o.rows; ++r)
      found.require(
          [&] {
            return std::string(row.type) + (w.id == o.y.id ? "" : ", derivative") + " is not finite in float at " +
                   o.point(r);
          },
          std::isfinite(values[static_cast<std::size_t>(w.id)][r]));
}

/// All of these: what the library asks of its own operations.
template <class Op>
report check_op(const elementwise_row<Op>& row) {
  report found;
  check_values<long double>(found, row, row.ulps > 0 ? row.long_double_room : 0);
  check_values<double>(found, row, row.ulps * std::numeric_limits<double>::epsilon());
  check_values<float>(found, row, row.ulps * std::numeric_limits<float>::epsilon());
  check_values_in_registers_of_float(found, row);
  check_values_in_registers_of_double(found, row);
  if (!row.ordinary[0].empty()) check_orders(found, row);
  if (row.derivative) check_closed_form(found, row);
  if (!row.extreme.empty()) check_finite_at_extremes(found, row);
  return found;
}
/// Holds an operation to its row: values to the reference in float, double and long double, equal bits in every
/// register width, derivatives of order 1 to 3 to differences and to the closed form, and all finite at the extreme
/// points. Throws: failed_check with a line for each point that fails. Example: docs/examples/06_your_own_op.cpp.
template <class Op>
void expect_op(const elementwise_row<Op>& row) {
  expect(check_op(row));
}

}  // namespace pathwise::testing
