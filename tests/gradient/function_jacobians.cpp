#include <boost/test/unit_test.hpp>
#include <cmath>

#include <pathwise/exec/call.hpp>
#include <pathwise/expr/axes.hpp>
#include <pathwise/grad/function_jacobians.hpp>
#include <pathwise/testing/norms.hpp>

using namespace pathwise;

namespace {

constexpr std::size_t rows = 3;
const matrix<double> x(rows, 2, {0.3, -0.8, 1.1, 0.6, -0.4, 0.2});
const matrix<double> t(rows, 3, {0.5, -1.0, 0.25, 2.0, 0.75, -0.5, 1.5, 0.1, -0.9});
const matrix<double> w(3, 2, {0.7, -0.2, 0.4, 0.9, -0.6, 0.35});

/// y[o] = tanh(sum over i of W[o, i] x[i]^2), and the number s = x[0] exp(x[1]).
constexpr auto two_results = function([](expr<2> a, shared<3, 2> weight) {
  return std::tuple(tanh(linear_product(square(a), weight)), select<0>(a, axis<0>) * exp(select<1>(a, axis<0>)));
});
double argument(std::size_t r, std::size_t o) { return w(o, 0) * x(r, 0) * x(r, 0) + w(o, 1) * x(r, 1) * x(r, 1); }
double slope(std::size_t r, std::size_t o) { return 1 - std::tanh(argument(r, o)) * std::tanh(argument(r, o)); }
double dy_dx(std::size_t r, std::size_t o, std::size_t i) { return slope(r, o) * w(o, i) * 2 * x(r, i); }
double dy_dw(std::size_t r, std::size_t o, std::size_t i) { return slope(r, o) * x(r, i) * x(r, i); }
double ds_dx(std::size_t r, std::size_t i) { return (i == 0 ? 1 : x(r, 0)) * std::exp(x(r, 1)); }

void check(const matrix<double>& found, const matrix<double>& expected) {
  BOOST_TEST(found.rows == expected.rows);
  BOOST_TEST(found.cols == expected.cols);
  BOOST_TEST(pathwise::testing::relative_maximum(found.values, expected.values) < 1e-14);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(function_jacobians)

BOOST_AUTO_TEST_CASE(a_cotangent_of_every_result_is_pulled_back) {
  const matrix<double> ds(rows, 1, {0.4, -0.3, 2.0});
  const auto [dx, dw] = vjp(two_results)(x, w, t, ds);
  matrix<double> expected_x(rows, 2), expected_w(3, 2);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < 2; ++i) {
      expected_x(r, i) = ds(r, 0) * ds_dx(r, i);
      for (std::size_t o = 0; o < 3; ++o) {
        expected_x(r, i) += t(r, o) * dy_dx(r, o, i);
        expected_w(o, i) += t(r, o) * dy_dw(r, o, i);
      }
    }
  check(dx, expected_x);
  check(dw, expected_w);
}

BOOST_AUTO_TEST_CASE(a_jacobian_is_every_derivative) {
  const auto [y_x, y_w, s_x, s_w] = jacobian(two_results)(x, w);
  matrix<double> expected_y_x(rows, 6), expected_y_w(1, 18), expected_s_x(rows, 2);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < 2; ++i) {
      expected_s_x(r, i) = ds_dx(r, i);
      for (std::size_t o = 0; o < 3; ++o) {
        expected_y_x(r, 2 * o + i) = dy_dx(r, o, i);
        expected_y_w(0, 6 * o + 2 * o + i) += dy_dw(r, o, i);
      }
    }
  check(y_x, expected_y_x);
  check(y_w, expected_y_w);
  check(s_x, expected_s_x);
  check(s_w, matrix<double>(3, 2));
}

/// Of log sum exp: diag(p) - p p^T; of a product: what is left of it.
BOOST_AUTO_TEST_CASE(a_hessian_is_every_second_derivative) {
  constexpr auto f = function([](expr<3> a, expr<3> b) { return logsumexp(a) + sum(square(a) * b); });
  const matrix<double> b(rows, 3, {0.2, -0.5, 1.0, 0.3, 0.6, -0.1, -1.2, 0.4, 0.8});
  const auto [aa, ab, ba, bb] = hessian(f)(t, b);
  matrix<double> expected_aa(rows, 9), expected_ab(rows, 9);
  for (std::size_t r = 0; r < rows; ++r) {
    double total = 0;
    for (std::size_t k = 0; k < 3; ++k) total += std::exp(t(r, k));
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t l = 0; l < 3; ++l) {
        const double p = std::exp(t(r, k)) / total, q = std::exp(t(r, l)) / total;
        expected_aa(r, 3 * k + l) = k == l ? p - p * q + 2 * b(r, k) : -p * q;
        expected_ab(r, 3 * k + l) = k == l ? 2 * t(r, k) : 0;
      }
  }
  check(aa, expected_aa);
  check(ab, expected_ab);
  check(ba, expected_ab);
  check(bb, matrix<double>(rows, 9));
}

/// Products by a weight and its transpose, a vector and a number that all rows share.
BOOST_AUTO_TEST_CASE(gradients_in_shared_arguments_row_by_row) {
  constexpr auto f = function([](expr<2> a, shared<3, 2> weight, shared<3> shift, shared<> gain) {
    const auto h = tanh(linear_product(a, weight) + shift);
    return gain * sum(square(expr<2>(linear_transposed_product(h, weight)))) + sum(square(weight)) * square(gain);
  });
  const std::vector<double> shift{0.1, -0.3, 0.2}, gain{1.7};
  const auto [da, dw, db, dg] = per_row_gradient(f)(x, w, matrix<double>(1, 3, shift), matrix<double>(1, 1, gain));
  BOOST_TEST(dw.rows == rows);
  BOOST_TEST(dw.cols == 6u);
  matrix<double> of_a(rows, 2), of_w(rows, 6), of_b(rows, 3), of_g(rows, 1);
  for (std::size_t r = 0; r < rows; ++r) {
    const matrix<double> row(1, 2, {x(r, 0), x(r, 1)});
    const auto [ra, rw, rb, rg] = gradient(f)(row, w, matrix<double>(1, 3, shift), matrix<double>(1, 1, gain));
    for (std::size_t k = 0; k < 2; ++k) of_a(r, k) = ra.values[k];
    for (std::size_t k = 0; k < 6; ++k) of_w(r, k) = rw.values[k];
    for (std::size_t k = 0; k < 3; ++k) of_b(r, k) = rb.values[k];
    of_g(r, 0) = rg.values[0];
  }
  check(da, of_a);
  check(dw, of_w);
  check(db, of_b);
  check(dg, of_g);
}

BOOST_AUTO_TEST_SUITE_END()
