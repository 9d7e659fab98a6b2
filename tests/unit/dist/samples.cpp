#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include <pathwise/exec/call.hpp>

#include "support/dist_table.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr std::size_t draws = 100000;
constexpr double loc = 0.7, scale = 1.3;

/// A sample of each family and what belongs to it: z, dz/dloc, dz/dscale, and one-sample estimates of KL(q, p).
constexpr auto sampled = function([](expr<> mu, expr<> sigma) {
  return std::tuple(rsample("n", normal(mu, sigma)), rsample("la", laplace(mu, sigma)),
                    rsample("lo", logistic(mu, sigma)));
});
constexpr auto same_twice = function([](expr<> mu, expr<> sigma) {
  const auto q = normal(mu, sigma);
  const auto z = rsample("z", q), again = rsample("z", q, same_noise);
  const auto other = rsample("other", q);
  return std::tuple(z, again, other, kl_monte_carlo(q, standard_like(q), z), kl_divergence(q, standard_like(q)));
});
constexpr auto total = function([](expr<> mu, expr<> sigma) {
  return rsample("n", normal(mu, sigma)) + 2.0 * rsample("la", laplace(mu, sigma)) +
         3.0 * rsample("lo", logistic(mu, sigma));
});

matrix<double> filled(double x) {
  matrix<double> m(draws, 1);
  std::fill(m.values.begin(), m.values.end(), x);
  return m;
}
/// The mean of f(z) and its standard error.
struct estimate {
  double mean = 0, error = 0;
};
template <class F>
estimate mean_of(const std::vector<double>& z, F f) {
  double sum = 0, squares = 0;
  for (const double x : z) sum += f(x), squares += f(x) * f(x);
  const double n = static_cast<double>(z.size()), mean = sum / n;
  return {mean, std::sqrt((squares / n - mean * mean) / n)};
}
void check_mean(const estimate& found, double expected, const std::string& what) {
  BOOST_TEST(std::fabs(found.mean - expected) <= tolerance::standard_errors * found.error,
             what << " is " << found.mean << " +- " << found.error << ", expected " << expected);
}

/// Kolmogorov and Smirnov's distance: beyond 2.5 / sqrt(n) once in 130,000 streams.
double distance_to(const std::vector<double>& z, long double (*cdf)(long double)) {
  std::vector<double> sorted = z;
  std::sort(sorted.begin(), sorted.end());
  double most = 0;
  const double n = static_cast<double>(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double p = static_cast<double>(cdf((sorted[i] - loc) / scale));
    most = std::max({most, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return most;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(have_the_moments_and_the_distribution_of_their_family) {
  const auto all = sampled(filled(loc), filled(scale));
  std::size_t index = 0;
  for_each_distribution([&](const auto& row) {
    const std::vector<double>& z = all[index++].values;
    const auto y = [](double x) { return (x - loc) / scale; };
    check_mean(mean_of(z, y), 0, std::string(row.name) + ": the mean");
    check_mean(mean_of(z, [&](double x) { return y(x) * y(x); }), static_cast<double>(row.variance),
               std::string(row.name) + ": the variance");
    check_mean(mean_of(z, [&](double x) { return y(x) * y(x) * y(x); }), 0,
               std::string(row.name) + ": the third moment");
    check_mean(mean_of(z, [&](double x) { return y(x) * y(x) * y(x) * y(x); }), static_cast<double>(row.fourth_moment),
               std::string(row.name) + ": the fourth moment");
    BOOST_TEST(distance_to(z, row.cdf) <= 2.5 / std::sqrt(static_cast<double>(draws)),
               row.name << ": another distribution");
  });
}

BOOST_AUTO_TEST_CASE(of_different_names_are_independent) {
  const auto all = sampled(filled(loc), filled(scale));
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < a; ++b) {
      std::vector<double> products(draws);
      for (std::size_t i = 0; i < draws; ++i) products[i] = (all[a].values[i] - loc) * (all[b].values[i] - loc);
      check_mean(mean_of(products, [](double x) { return x; }), 0, "the covariance of two samples");
    }
}

BOOST_AUTO_TEST_CASE(share_noise_only_where_they_say_so) {
  const auto all = same_twice(filled(loc), filled(scale));
  BOOST_TEST(all[0].values == all[1].values);
  BOOST_TEST(all[0].values != all[2].values);
}

BOOST_AUTO_TEST_CASE(estimate_the_divergence) {
  const auto all = same_twice(filled(loc), filled(scale));
  check_mean(mean_of(all[3].values, [](double x) { return x; }), all[4].values[0], "the Monte Carlo estimate of KL");
}

/// dz/dloc = 1 and dz/dscale = (z - loc) / scale: the trick itself.
BOOST_AUTO_TEST_CASE(have_pathwise_gradients) {
  const auto slopes = gradient(total)(filled(loc), filled(scale));
  const auto z = sampled(filled(loc), filled(scale));
  for (std::size_t i = 0; i < draws; i += 997) {
    BOOST_TEST(slopes[0].values[i] == 6, boost::test_tools::tolerance(1e-14));
    const double eps = (z[0].values[i] + 2 * z[1].values[i] + 3 * z[2].values[i] - 6 * loc) / scale;
    BOOST_TEST(std::fabs(slopes[1].values[i] - eps) <= 1e-12 * (1 + std::fabs(eps)));
  }
}

BOOST_AUTO_TEST_CASE(are_finite_in_float) {
  matrix<float> mu(1000, 1), sigma(1000, 1);
  std::fill(mu.values.begin(), mu.values.end(), 0.0f);
  std::fill(sigma.values.begin(), sigma.values.end(), 1.0f);
  const auto z = sampled(mu, sigma);
  for (const auto& m : z)
    for (const float x : m.values) BOOST_TEST(std::isfinite(x));
}

BOOST_AUTO_TEST_SUITE_END()
