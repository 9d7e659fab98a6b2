// The reparameterisation trick on one number: how does E[(z - 3)^2], z ~ Normal(mu, sigma), change with mu and sigma?
//
// Sampling z blocks the gradient: a draw has no derivative in mu. Written as z = mu + sigma * eps with eps ~ Normal(0,
// 1), the draw is outside and z is an ordinary function of mu and sigma. Both estimates below are unbiased; compare how
// far they scatter.
#include <pathwise/engine.hpp>

#include <cmath>
#include <cstdio>
#include <string>

namespace pw = pathwise;

// The pathwise way: draw, then differentiate f through z.
constexpr auto f_of_sample = pw::function([](pw::expr<> mu, pw::expr<> sigma) {
  auto z = rsample("z", pw::normal(mu, sigma));
  return square(z - 3.0);
});

// The score-function way: f(z) as a mere number, times the gradient of log q(z). stop_gradient says that nothing flows
// through z.
constexpr auto score_of_sample = pw::function([](pw::expr<> mu, pw::expr<> sigma) {
  auto z = stop_gradient(rsample("z", pw::normal(mu, sigma)));
  return stop_gradient(square(z - 3.0)) * pw::normal(mu, sigma).log_prob(z);
});

struct estimate {
  double mean, standard_deviation;
};

static estimate summarise(const pw::matrix<double>& draws) {
  double mean = 0, square = 0;
  for (double x : draws.values) mean += x / static_cast<double>(draws.size());
  for (double x : draws.values) square += (x - mean) * (x - mean) / static_cast<double>(draws.size());
  return {mean, std::sqrt(square)};
}

// How often draws of both fall into each bin.
static void draw_histograms(const pw::matrix<double>& path, const pw::matrix<double>& score) {
  const double first = -28, width = 4;
  for (int bin = 0; bin < 10; ++bin) {
    const double from = first + width * bin;
    const auto bar = [&](const pw::matrix<double>& draws) {
      double inside = 0;
      for (const double x : draws.values) inside += x >= from && x < from + width;
      return std::string(static_cast<std::size_t>(std::lround(40 * inside / static_cast<double>(draws.size()))), '#');
    };
    std::printf("%4.0f to %3.0f  |%-40s|%s\n", from, from + width, bar(path).c_str(), bar(score).c_str());
  }
}

int main() {
  const std::size_t draws = 100000;
  pw::matrix<double> mu(draws, 1), sigma(draws, 1);
  for (double& x : mu.values) x = 1;
  for (double& x : sigma.values) x = 0.5;

  // E[(z - 3)^2] = (mu - 3)^2 + sigma^2, so the gradient is (2 (mu - 3), 2 sigma) = (-4, 1).
  const auto by_path = pw::gradient(f_of_sample)(mu, sigma);
  const auto by_score = pw::gradient(score_of_sample)(mu, sigma);
  const char* names[] = {"d/dmu   ", "d/dsigma"};
  const double exact[] = {-4, 1};
  for (std::size_t i = 0; i < 2; ++i) {
    const estimate path = summarise(by_path[i]), score = summarise(by_score[i]);
    std::printf("%s  exact %5.2f   pathwise %6.3f +- %6.3f a draw   score function %6.3f +- %6.3f a draw\n", names[i],
                exact[i], path.mean, path.standard_deviation, score.mean, score.standard_deviation);
    if (std::abs(path.mean - exact[i]) > 0.05 || std::abs(score.mean - exact[i]) > 0.5) return 1;
  }
  std::printf("\nd/dmu       %-41s %s\n", "pathwise", "score function");
  draw_histograms(by_path[0], by_score[0]);
}
