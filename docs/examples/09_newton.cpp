// Second derivatives at work: Newton's method on a logistic regression. The Hessian is never formed: conjugate
// gradients ask only for its products with vectors, and hvp(f) is a program that gives them, at about four times f's
// cost.
#include <pathwise/engine.hpp>

#include <cmath>
#include <cstdio>

namespace pw = pathwise;

constexpr std::size_t features = 8;

// A row's loss, and its share of the penalty; the weights are one for all rows.
constexpr auto loss = pw::function([](pw::expr<features> x, pw::expr<> label, pw::shared<features> weights) {
  auto logit = sum(x * weights);
  return softplus(logit) - label * logit + 0.0005 * sum(square(weights));
});

using vector = pw::matrix<double>;

static double dot_product(const vector& a, const vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a.values[i] * b.values[i];
  return sum;
}
static void add(vector& to, double times, const vector& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to.values[i] += times * from.values[i];
}

int main() {
  const std::size_t rows = 500;
  vector x(rows, features), label(rows, 1), weights(1, features), no_rows(rows, features), no_label(rows, 1);
  unsigned state = 1;
  const auto uniform = [&] { return (state = state * 1664525u + 1013904223u) / 4294967296.0; };
  for (std::size_t r = 0; r < rows; ++r) {
    double logit = 0;
    for (std::size_t i = 0; i < features; ++i) {
      // Features of very different sizes: gradient descent would crawl.
      x(r, i) = std::pow(4.0, static_cast<double>(i) - 4) * (2 * uniform() - 1);
      logit += x(r, i) * std::pow(-2.0, 4 - static_cast<double>(i));
    }
    label(r, 0) = uniform() < 1 / (1 + std::exp(-logit)) ? 1 : 0;
  }

  double slope = 1;
  for (int step = 1; step <= 12 && slope > 1e-9; ++step) {
    const vector gradient = std::get<2>(pw::gradient(loss)(x, label, weights));
    slope = std::sqrt(dot_product(gradient, gradient));

    // Solves H step = -gradient by conjugate gradients.
    vector newton(1, features), residual(1, features), direction(1, features);
    add(residual, -1, gradient);
    direction = residual;
    int products = 0;
    for (double square = dot_product(residual, residual); square > 1e-20 * slope * slope && products < 40; ++products) {
      const vector h = std::get<2>(pw::hvp(loss)(x, label, weights, no_rows, no_label, direction));
      const double length = square / dot_product(direction, h);
      add(newton, length, direction);
      add(residual, -length, h);
      const double next = dot_product(residual, residual), share = next / square;
      for (std::size_t i = 0; i < features; ++i) direction.values[i] = residual.values[i] + share * direction.values[i];
      square = next;
    }
    const vector each = loss(x, label, weights);
    double total = 0;
    for (const double l : each.values) total += l;
    std::printf("step %d: loss %.6f, |gradient| %.1e, %d Hessian-vector products\n", step, total, slope, products);
    add(weights, 1, newton);
  }
  return slope <= 1e-9 ? 0 : 1;
}
