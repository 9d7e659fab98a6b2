// Derivatives of every kind of one small function: by given cotangents, all of them, all second ones, and row by row.
// Each is a program of its own, made while compiling, and can be called on one row or on many.
#include <pathwise/engine.hpp>

#include <cstdio>

namespace pw = pathwise;

// Three scores for two features of a row; the weight is one for all rows.
constexpr auto scores =
    pw::function([](pw::expr<2> x, pw::shared<3, 2> weight) { return tanh(linear_product(x, weight)); });
// How surprising class 0 is, a number a row.
constexpr auto surprise = pw::function([](pw::expr<2> x, pw::shared<3, 2> weight) {
  const auto logits = linear_product(x, weight);
  return logsumexp(logits) - select<0>(logits, pw::axis<0>);
});

int main() {
  const pw::matrix<double> x(2, 2, {0.5, -1.0, 2.0, 0.25}), weight(3, 2, {1.0, 0.5, -0.5, 0.25, 0.0, -1.0});

  const auto [dx, dweight] = vjp(scores)(x, weight, pw::matrix<double>(2, 3, {1, 0, 0, 0, 0, 1}));
  std::printf("pulled back: dx of row 0 (%.4f, %.4f); dweight is summed over rows\n", dx(0, 0), dx(0, 1));

  const auto [by_x, by_weight] = jacobian(scores)(x, weight);  // a row of by_x is [3, 2], by_weight [3, 3, 2]
  std::printf("Jacobian of row 0: %.4f %.4f | %.4f %.4f | %.4f %.4f\n", by_x(0, 0), by_x(0, 1), by_x(0, 2), by_x(0, 3),
              by_x(0, 4), by_x(0, 5));

  const auto second = hessian(surprise)(x, weight);  // x and x, x and weight, weight and x, weight and weight
  const auto& xx = second[0];
  std::printf("Hessian of row 0: %.4f %.4f | %.4f %.4f\n", xx(0, 0), xx(0, 1), xx(0, 2), xx(0, 3));

  const auto [gx, whole] = gradient(surprise)(x, weight);
  const auto [rx, each] = per_row_gradient(surprise)(x, weight);  // the weight's: 6 numbers for each row
  std::printf("gradient in weight[0, 0]: %.4f = %.4f of row 0 + %.4f of row 1\n", whole(0, 0), each(0, 0), each(1, 0));
  return whole(0, 0) - each(0, 0) - each(1, 0) < 1e-12 && xx(0, 1) == xx(0, 2) ? 0 : 1;
}
