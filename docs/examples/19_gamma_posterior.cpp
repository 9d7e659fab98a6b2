// A gamma posterior fitted to counts. Counts are Poisson of an unknown rate z, whose prior is Gamma(2, 0.5); the exact
// posterior is then Gamma(2 + sum of counts, 0.5 + number of counts), which the fit has to find by the gradient through
// gamma samples in both parameters. The bound sticks the landing: where the posterior is right every draw's gradient is
// 0, so that the answer is exact however few the draws.
#include <pathwise/engine.hpp>

#include <cmath>
#include <cstdio>

namespace pw = pathwise;

constexpr double count_of_counts = 10, sum_of_counts = 37;  // 3 5 2 4 6 3 4 1 5 4

constexpr auto negative_bound = pw::function([](pw::expr<> log_concentration, pw::expr<> log_rate) {
  auto q = pw::gamma(exp(log_concentration), exp(log_rate));
  auto prior = pw::gamma(0.0 * log_rate + 2.0, 0.5);
  auto z = rsample("z", q);
  auto log_likelihood = sum_of_counts * log(z) - count_of_counts * z;
  return pw::sticking_the_landing(q, prior, z) - log_likelihood;
});

static double mean_of(const pw::matrix<double>& m) {
  double sum = 0;
  for (const double x : m.values) sum += x / static_cast<double>(m.size());
  return sum;
}

int main() {
  const std::size_t draws = 64;
  double at[2] = {0, 0}, speed[2] = {0, 0}, size[2] = {0, 0};  // Adam's, on log concentration and log rate
  for (int step = 1; step <= 3000; ++step) {
    pw::matrix<double> a(draws, 1), b(draws, 1);
    for (double& x : a.values) x = at[0];
    for (double& x : b.values) x = at[1];
    const auto slopes = pw::gradient(negative_bound)(a, b);
    for (std::size_t k = 0; k < 2; ++k) {
      const double slope = mean_of(slopes[k]);
      speed[k] = 0.9 * speed[k] + 0.1 * slope;
      size[k] = 0.99 * size[k] + 0.01 * slope * slope;
      at[k] -= 0.05 * std::pow(0.998, step) * speed[k] / (1 - std::pow(0.9, step)) /
               (std::sqrt(size[k] / (1 - std::pow(0.99, step))) + 1e-12);
    }
  }
  const double concentration = std::exp(at[0]), rate = std::exp(at[1]);
  const double exact[] = {2 + sum_of_counts, 0.5 + count_of_counts};
  std::printf("fitted Gamma(%.4f, %.4f), exact Gamma(%.4f, %.4f): mean %.4f and %.4f\n", concentration, rate, exact[0],
              exact[1], concentration / rate, exact[0] / exact[1]);
  return std::abs(concentration - exact[0]) < 0.5 && std::abs(rate - exact[1]) < 0.2 ? 0 : 1;
}
