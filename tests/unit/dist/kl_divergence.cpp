#include <boost/test/unit_test.hpp>

#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/passes/pipeline.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>

#include "quadrature.hpp"
#include "support/dist_table.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;
using namespace dist_tests;

namespace {

struct pair_of_parameters {
  long double q_loc, q_scale, p_loc, p_scale;
};
const pair_of_parameters some_pairs[] = {
    {0, 1, 0, 1}, {0.4L, 0.6L, -0.2L, 1.7L}, {-3, 2, 1, 0.8L}, {0.5L, 0.05L, 0, 1}, {1, 5, 1, 1}};

numbers_by_name leaves_of(const pair_of_parameters& c, std::size_t rows) {
  return {{"0", std::vector<long double>(rows, c.q_loc)},
          {"1", std::vector<long double>(rows, c.q_scale)},
          {"2", std::vector<long double>(rows, c.p_loc)},
          {"3", std::vector<long double>(rows, c.p_scale)}};
}

template <auto Q, auto P>
void check_pair(const char* name) {
  constexpr auto closed = [](expr<> a, expr<> b, expr<> c, expr<> d) { return kl_divergence(Q(a, b), P(c, d)); };
  constexpr auto estimate = [](expr<> a, expr<> b, expr<> c, expr<> d, expr<> z) {
    return std::tuple(kl_monte_carlo(Q(a, b), P(c, d), z), Q(a, b).log_prob(z));
  };
  const graph g = lambda_source<std::remove_const_t<decltype(closed)>>::start(),
              by_sample = lambda_source<std::remove_const_t<decltype(estimate)>>::start();
  const int root = pathwise::detail::roots_of(g)[0];
  for (const pair_of_parameters& c : some_pairs) {
    const double found = evaluate<double>(g, root, 1, leaves_of(c, 1))[0];
    // The densities may have kinks at both locations: between them, and outside.
    double expected = 0;
    for (const auto& part : split_at(c.q_loc, c.p_loc, c.q_scale)) {
      numbers_by_name at = leaves_of(c, part.points.size());
      at["4"] = part.points;
      const auto values = evaluate<double>(by_sample, part.points.size(), at);
      const list<int> roots = pathwise::detail::roots_of(by_sample);
      for (std::size_t i = 0; i < part.points.size(); ++i)
        expected += static_cast<double>(part.weights[i]) * std::exp(values[static_cast<std::size_t>(roots[1])][i]) *
                    values[static_cast<std::size_t>(roots[0])][i];
    }
    BOOST_TEST(std::fabs(found - expected) <= tolerance::quadrature * std::fmax(1, expected),
               name << ": " << found << ", by quadrature " << expected);
    BOOST_TEST(found >= -1e-15, name);
  }
}

/// In every parameter, off the kink of |q.loc - p.loc|.
template <auto Q, auto P>
void check_gradient(const char* name) {
  constexpr auto closed = [](expr<> a, expr<> b, expr<> c, expr<> d) { return kl_divergence(Q(a, b), P(c, d)); };
  using source = lambda_source<std::remove_const_t<decltype(closed)>>;
  const graph g = source::start(), slopes = gradient_source<source>::start();
  const list<int> roots = pathwise::detail::roots_of(slopes);
  for (const pair_of_parameters& c : some_pairs) {
    if (c.q_loc == c.p_loc) continue;
    const auto values = evaluate<long double>(slopes, 1, leaves_of(c, 1));
    for (int k = 0; k < 4; ++k) {
      const long double step = k == 1 ? c.q_scale : k == 3 ? c.p_scale : std::fmin(c.q_scale, 0.5L);
      const long double found = values[static_cast<std::size_t>(roots[k])][0];
      const long double expected =
          difference_along(g, pathwise::detail::roots_of(g)[0], 1, leaves_of(c, 1), {{std::to_string(k), {step}}})[0] /
          step;
      BOOST_TEST(std::fabs(found - expected) <= tolerance::difference * std::fmax(1, std::fabs(expected)),
                 name << ", parameter " << k << ": " << found << ", by differences " << expected);
    }
  }
}

/// As written, and after the passes, with scales from a log-variance as models have them.
template <auto Family>
void check_zero(const char* name) {
  constexpr auto plain = [](expr<> a, expr<> b) { return kl_divergence(Family(a, b), Family(a, b)); };
  constexpr auto from_log_variance = [](expr<> a, expr<> b, expr<> c, expr<> d) {
    return kl_divergence(Family(a, exp(0.5 * b)), Family(c, exp(0.5 * d)));
  };
  const graph first = lambda_source<std::remove_const_t<decltype(plain)>>::start(),
              second = lambda_source<std::remove_const_t<decltype(from_log_variance)>>::start();
  const std::vector<long double> loc{-3, 0, 0.7L, 2}, scale{0.01L, 0.3L, 1, 17};
  for (const graph& g : {first, optimised(first), second, optimised(second)}) {
    const int root = pathwise::detail::roots_of(g)[0];
    const numbers_by_name at{{"0", loc}, {"1", scale}, {"2", loc}, {"3", scale}};
    for (const double d : evaluate<double>(g, root, 4, at)) BOOST_TEST(d == 0, name);
    for (const float f : evaluate<float>(g, root, 4, at)) BOOST_TEST(f == 0, name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(divergences)

BOOST_AUTO_TEST_CASE(closed_forms_are_the_integrals) {
  check_pair<normal, normal>("KL(normal, normal)");
  check_pair<laplace, laplace>("KL(laplace, laplace)");
  check_pair<laplace, normal>("KL(laplace, normal)");
  check_pair<normal, laplace>("KL(normal, laplace)");
}

BOOST_AUTO_TEST_CASE(of_a_bernoulli_to_a_poisson_is_the_sum_over_both_events) {
  constexpr auto both = [](expr<> logit, expr<> rate, expr<> x) {
    const auto q = bernoulli(logit);
    const auto p = poisson(rate);
    return std::tuple(kl_divergence(q, p), q.log_prob(x), kl_monte_carlo(q, p, x));
  };
  const graph g = lambda_source<std::remove_const_t<decltype(both)>>::start();
  const list<int> roots = pathwise::detail::roots_of(g);
  for (const long double logit : {-9.0L, -0.4L, 0.0L, 3.0L})
    for (const long double rate : {0.02L, 0.7L, 30.0L}) {
      const auto v = evaluate<double>(g, 2, {{"0", {logit, logit}}, {"1", {rate, rate}}, {"2", {0, 1}}});
      const auto at = [&](int k, std::size_t x) { return v[static_cast<std::size_t>(roots[k])][x]; };
      const double expected = std::exp(at(1, 0)) * at(2, 0) + std::exp(at(1, 1)) * at(2, 1);
      BOOST_TEST(std::fabs(at(0, 0) - expected) <= tolerance::closed_form * (1 + std::fabs(expected)));
    }
}

BOOST_AUTO_TEST_CASE(gradients_are_those_of_differences) {
  check_gradient<normal, normal>("KL(normal, normal)");
  check_gradient<laplace, laplace>("KL(laplace, laplace)");
  check_gradient<laplace, normal>("KL(laplace, normal)");
  check_gradient<normal, laplace>("KL(normal, laplace)");
}

BOOST_AUTO_TEST_CASE(of_a_distribution_to_itself_are_exactly_zero) {
  check_zero<normal>("KL(normal)");
  check_zero<laplace>("KL(laplace)");
}

BOOST_AUTO_TEST_SUITE_END()
