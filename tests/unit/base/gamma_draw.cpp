// The gamma law's draws: what a try that is refused leaves, and what is made of it.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <pathwise/base/math.hpp>
#include <pathwise/base/math_gamma_draw.hpp>

namespace m = pathwise::math;

namespace {

constexpr double refused = m::detail::gamma_refused<double>;

/// sqrt(count) times the largest distance between the empirical law of probabilities and the uniform one.
double distance(std::vector<double> probabilities) {
  std::sort(probabilities.begin(), probabilities.end());
  const double count = static_cast<double>(probabilities.size());
  double most = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double below = static_cast<double>(i) / count;
    most = std::max({most, probabilities[i] - below, below + 1 / count - probabilities[i]});
  }
  return most * std::sqrt(count);
}

/// A probability of 1e-6 is left beyond.
constexpr double unlikely = 2.7;

}  // namespace

BOOST_AUTO_TEST_SUITE(gamma_draw)

BOOST_AUTO_TEST_CASE(what_a_refused_try_leaves_is_exponential) {
  std::mt19937_64 words(1);
  std::normal_distribution<double> normal;
  std::exponential_distribution<double> exponential;
  for (const double shape : {1e-3, 0.3, 1.0}) {
    std::vector<double> left;
    int tries = 0;
    for (; left.size() < 4000; ++tries) {
      const double y = m::gamma_first_try(shape, normal(words), exponential(words));
      if (y >= refused) left.push_back(-std::expm1(refused - y));
    }
    BOOST_TEST(distance(left) < unlikely, "shape " << shape << ": " << distance(left));
    BOOST_TEST(tries > 15 * 4000);  // few are
  }
}

// With everything refused, a draw is the quantile at what is left, and of two tries the second's.
BOOST_AUTO_TEST_CASE(after_two_refusals_a_draw_is_a_quantile) {
  for (const double shape : {0.2, 0.7, 30.0})
    for (const double rest : {1e-9, 0.01, 1.0, 20.0}) {
      const double y = m::gamma_log_draw(shape, refused + rest);
      const double tail = m::gamma_tail(shape, shape * std::exp(y)), kept = refused + rest - refused;
      BOOST_TEST(std::fabs(tail / std::exp(-kept) - 1) < 1e-9, "shape " << shape << ", " << rest << ": " << tail);
    }
  const double hopeless = -40;  // a normal number that no try takes
  const double once = m::gamma_first_try(0.7, hopeless, 1.5), twice = m::gamma_next_try(0.7, hopeless, once);
  const auto left_of = [](double exponential) { return -std::log(-std::expm1(-exponential)); };  // of any that there is
  BOOST_TEST(std::fabs(once - refused - left_of(1.5)) < 1e-12);
  BOOST_TEST(std::fabs(twice - refused - left_of(left_of(1.5))) < 1e-12);
  BOOST_TEST(m::gamma_next_try(0.7, hopeless, -3.0) == -3.0);
  BOOST_TEST(m::gamma_next_try(0.7, 0.1, once) == m::gamma_first_try(0.7, 0.1, once - refused));
}

// A number that is left may be so small that it is rounded to nothing beside what says that it was refused.
BOOST_AUTO_TEST_CASE(what_is_left_is_never_nothing) {
  for (const float shape : {0.02F, 1.0F, 40.0F}) {
    const float none = m::detail::gamma_refused<float>;
    const float low = m::gamma_log_draw(shape, none);
    const float high =
        m::gamma_log_draw(shape, m::gamma_next_try(shape, 0.5F, none));  // refuses what is next to nothing
    const double below = m::gamma_lower_tail<double>(shape, shape * std::exp(static_cast<double>(low)));
    const double above = m::gamma_tail<double>(shape, shape * std::exp(static_cast<double>(high)));
    BOOST_TEST((below > 1e-6 && below < 1e-5), "shape " << shape << ": " << below);
    BOOST_TEST((above > 1e-6 && above < 1), "shape " << shape << ": " << above);
  }
}

// Tries that are taken and tries that are not, together.
BOOST_AUTO_TEST_CASE(draws_follow_the_law) {
  std::mt19937_64 words(2);
  std::normal_distribution<double> normal;
  std::exponential_distribution<double> exponential;
  for (const double shape : {0.03, 0.2, 1.0, 7.0, 1e5}) {
    std::vector<double> wide, narrow;
    for (int i = 0; i < 20000; ++i) {
      const double n = normal(words), e = exponential(words), second = normal(words);
      const double y = m::gamma_log_draw(shape, m::gamma_next_try(shape, second, m::gamma_first_try(shape, n, e)));
      wide.push_back(m::gamma_lower_tail(shape, shape * std::exp(y)));
      const auto in_float = [](double x) { return static_cast<float>(x); };
      const float a = in_float(shape), first = m::gamma_first_try(a, in_float(n), in_float(e));
      const float z = m::gamma_log_draw(a, m::gamma_next_try(a, in_float(second), first));
      narrow.push_back(m::gamma_lower_tail<double>(a, a * std::exp(static_cast<double>(z))));
    }
    BOOST_TEST(distance(wide) < unlikely, "shape " << shape << ": " << distance(wide));
    BOOST_TEST(distance(narrow) < unlikely, "shape " << shape << " in float: " << distance(narrow));
  }
}

BOOST_AUTO_TEST_SUITE_END()
