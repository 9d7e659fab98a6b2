// The gradient of a sample by its own cdf: dF/dtheta + p dz/dtheta = 0 for every sample of every family, and what a
// family of one's own gets from a cdf alone.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <set>

#include <pathwise/dist/families.hpp>
#include <pathwise/dist/implicit.hpp>

#include "support/family_graph.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// The logistic law, from its cdf.
template <std::size_t... E>
struct sigmoid_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<E...> loc, scale;

  constexpr auto cdf(expr<E...> x) const { return sigmoid((x - loc) / scale); }
  constexpr auto log_prob(expr<E...> x) const { return log_density_of_cdf(*this, x); }
};

struct leaves_of_three {
  graph g;
  expr<> a = leaf("a"), b = leaf("b"), x = leaf("x");
  expr<> leaf(const char* name) { return expr<>(add_leaf(g, name, {}, true)); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(implicit_gradients)

// Of samples as the library draws them, whichever way, and of the same numbers by implicit differentiation.
BOOST_AUTO_TEST_CASE(the_cdf_of_a_sample_does_not_move) {
  std::set<std::string> of_more_draws;
  int looked_at = 0;
  for (const family_row& row : family_table())
    for (const number_list& p : row.points) {
      if (row.sample == nullptr) continue;
      family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
        const any_expr z = row.sample(theta);
        const stated_quantities at = row.states(theta, stop_gradient(z));
        return std::vector{z, row.implicit(theta, z), at.cdf, at.sf, at.log_prob, x};
      });
      const auto own = q.gradients(q.results[0]), by_cdf = q.gradients(q.results[1]), below = q.gradients(q.results[2]),
                 above = q.gradients(q.results[3]);
      const number_list rows(300, 0);
      const auto v = q.at(p, p, rows, noise_of(q.g, rows.size(), 5));
      for (std::size_t k = 0; k < own.size(); ++k)
        for (std::size_t i = 0; i < rows.size(); ++i) {
          ++looked_at;
          const double f = values_of(v, q.results[2])[i], density = std::exp(values_of(v, q.results[4])[i]);
          const double moved =
              f < 0.5 ? values_of(v, below[k])[i] : -values_of(v, above[k])[i];  // of the tail that has its digits
          const double size = std::fabs(moved) + 1e-3 * std::fmin(f, 1 - f);
          BOOST_TEST(std::fabs(moved + density * values_of(v, by_cdf[k])[i]) <= 1e-10 * size,
                     described(row, p) << ", d" << row.parameters[k].name << ": dF is " << moved << ", p dz "
                                       << density * values_of(v, by_cdf[k])[i]);
          if (std::fabs(moved + density * values_of(v, own[k])[i]) > 1e-10 * size) of_more_draws.insert(row.name);
        }
      for (std::size_t i = 0; i < rows.size(); ++i)
        BOOST_TEST(values_of(v, q.results[1])[i] == values_of(v, q.results[0])[i]);
    }
  BOOST_TEST(looked_at > 10000);
  BOOST_TEST((of_more_draws == std::set<std::string>{"beta", "fisher_snedecor",
                                                     "student_t"}));  // whose two draws move it along other lines
}

// A logistic law's sample moves by 1 with its location and by (x - loc) / scale with its scale.
BOOST_AUTO_TEST_CASE(a_cdf_is_enough) {
  leaves_of_three l;
  const sigmoid_distribution<> q{l.a, l.b};
  const any_expr z = implicit_sample(q, l.x), density = q.log_prob(l.x), known = logistic(l.a, l.b).log_prob(l.x);
  const auto slopes = gradients_of(z, {l.a, l.b});
  const auto of_density = gradients_of(density, {l.a, l.b}), of_known = gradients_of(known, {l.a, l.b});
  const numbers_by_name at{{"a", {0, 1, -2}}, {"b", {1, 0.3L, 2}}, {"x", {0.4L, 1.5L, -7}}};
  const auto v = evaluate<double>(l.g, 3, at);
  for (std::size_t i = 0; i < 3; ++i) {
    const double eps = static_cast<double>((at.at("x")[i] - at.at("a")[i]) / at.at("b")[i]);
    BOOST_TEST(std::fabs(values_of(v, slopes[0])[i] - 1) < tolerance::closed_form);
    BOOST_TEST(std::fabs(values_of(v, slopes[1])[i] - eps) < tolerance::closed_form);
    BOOST_TEST(std::fabs(values_of(v, density)[i] - values_of(v, known)[i]) < tolerance::closed_form);
    for (std::size_t k = 0; k < 2; ++k)
      BOOST_TEST(std::fabs(values_of(v, of_density[k])[i] - values_of(v, of_known[k])[i]) < 1e-12);
  }
}

// And a sampler is not needed: by inversion of the cdf.
BOOST_AUTO_TEST_CASE(a_cdf_is_sampled_by_inversion) {
  leaves_of_three l;
  const sigmoid_distribution<> q{l.a, l.b};
  static_assert(invertible<sigmoid_distribution<>> && !invertible<logistic_distribution<>> &&
                !invertible<bernoulli_distribution<>>);
  const any_expr z = rsample("z", q), below = q.cdf(expr<>(z));
  const auto slopes = gradients_of(z, {l.a, l.b});
  number_noise_streams(l.g);
  const std::size_t rows = 4000;
  auto noise = noise_of(l.g, rows, 9);
  const number_list u = noise.at("z.noise");
  noise["a"] = number_list(rows, 40), noise["b"] = number_list(rows, 0.3L), noise["x"] = number_list(rows, 0);
  const auto v = evaluate<double>(l.g, rows, noise);
  const auto in_float = evaluate<float>(l.g, rows, noise);
  for (std::size_t i = 0; i < rows; ++i) {
    BOOST_TEST(std::fabs(values_of(v, below)[i] - static_cast<double>(u[i])) < 1e-12);
    BOOST_TEST(std::fabs(values_of(v, slopes[1])[i] - (values_of(v, z)[i] - 40) / 0.3) < 1e-9);
    BOOST_TEST(std::fabs(static_cast<double>(values_of(in_float, z)[i]) - values_of(v, z)[i]) < 1e-4);
  }
}

// z = scale e^(1 / k), e held: its second derivatives, by a second step of Newton's method; without it they are not
// numbers, rather than wrong ones.
BOOST_AUTO_TEST_CASE(second_derivatives_are_right_or_not_numbers) {
  leaves_of_three l;
  const auto q = weibull(l.a, l.b);
  const expr<> z(q.scale * exp(log(l.x) / q.concentration));
  const numbers_by_name at{{"a", {1, 2, 0.3L}}, {"b", {0.7L, 1, 3}}, {"x", {0.1L, 1.1L, 4}}};
  const auto second_of = [&](any_expr y) {
    std::vector<any_expr> all;
    for (const any_expr d : gradients_of(y, {l.a, l.b}))
      for (const any_expr dd : gradients_of(d, {l.a, l.b})) all.push_back(dd);
    return all;
  };
  const auto exact = second_of(z), twice = second_of(implicit_sample<2>(q, z)), once = second_of(implicit_sample(q, z));
  const auto v = evaluate<double>(l.g, 3, at);
  for (std::size_t k = 0; k < exact.size(); ++k)
    for (std::size_t i = 0; i < 3; ++i) {
      const double expected = values_of(v, exact[k])[i];
      BOOST_TEST(std::fabs(values_of(v, twice[k])[i] - expected) <= 1e-11 * (1 + std::fabs(expected)),
                 "derivative " << k << ": " << values_of(v, twice[k])[i] << ", expected " << expected);
      BOOST_TEST(std::isnan(values_of(v, once[k])[i]));
    }
}

BOOST_AUTO_TEST_SUITE_END()
