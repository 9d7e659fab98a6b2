#include <boost/test/unit_test.hpp>

#include <random>

#include <pathwise/dist/gradient_estimators.hpp>
#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/testing/derivatives.hpp>

using namespace pathwise;
using namespace pathwise::testing;

namespace {

// One-sample estimates of KL(normal(mu, sigma) || normal(m, s)) + E[z^3], whose gradients in mu and sigma are wanted.
// `eps` is given.
template <class Divergence>
struct bound_of {
  static constexpr auto by_path = [](expr<> mu, expr<> sigma, expr<> m, expr<> s, expr<> eps) {
    const auto q = normal(mu, sigma);
    const auto z = mu + sigma * eps;
    return Divergence{}(q, normal(m, s), z) + z * z * z;
  };
};
constexpr auto by_score = [](expr<> mu, expr<> sigma, expr<> m, expr<> s, expr<> eps) {
  const auto q = normal(mu, sigma);
  const auto z = stop_gradient(mu + sigma * eps);
  return with_score_function(q.log_prob(z) - normal(m, s).log_prob(z) + z * z * z, q.log_prob(z));
};
constexpr auto landing = [](expr<> mu, expr<> sigma, expr<> eps) {
  return sticking_the_landing(normal(mu, sigma), normal(stop_gradient(mu), stop_gradient(sigma)), mu + sigma * eps);
};

constexpr std::size_t draws = 40000;
const double mu = 0.4, sigma = 0.8, m = -0.3, s = 1.1;

const std::vector<long double>& noise_draws() {
  static const std::vector<long double> eps = [] {
    std::mt19937_64 words(7);
    std::normal_distribution<double> normal_number;
    std::vector<double> z(draws);
    for (double& e : z) e = normal_number(words);
    return std::vector<long double>(z.begin(), z.end());
  }();
  return eps;
}

struct estimate {
  double mean, variance;
};
estimate summary(const std::vector<double>& x) {
  double mean = 0, variance = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
  return {mean, variance};
}

/// Mean and variance of one-draw gradients in mu and sigma.
template <class Lambda>
std::array<estimate, 2> gradients_of(Lambda) {
  const graph g = gradient_source<lambda_source<Lambda>>::start();
  const auto all = [](double x) { return std::vector<long double>(draws, x); };
  const auto values = evaluate<double>(
      g, draws, {{"0", all(mu)}, {"1", all(sigma)}, {"2", all(m)}, {"3", all(s)}, {"4", noise_draws()}});
  const list<int> roots = pathwise::detail::roots_of(g);
  return {summary(values[static_cast<std::size_t>(roots[0])]), summary(values[static_cast<std::size_t>(roots[1])])};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient_estimators)

// d/dmu: (mu - m) / s^2 + 3 (mu^2 + sigma^2); d/dsigma: sigma / s^2 - 1 / sigma + 6 mu sigma.
BOOST_AUTO_TEST_CASE(all_have_the_same_mean) {
  const double exact[2] = {(mu - m) / (s * s) + 3 * (mu * mu + sigma * sigma),
                           sigma / (s * s) - 1 / sigma + 6 * mu * sigma};
  const auto check = [&](const std::array<estimate, 2>& found, const char* name) {
    for (std::size_t k = 0; k < 2; ++k) {
      const double standard_error = std::sqrt(found[k].variance / static_cast<double>(draws));
      BOOST_TEST(std::fabs(found[k].mean - exact[k]) < 5 * standard_error,
                 name << ": " << found[k].mean << " is not " << exact[k]);
    }
  };
  const auto analytic = gradients_of(bound_of<closed_form_divergence>::by_path),
             full = gradients_of(bound_of<monte_carlo_divergence>::by_path);
  const auto sticking = gradients_of(bound_of<sticking_the_landing_divergence>::by_path),
             score = gradients_of(by_score);
  check(analytic, "analytic KL");
  check(full, "full Monte Carlo");
  check(sticking, "sticking the landing");
  check(score, "score function");
  BOOST_TEST(score[0].variance > 3 * sticking[0].variance);  // what the trick is for
}

BOOST_AUTO_TEST_CASE(sticking_the_landing_does_not_scatter_where_q_is_p) {
  const graph g = gradient_source<lambda_source<decltype(landing)>>::start();
  const std::vector<long double> eps(noise_draws().begin(), noise_draws().begin() + 1000);
  const auto values = evaluate<double>(
      g, eps.size(),
      {{"0", std::vector<long double>(1000, 0.3L)}, {"1", std::vector<long double>(1000, 0.7L)}, {"2", eps}});
  const list<int> roots = pathwise::detail::roots_of(g);
  for (int k = 0; k < 2; ++k)
    for (const double slope : values[static_cast<std::size_t>(roots[k])]) BOOST_TEST(std::fabs(slope) < 1e-13);
}

// The surrogate's value is f itself.
BOOST_AUTO_TEST_CASE(the_score_function_changes_the_gradient_alone) {
  constexpr auto value = [](expr<> f, expr<> log_q) { return with_score_function(f, log_q); };
  const graph g = lambda_source<decltype(value)>::start();
  const auto found = evaluate<double>(g, pathwise::detail::roots_of(g)[0], 1, {{"0", {2.5L}}, {"1", {-7}}});
  BOOST_TEST(found[0] == 2.5);
}

BOOST_AUTO_TEST_SUITE_END()
