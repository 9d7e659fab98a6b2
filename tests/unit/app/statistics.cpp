// What a comparison says of its numbers, and what it measures of a trained model.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "app/measurement.hpp"
#include "app/portrait.hpp"
#include "app/statistics.hpp"
#include "unit/app/small_models.hpp"

using namespace pathwise;
using namespace pathwise::commands;

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_AUTO_TEST_CASE(mean_and_error) {
  const spread s = spread_of(std::array{1.0, 2.0, 4.0, 5.0});
  BOOST_TEST(s.mean == 3.0);
  BOOST_TEST(s.deviation == std::sqrt(10.0 / 3), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(s.standard_error == std::sqrt(10.0 / 3) / 2, boost::test_tools::tolerance(1e-15));
  const spread one = spread_of(std::array{7.0});
  BOOST_TEST(one.mean == 7.0);
  BOOST_TEST(one.standard_error == 0.0);
}

BOOST_AUTO_TEST_CASE(
    paired_t_of_students_own_data) {  // Student 1908: t = -4.0621 and p = 0.002833 with 9 degrees of freedom
  const std::array first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0},
      second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto test = paired_t_test(second, first);
  BOOST_TEST(test->difference == -1.58, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(test->t == -4.062127683382037, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(test->p == 0.00283289019738427, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(pairs_that_are_few_or_equal) {
  BOOST_TEST(!paired_t_test(std::array{1.0}, std::array{2.0}).has_value());
  BOOST_CHECK_THROW(paired_t_test(std::array{1.0, 2.0}, std::array{2.0}), std::invalid_argument);
  const auto same = paired_t_test(std::array{1.0, 2.0}, std::array{1.0, 2.0});
  BOOST_TEST(same->t == 0.0);
  BOOST_TEST(same->p == 1.0);
  const auto shifted = paired_t_test(std::array{1.0, 2.0}, std::array{0.5, 1.5});
  BOOST_TEST(shifted->t == -std::numeric_limits<double>::infinity());
  BOOST_TEST(shifted->p == 0.0);
}

BOOST_AUTO_TEST_CASE(log_mean_exp_without_overflow) {
  for (const double shift : {0.0, -2000.0, 2000.0}) {
    log_mean_exp mean;
    for (const double x : {-1.0, 2.0, 0.5, 2.5}) mean.add(x + shift);
    const double direct = std::log((std::exp(-1.0) + std::exp(2.0) + std::exp(0.5) + std::exp(2.5)) / 4);
    BOOST_TEST(mean.value() == direct + shift, boost::test_tools::tolerance(1e-14));
  }
}

BOOST_AUTO_TEST_CASE(variance_summed_over_a_vector) {
  total_variance variance;
  for (const auto& [a, b] : {std::pair{1.0f, 5.0f}, {2.0f, 5.0f}, {6.0f, 8.0f}}) {
    variance.add(std::array{a});
    variance.add(std::array{b});
    variance.next();
  }
  BOOST_TEST(variance.value() == 7.0 + 3.0, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(principal_directions_of_a_known_matrix) {
  matrix<double> m(3, 3);
  m(0, 0) = m(1, 1) = 2;
  m(0, 1) = m(1, 0) = 1;
  m(2, 2) = 0.5;
  const principal_directions found = first_two_directions(m);
  BOOST_TEST(found.values[0] == 3.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(found.values[1] == 1.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(found.directions[0][0] == found.directions[0][1], boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_density_of_draws) {
  std::vector<float> draws;
  for (int i = 0; i < 10000; ++i) draws.push_back(static_cast<float>(i) * 1e-4f);  // uniform on [0, 1)
  const drawn_density density(draws);
  BOOST_TEST(density(0.5) == 1.0, boost::test_tools::tolerance(0.01));
  BOOST_TEST(density(2.0) == 0.0);
  BOOST_TEST(density(99.0) == 0.0);

  drawn_density to_its_ends(0, 0.1, 10);
  to_its_ends.add(std::span(draws).first(5000));
  to_its_ends.add(std::span(draws).subspan(5000));
  for (const double x : {0.0, 0.03, 0.5, 1.0}) BOOST_TEST(to_its_ends(x) == 1.0, boost::test_tools::tolerance(0.01));
  for (const double x : {-0.01, 1.01}) BOOST_TEST(to_its_ends(x) == 0.0);
}

namespace {

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }

/// log p(x, z) - log q(z | x) of measured_vae at z = loc + scale * eps, from its parameters.
double weight_by_hand(session& of, const matrix<float>& x, const matrix<float>& eps, std::size_t row) {
  const posterior_parameters q = of.posterior(x.view());
  const auto weight = of.parameter("decoder.weight"), bias = of.parameter("decoder.bias");
  double sum = 0, z[3] = {};
  for (std::size_t k = 0; k < 3; ++k) {
    const double loc = static_cast<double>(q.loc(row, k)), scale = static_cast<double>(q.scale(row, k));
    z[k] = loc + scale * static_cast<double>(eps(row, k));
    const double log_q = -std::fabs((z[k] - loc) / scale) - std::log(2 * scale);
    const double log_p = -0.5 * z[k] * z[k] - 0.5 * std::log(2 * std::acos(-1.0));
    sum += log_p - log_q;
  }
  for (std::size_t i = 0; i < 13; ++i) {
    double logit = static_cast<double>(bias[i]);
    for (std::size_t k = 0; k < 3; ++k) logit += static_cast<double>(weight[3 * i + k]) * z[k];
    sum -= softplus(logit) - logit * static_cast<double>(x(row, i));
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(weights_are_those_of_a_sum_by_hand) {
  const auto learner = test::small_session<test::measured_vae>();
  const matrix<float> x = test::rows_between_0_and_1(9);
  const matrix<float> eps = learner->draw_noise(x.rows, 3);  // the training's seed: the noise of draw 0
  const posterior_sample sample = learner->sample_posterior(x.view(), 0);
  const std::vector<float>& weights = sample.log_weights;
  BOOST_REQUIRE(weights.size() == 9u);
  for (std::size_t r = 0; r < x.rows; ++r)
    BOOST_TEST(static_cast<double>(weights[r]) == weight_by_hand(*learner, x, eps, r),
               boost::test_tools::tolerance(2e-6));
  BOOST_TEST(learner->sample_posterior(x.view(), 1).log_weights != weights);
  const posterior_parameters q = learner->posterior(x.view());
  for (std::size_t i = 0; i < eps.size(); ++i)
    BOOST_TEST(sample.codes.values[i] == q.loc.values[i] + q.scale.values[i] * eps.values[i],
               boost::test_tools::tolerance(1e-5F));
}

BOOST_AUTO_TEST_CASE(one_sample_is_the_bound_and_more_are_higher) {
  const auto learner = test::small_session<test::measured_vae>(64);
  const matrix<float> x = test::rows_between_0_and_1(40);
  const double one = *importance_log_likelihood(*learner, x.view(), {.samples = 1, .rows = 40});
  BOOST_TEST(one == -learner->evaluate(x.view(), 0).loss(), boost::test_tools::tolerance(2e-6));

  double by_hand = 0;
  std::vector<std::vector<float>> draws;
  for (std::uint64_t d = 0; d < 50; ++d)
    draws.push_back(learner->sample_posterior(x.view().slice(0, 10), d).log_weights);
  for (std::size_t r = 0; r < 10; ++r) {
    long double mean = 0;
    for (const auto& draw : draws) mean += std::exp(static_cast<long double>(draw[r])) / 50;
    by_hand += static_cast<double>(std::log(mean)) / 10;
  }
  const double many = *importance_log_likelihood(*learner, x.view(), {.samples = 50, .rows = 10});
  BOOST_TEST(many == by_hand, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(*importance_log_likelihood(*learner, x.view(), {.samples = 50, .rows = 40}) > one);
}

BOOST_AUTO_TEST_CASE(gradient_variance_by_hand) {
  const auto learner = test::small_session<test::measured_vae>();
  const matrix<float> x = test::rows_between_0_and_1(5);
  double sums = 0, squares = 0, all = 0;
  std::vector<std::vector<double>> gradients;
  for (std::uint64_t d = 1; d <= 3; ++d) {
    gradients.emplace_back();
    for (const auto& [name, numbers] : learner->differentiate(x.view(), learner->draw_noise(5, d).view()).gradients)
      gradients.back().insert(gradients.back().end(), numbers.values.begin(), numbers.values.end());
  }
  for (std::size_t i = 0; i < gradients[0].size(); ++i) {
    sums = squares = 0;
    for (const auto& g : gradients) sums += g[i] / 3;
    for (const auto& g : gradients) squares += (g[i] - sums) * (g[i] - sums) / 2;
    all += squares;
  }
  BOOST_TEST(all > 0);
  BOOST_TEST(*gradient_variance(*learner, x.view(), 3) == all, boost::test_tools::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(models_that_name_less_are_measured_less) {
  const auto plain = test::small_session<test::autoencoder>();
  const matrix<float> x = test::rows_between_0_and_1(5);
  BOOST_TEST(!importance_log_likelihood(*plain, x.view(), {}).has_value());
  BOOST_TEST(!gradient_variance(*plain, x.view(), 2).has_value());
  BOOST_TEST(!plain->has_posterior());
  const auto small = test::small_session();
  BOOST_TEST(!small->has_posterior());
  BOOST_TEST(!small->has_log_weights());
}

BOOST_AUTO_TEST_CASE(codes_come_from_the_prior_and_noise_from_the_posterior) {
  const auto learner = test::small_session<test::measured_vae>();
  double codes = 0, noise = 0;
  const matrix<float> z = learner->draw_codes(4000, 1), eps = learner->draw_noise(4000, 1);
  for (std::size_t i = 0; i < z.size(); ++i) {
    codes += static_cast<double>(z.values[i]) * static_cast<double>(z.values[i]) / 12000;
    noise += static_cast<double>(eps.values[i]) * static_cast<double>(eps.values[i]) / 12000;
  }
  BOOST_TEST(codes == 1.0, boost::test_tools::tolerance(0.07));  // the normal's variance; the Laplace's is 2
  BOOST_TEST(noise == 2.0, boost::test_tools::tolerance(0.10));
}

BOOST_AUTO_TEST_SUITE_END()
