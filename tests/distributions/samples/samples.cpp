// Samples of every family are held to its own distribution function: through it they must be uniform, in the middle, in
// the tails, in their moments and in their order. And the tests themselves are held to faults planted in the samples:
// each of thirty must be seen.
#include <boost/test/unit_test.hpp>

#include <pathwise/app/session.hpp>
#include <pathwise/base/math.hpp>
#include <pathwise/kernels/vector.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "support/chance.hpp"

extern "C" const pathwise::model_table* pathwise_models_v1();

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// One chance in a million, over the whole suite, that a right sampler fails; shared out among all the checks there
/// are.
constexpr double family_wise_false_alarm = 1e-6;

std::size_t draw_count() { return std::getenv("PATHWISE_LONG") != nullptr ? 100'000'000 : 1'000'000; }

/// The probability below a sample, and above it.
struct place {
  double below, above;
};
/// The standard normal numbers of the same rank, from the smaller tail: a register at a time, or it would be what takes
/// the longest here.
std::vector<double> normal_scores(const std::vector<place>& at) {
  using number = native<double>;
  constexpr std::size_t width = number::size;
  std::vector<double> scores(at.size());
  for (std::size_t i = 0; i < at.size(); i += width) {
    const std::size_t count = std::min(width, at.size() - i);
    double tail[width];
    for (std::size_t k = 0; k < width; ++k) {
      const place& u = at[i + std::min(k, count - 1)];
      tail[k] = std::max(std::min(u.below, u.above), 1e-300);
    }
    const number size = math::log_erfc_inverse(math::log(number::load(tail) * 2.0));
    for (std::size_t k = 0; k < count; ++k) {
      const double y = 1.4142135623730951 * size[static_cast<int>(k)];
      scores[i + k] = at[i + k].below < at[i + k].above ? -y : y;
    }
  }
  return scores;
}

/// P(sqrt(n) D > x). Source: Kolmogorov 1933; with Stephens' (1970) correction for n.
double kolmogorov_tail(double d, double n) {
  const double x = d * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
  double sum = 0;
  for (int k = 1; k < 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  return std::clamp(sum, 0.0, 1.0);
}
/// P(A^2 > a), for large a. Source: the leading term of the limit law, Anderson and Darling 1954.
double anderson_darling_tail(double a) {
  return a < 1.5 ? 1 : std::min(1.0, 1.732 * std::exp(-a) / std::sqrt(3.14159265 * a));
}

/// Everything that is asked of a sample, as probabilities under the null hypothesis. `at` is in the order of drawing.
std::vector<check> checks_of(const std::vector<place>& at) {
  const auto n = static_cast<double>(at.size());
  const std::vector<double> score = normal_scores(at);
  std::vector<place> sorted = at;
  std::sort(sorted.begin(), sorted.end(), [](const place& a, const place& b) {
    return a.below < b.below || (a.below == b.below && a.above > b.above);
  });

  std::vector<check> found;
  double d = 0, a = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto k = static_cast<double>(i);
    d = std::max({d, (k + 1) / n - sorted[i].below, sorted[i].below - k / n});
    a -=
        (2 * k + 1) / n *
        (std::log(std::max(sorted[i].below, 1e-300)) + std::log(std::max(sorted[sorted.size() - 1 - i].above, 1e-300)));
  }
  found.push_back({"Kolmogorov-Smirnov", kolmogorov_tail(d, n)});
  found.push_back({"Anderson-Darling", anderson_darling_tail(a - n)});

  double moment[5] = {}, along[4] = {};
  const std::size_t lags[4] = {
      1, 64, 128, at.size() / 2};  // the neighbour, the row below (64 samples a row), the one after, half way
  for (std::size_t i = 0; i < score.size(); ++i) {
    double power = 1;
    for (int k = 1; k < 5; ++k) moment[k] += (power *= score[i]) / n;
    for (int l = 0; l < 4; ++l)
      if (i + lags[l] < score.size()) along[l] += score[i] * score[i + lags[l]] / n;
  }
  const double root = std::sqrt(n);
  found.push_back({"mean", two_sided(moment[1] * root)});
  found.push_back({"variance", two_sided((moment[2] - 1) * root / std::sqrt(2.0))});
  found.push_back({"third moment", two_sided(moment[3] * root / std::sqrt(15.0))});
  found.push_back({"fourth moment", two_sided((moment[4] - 3) * root / std::sqrt(96.0))});
  for (int l = 0; l < 4; ++l)
    found.push_back({"correlation at " + std::to_string(lags[l]),
                     two_sided(along[l] * root * std::sqrt(n / (n - static_cast<double>(lags[l]))))});
  double squares = 0;
  for (std::size_t i = 0; i + 1 < score.size(); i += 2)
    squares += (score[i] * score[i] - 1) * (score[i + 1] * score[i + 1] - 1);
  found.push_back({"squares of a pair", two_sided(squares / (std::sqrt(n / 2) * 2))});
  for (const double level : {3.0, 4.0, 4.5}) {
    double low = 0, high = 0;
    for (const double z : score) low += z<-level, high += z> level;
    found.push_back({"lower tail beyond " + std::to_string(level), poisson_two_sided(low, n * upper_normal(level))});
    found.push_back({"upper tail beyond " + std::to_string(level), poisson_two_sided(high, n * upper_normal(level))});
  }
  found.push_back({"smallest", std::min(1.0, 2 * std::min(1 - std::exp(-n * sorted.front().below),
                                                          std::exp(-n * sorted.front().below)))});
  found.push_back({"largest", std::min(1.0, 2 * std::min(1 - std::exp(-n * sorted.back().above),
                                                         std::exp(-n * sorted.back().above)))});
  return found;
}

/// What is looked at of a vector: one number made of it, and the law of that.
struct projection {
  std::function<double(const double* z)> of;
  const char* law;
  std::vector<double> parameters;
};
struct family_case {
  const char* name;
  std::vector<double> parameters;
  std::optional<projection> seen{};  // of a family of vectors
  const char* law() const { return seen ? seen->law : name; }
  const std::vector<double>& law_parameters() const { return seen ? seen->parameters : parameters; }
};
const family_case cases[] = {
    // the slowest last
    {"normal", {0.5, 2}},
    {"laplace", {0.5, 2}},
    {"logistic", {-1, 0.3}},
    {"gumbel", {2, 3}},
    {"cauchy", {0, 1}},
    {"exponential", {0.7}},
    {"half_normal", {3}},
    {"half_cauchy", {0.2}},
    {"log_normal", {0.2, 0.8}},
    {"logit_normal", {0.3, 1.5}},
    {"uniform", {-3, 5}},
    {"weibull", {2, 0.7}},
    {"weibull", {0.5, 4}},
    {"pareto", {1.5, 2.5}},
    {"generalized_pareto", {0, 1, 0.3}},
    {"generalized_pareto", {1, 2, -0.4}},
    {"kumaraswamy", {0.6, 1.7}},
    {"kumaraswamy", {3, 5}},
    {"truncated_normal", {0, 1, -1, 2.5}},
    {"truncated_normal", {0, 1, 4, 6}},
    {"asymmetric_laplace", {0, 1, 1.8}},
    {"relaxed_bernoulli", {0.7, 0.4}},
    {"generalized_normal", {0, 1, 1.4}},
    {"generalized_normal", {1, 2, 4}},
    {"continuous_bernoulli", {0.15}},
    {"continuous_bernoulli", {0.8}},
    {"gamma", {2.5, 0.7}},
    {"gamma", {0.3, 2}},
    {"gamma", {400, 1}},
    {"chi2", {5}},
    {"inverse_gamma", {2.5, 0.7}},
    {"von_mises", {0.3, 1.4}},
    {"von_mises", {-1, 60}},
    {"beta", {2, 3}},
    {"beta", {0.6, 30}},
    {"fisher_snedecor", {5, 30}},
    {"dirichlet", {0.6, 2, 1.5}, projection{[](const double* z) { return z[0]; }, "beta", {0.6, 3.5}}},
    {"dirichlet", {0.6, 2, 1.5}, projection{[](const double* z) { return z[0] + z[2]; }, "beta", {2.1, 2}}},
    {"multivariate_normal",
     {1, -2, 0.5, 0, 1.5, 2},
     projection{[](const double* z) { return z[0] + z[1]; }, "normal", {-1, std::sqrt(8.0)}}},
    {"multivariate_normal",
     {1, -2, 0.5, 0, 1.5, 2},
     projection{[](const double* z) { return z[1] - 3 * z[0]; }, "normal", {-5, 2}}},
    {"logistic_normal",
     {0.3, -1, 0.8, 2},
     projection{[](const double* z) { return z[0]; }, "logit_normal", {0.3 - std::log(2.0), 0.8}}},
    {"logistic_normal",
     {0.3, -1, 0.8, 2},
     projection{[](const double* z) { return z[1] / (z[1] + z[2]); }, "logit_normal", {-1, 2}}},
    {"student_t", {5, 0, 1}},
    {"student_t", {1.3, -2, 0.5}},
};

/// Of a family of vectors, the entry that takes so many numbers.
const distribution_entry& entry_named(const std::string& name, std::size_t numbers) {
  for (const distribution_entry& e : pathwise_models_v1()->distributions)
    if (e.name == name && e.parameter_numbers() == numbers) return e;
  throw std::invalid_argument("no distribution " + name);
}

template <class T>
std::vector<double> drawn(const family_case& c, std::uint64_t seed, std::size_t count) {
  const distribution_entry& e = entry_named(c.name, c.parameters.size());
  const std::vector<T> parameters(c.parameters.begin(), c.parameters.end());
  std::vector<T> z;
  if constexpr (std::is_same_v<T, float>)
    z = e.sample_float(parameters, count, seed);
  else
    z = e.sample_double(parameters, count, seed);
  if (!c.seen) return {z.begin(), z.end()};
  std::vector<double> seen;
  for (std::size_t i = 0; i < z.size(); i += e.event_numbers()) {
    const std::vector<double> one(z.begin() + static_cast<std::ptrdiff_t>(i),
                                  z.begin() + static_cast<std::ptrdiff_t>(i + e.event_numbers()));
    seen.push_back(c.seen->of(one.data()));
  }
  return seen;
}

/// Where numbers lie in their distribution, by the double program, in blocks that stay in the cache.
std::vector<place> placed(const family_case& c, const std::vector<double>& samples) {
  const std::vector<double>& parameters = c.law_parameters();
  const distribution_entry& e = entry_named(c.law(), parameters.size());
  const std::size_t width = parameters.size() + 1, block = 1 << 14;
  std::vector<place> at;
  at.reserve(samples.size());
  for (std::size_t from = 0; from < samples.size(); from += block) {
    const std::size_t count = std::min(block, samples.size() - from);
    matrix<double> rows(count, width);
    for (std::size_t i = 0; i < count; ++i) {
      std::copy(parameters.begin(), parameters.end(), &rows(i, 0));
      rows(i, width - 1) = samples[from + i];
    }
    const matrix<double> found = e.at_double(rows.view());
    for (std::size_t i = 0; i < count; ++i)
      at.push_back(
          {found(i, static_cast<std::size_t>(quantity::cdf)), found(i, static_cast<std::size_t>(quantity::sf))});
  }
  return at;
}

/// A float stands for all numbers that round to it. One of these is taken by chance, inside the support: else what is
/// seen at its edge would be how far floats are apart, which is 2e-7 of a Pareto's probability.
std::vector<place> placed_within_rounding(const family_case& c, std::vector<double> samples) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  std::mt19937_64 words(7);
  std::uniform_real_distribution<double> unit;
  std::vector<double> mirrored(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto z = static_cast<float>(samples[i]);
    const double below = std::nextafter(z, -infinity), above = std::nextafter(z, infinity);
    const double x = samples[i] + 0.5 * (unit(words) * (above - below) - (samples[i] - below));
    mirrored[i] = 2 * samples[i] - x;
    samples[i] = x;
  }
  std::vector<place> at = placed(c, samples);
  std::vector<std::size_t> outside;
  std::vector<double> inside;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (at[i].below > 0 && at[i].above > 0) continue;
    outside.push_back(i);
    inside.push_back(mirrored[i]);
  }
  const std::vector<place> again = placed(c, inside);
  for (std::size_t k = 0; k < outside.size(); ++k) at[outside[k]] = again[k];
  return at;
}

std::size_t checks_in_all() {
  return 2 * std::size(cases) * checks_of(std::vector<place>(1000, place{0.5, 0.5})).size();
}

/// Where much of the probability is at a number that a float cannot come near, so that samples round to it; and half of
/// a normal, which in float is 0 with probability 2^-25 (kernels/random.hpp): 1e8 draws see that at its edge.
bool finer_than_float(const family_case& c) {
  const std::string name = c.name;
  return name == "relaxed_bernoulli" || name == "logistic_normal" ||
         (name == "half_normal" && draw_count() > 10'000'000);
}

/// Families named after `--` on the command line, or all: at 1e8 draws each takes minutes.
bool is_asked_for(const family_case& c) {
  const auto& given = boost::unit_test::framework::master_test_suite();
  return given.argc <= 1 || std::any_of(given.argv + 1, given.argv + given.argc,
                                        [&](const char* name) { return std::string(name) == c.name; });
}

template <class T>
void expect_right_samples() {
  const double limit = family_wise_false_alarm / static_cast<double>(checks_in_all());
  for (const family_case& c : cases) {
    if (!is_asked_for(c)) continue;
    const bool narrow = std::is_same_v<T, float>;
    if (narrow && finer_than_float(c)) continue;
    std::vector<double> samples = drawn<T>(c, 1, draw_count());
    const std::vector<check> found =
        checks_of(narrow ? placed_within_rounding(c, std::move(samples)) : placed(c, std::move(samples)));
    for (const check& k : found)
      BOOST_TEST(k.p > limit, c.name << " (" << c.parameters[0] << ", ...): " << k.name << " has p = " << k.p);
    const check& least = least_of(found);
    BOOST_TEST_MESSAGE(c.name << " (" << c.parameters[0] << ", ...): the least of " << found.size() << " p is "
                              << least.p << ", " << least.name);
  }
}

using numbers = std::vector<double>;
struct fault {
  const char* name;
  std::function<void(numbers&)> plant;
};
/// A change of each sample by itself, knowing its place.
template <class Change>
std::function<void(numbers&)> each(Change change) {
  return [change](numbers& z) {
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = change(z[i], i);
  };
}
std::function<void(numbers&)> correlated(std::size_t lag, double rho) {
  return [lag, rho](numbers& z) {
    const numbers before = z;
    for (std::size_t i = lag; i < z.size(); ++i) z[i] = std::sqrt(1 - rho * rho) * z[i] + rho * before[i - lag];
  };
}
double with_two_bits_swapped(double z) {
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(z));
  const std::uint32_t high = bits >> 22 & 1, low = bits >> 21 & 1;
  return static_cast<double>(std::bit_cast<float>((bits & ~(3u << 21)) | low << 22 | high << 21));
}

/// Faults for samples of a standard normal, in the order of drawing.
std::vector<fault> faults() {
  using index = std::size_t;
  return {
      {"scale 1 % large", each([](double z, index) { return 1.01 * z; })},
      {"scale 1 % small", each([](double z, index) { return 0.99 * z; })},
      {"scale 1.5 % large above 0", each([](double z, index) { return z > 0 ? 1.015 * z : z; })},
      {"location 0.01 high", each([](double z, index) { return z + 0.01; })},
      {"location 0.01 low", each([](double z, index) { return z - 0.01; })},
      {"tails cut at 4", each([](double z, index) { return std::fabs(z) > 4 ? 0.25 * z : z; })},
      {"upper tail cut at 4", each([](double z, index) { return z > 4 ? 0.25 * z : z; })},
      {"clamped at 3", each([](double z, index) { return std::clamp(z, -3.0, 3.0); })},
      {"longer beyond 3", each([](double z, index) { return std::fabs(z) > 3 ? 1.5 * z : z; })},
      {"upper tail longer by a tenth", each([](double z, index) { return z > 2 ? 2 + 1.1 * (z - 2) : z; })},
      {"always above 0", each([](double z, index) { return std::fabs(z); })},
      {"sign stuck one time in 50", each([](double z, index i) { return i % 50 == 0 ? std::fabs(z) : z; })},
      {"two bits of the mantissa swapped", each([](double z, index) { return with_two_bits_swapped(z); })},
      {"rounded to 1/32", each([](double z, index) { return std::round(32 * z) / 32; })},
      {"rounded to 1/16", each([](double z, index) { return std::round(16 * z) / 16; })},
      {"0 one time in 100", each([](double z, index i) { return i % 100 == 0 ? 0 : z; })},
      {"one outlier at 9", each([](double z, index i) { return i == 12345 ? 9 : z; })},
      {"one time in 100 squared", each([](double z, index i) { return i % 100 == 0 ? z * std::fabs(z) : z; })},
      {"heavier all over", each([](double z, index) { return z * (1 + 0.01 * z * z) / 1.03; })},
      {"skewed by 0.01", each([](double z, index) { return z + 0.01 * (z * z - 1); })},
      {"lighter, as a sum of uniforms is", each([](double z, index) { return z - 0.004 * (z * z * z - 3 * z); })},
      {"thin at the centre", each([](double z, index i) { return std::fabs(z) < 0.05 && i % 4 == 0 ? 3 * z : z; })},
      {"a gap at 1", each([](double z, index) { return z > 1 && z < 1.03 ? z + 0.03 : z; })},
      {"scale drifts along",
       each([](double z, index i) { return z * (1 + 0.5 * (static_cast<double>(i % 640) / 640 - 0.5)); })},
      {"neighbours correlated by 0.01", correlated(1, 0.01)},
      {"rows correlated by 0.01", correlated(64, 0.01)},
      {"every second one a repeat",
       [](numbers& z) {
         for (index i = 1; i < z.size(); i += 2) z[i] = z[i - 1];
       }},
      {"every second row a repeat",
       [](numbers& z) {
         for (index i = 64; i < z.size(); ++i)
           if (i / 64 % 2 == 1) z[i] = z[i - 64];
       }},
      {"the two of a pair of one size",
       [](numbers& z) {
         for (index i = 1; i < z.size(); i += 2) z[i] = std::copysign(z[i - 1], z[i]);
       }},
      {"the second half repeats the first",
       [](numbers& z) {
         const index half = z.size() / 2;
         for (index i = half; i < z.size(); ++i) z[i] = z[i - half];
       }},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(floats_follow_their_law) { expect_right_samples<float>(); }
BOOST_AUTO_TEST_CASE(doubles_follow_their_law) { expect_right_samples<double>(); }

BOOST_AUTO_TEST_CASE(thirty_planted_faults_are_seen) {
  const double limit = family_wise_false_alarm / static_cast<double>(checks_in_all());
  const family_case standard{"normal", {0, 1}};
  const numbers right = drawn<double>(standard, 2, 1'000'000);
  BOOST_TEST(faults().size() == 30u);
  for (const fault& f : faults()) {
    numbers wrong = right;
    f.plant(wrong);
    const check seen = least_of(checks_of(placed(standard, wrong)));
    BOOST_TEST(seen.p <= limit, f.name << " is not seen: the least p is " << seen.p << ", by " << seen.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
