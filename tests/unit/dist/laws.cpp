#include <boost/test/unit_test.hpp>

#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>

#include "quadrature.hpp"
#include "support/dist_table.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;
using namespace dist_tests;

namespace {

struct parameters {
  long double loc, scale;
};
const parameters some_parameters[] = {{0, 1}, {0.7L, 0.3L}, {-2.5L, 4}, {1, 1e-3L}};

/// The values of a function of (loc, scale, x) at many x.
template <class Lambda>
std::vector<double> at_points(Lambda, const parameters& p, const std::vector<long double>& x) {
  const graph g = lambda_source<Lambda>::start();
  const std::vector<long double> loc(x.size(), p.loc), scale(x.size(), p.scale);
  return evaluate<double>(g, pathwise::detail::roots_of(g)[0], x.size(), {{"0", loc}, {"1", scale}, {"2", x}});
}
/// Its gradients in loc, scale and x.
template <class Lambda>
std::array<std::vector<double>, 3> slopes_at_points(Lambda, const parameters& p, const std::vector<long double>& x) {
  const graph g = gradient_source<lambda_source<Lambda>>::start();
  const std::vector<long double> loc(x.size(), p.loc), scale(x.size(), p.scale);
  const auto values = evaluate<double>(g, x.size(), {{"0", loc}, {"1", scale}, {"2", x}});
  const list<int> roots = pathwise::detail::roots_of(g);
  return {values[static_cast<std::size_t>(roots[0])], values[static_cast<std::size_t>(roots[1])],
          values[static_cast<std::size_t>(roots[2])]};
}
/// The integral of exp(log_prob) times `of` at each point.
double expectation(const std::vector<double>& log_prob, const std::vector<double>& of, const quadrature& q) {
  double total = 0;
  for (std::size_t i = 0; i < of.size(); ++i)
    total += static_cast<double>(q.weights[i]) * std::exp(log_prob[i]) * of[i];
  return total;
}
std::vector<double> products(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> c(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) c[i] = a[i] * b[i];
  return c;
}
void check_near(double found, double expected, double tolerance, const std::string& what) {
  BOOST_TEST(std::fabs(found - expected) <= tolerance * std::fmax(1, std::fabs(expected)),
             what << " is " << found << ", expected " << expected);
}

const std::vector<long double> standard_points = {-30, -5.5L, -1, -0.3L, -1e-3L, 1e-3L, 0.1L, 0.8L, 2, 7, 30};
std::vector<long double> points_of(const parameters& p) {
  std::vector<long double> x;
  for (const long double y : standard_points) x.push_back(p.loc + p.scale * y);
  return x;
}

template <class Check>
void for_each_case(Check check) {
  for_each_distribution([&](const auto& row) {
    for (const parameters& p : some_parameters)
      check(row, p,
            std::string(row.name) + "(" + std::to_string(static_cast<double>(p.loc)) + ", " +
                std::to_string(static_cast<double>(p.scale)) + ")");
  });
}

template <auto Family>
constexpr auto log_prob_of = [](expr<> loc, expr<> scale, expr<> x) { return Family(loc, scale).log_prob(x); };
template <auto Family>
constexpr auto cdf_of = [](expr<> loc, expr<> scale, expr<> x) { return Family(loc, scale).cdf(x); };
template <auto Family>
constexpr auto icdf_of_cdf = [](expr<> loc, expr<> scale, expr<> x) {
  const auto q = Family(loc, scale);
  return q.icdf(q.cdf(x));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(laws)

BOOST_AUTO_TEST_CASE(densities_and_cdfs_are_those_of_libm) {
  for_each_case([]<auto Family>(const dist_row<Family>& row, const parameters& p, const std::string& what) {
    const auto x = points_of(p);
    const auto log_prob = at_points(log_prob_of<Family>, p, x), cdf = at_points(cdf_of<Family>, p, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const long double y = (static_cast<double>(x[i]) - static_cast<long double>(static_cast<double>(p.loc))) /
                            static_cast<double>(p.scale);
      check_near(log_prob[i], static_cast<double>(row.log_density(y) - std::log(p.scale)), 30 * tolerance::closed_form,
                 what + ".log_prob at y = " + std::to_string(static_cast<double>(y)));
      check_near(cdf[i], static_cast<double>(row.cdf(y)), tolerance::closed_form,
                 what + ".cdf at y = " + std::to_string(static_cast<double>(y)));
    }
  });
}

BOOST_AUTO_TEST_CASE(densities_integrate_to_one) {
  for_each_case([]<auto Family>(const dist_row<Family>&, const parameters& p, const std::string& what) {
    const quadrature q(p.loc, p.scale);
    check_near(expectation(at_points(log_prob_of<Family>, p, q.points), std::vector<double>(q.points.size(), 1.0), q),
               1, tolerance::quadrature, what + ": the integral of the density");
  });
}

BOOST_AUTO_TEST_CASE(the_derivative_of_the_cdf_is_the_density) {
  for_each_case([]<auto Family>(const dist_row<Family>&, const parameters& p, const std::string& what) {
    const auto x = points_of(p);
    const auto slope = slopes_at_points(cdf_of<Family>, p, x)[2], log_prob = at_points(log_prob_of<Family>, p, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      check_near(slope[i] * static_cast<double>(p.scale), std::exp(log_prob[i]) * static_cast<double>(p.scale),
                 tolerance::closed_form, what + ".cdf'");
  });
}

BOOST_AUTO_TEST_CASE(icdf_undoes_cdf) {
  for_each_case([]<auto Family>(const dist_row<Family>&, const parameters& p, const std::string& what) {
    for (const long double y : {-6.0L, -2.0L, -0.7L, -0.01L, 0.02L, 0.5L, 1.5L, 3.0L}) {
      const double x = static_cast<double>(p.loc + p.scale * y);
      const double back = at_points(icdf_of_cdf<Family>, p, {x})[0];
      // A cdf near p = 1 holds its distance to 1 to half an ulp of 1 only.
      const double room = 1e-15 * (std::fabs(x) + static_cast<double>(p.scale) * 40 /
                                                      std::exp(at_points(log_prob_of<Family>, {0, 1}, {y})[0]));
      BOOST_TEST(std::fabs(back - x) <= room, what << ": icdf(cdf(" << x << ")) = " << back);
    }
  });
}

BOOST_AUTO_TEST_CASE(entropy_mean_and_variance_are_the_integrals) {
  for_each_case([]<auto Family>(const dist_row<Family>& row, const parameters& p, const std::string& what) {
    const quadrature q(p.loc, p.scale);
    const auto log_prob = at_points(log_prob_of<Family>, p, q.points);
    const std::vector<double> x(q.points.begin(), q.points.end());
    const double scale = static_cast<double>(p.scale), mean = expectation(log_prob, x, q);
    const double entropy =
        at_points([](expr<> loc, expr<> s, expr<> y) { return Family(loc, s).entropy() + 0.0 * y; }, p, {0})[0];
    const double variance =
        at_points([](expr<> loc, expr<> s, expr<> y) { return Family(loc, s).variance() + 0.0 * y; }, p, {0})[0];
    check_near(entropy, -expectation(log_prob, log_prob, q), tolerance::quadrature, what + ".entropy");
    check_near(entropy, static_cast<double>(row.entropy + std::log(p.scale)), tolerance::closed_form,
               what + ".entropy");
    check_near(mean, static_cast<double>(p.loc), tolerance::quadrature, what + ": the mean");
    std::vector<double> squares;
    for (const double v : x)
      squares.push_back((v - static_cast<double>(p.loc)) * (v - static_cast<double>(p.loc)) / (scale * scale));
    check_near(variance / (scale * scale), expectation(log_prob, squares, q), tolerance::quadrature,
               what + ".variance");
    check_near(variance / (scale * scale), static_cast<double>(row.variance), tolerance::closed_form,
               what + ".variance");
  });
}

/// E[score] = 0; its variance is the Fisher information, which is minus the mean of the Hessian where there is one.
BOOST_AUTO_TEST_CASE(the_score_has_mean_zero_and_the_fisher_information_as_variance) {
  for_each_case([]<auto Family>(const dist_row<Family>& row, const parameters& p, const std::string& what) {
    const quadrature q(p.loc, p.scale);
    const auto log_prob = at_points(log_prob_of<Family>, p, q.points);
    const auto score = slopes_at_points(log_prob_of<Family>, p, q.points);
    const double information[] = {static_cast<double>(row.location_information),
                                  static_cast<double>(row.scale_information)};
    const double scale = static_cast<double>(p.scale);
    for (std::size_t k = 0; k < 2; ++k) {
      check_near(expectation(log_prob, score[k], q) * scale, 0, tolerance::quadrature,
                 what + ": the mean of the score");
      check_near(expectation(log_prob, products(score[k], score[k]), q) * scale * scale, information[k],
                 tolerance::quadrature, what + ": the variance of the score");
    }
  });
}

BOOST_AUTO_TEST_CASE(the_fisher_information_is_minus_the_mean_hessian) {
  for_each_case([]<auto Family>(const dist_row<Family>& row, const parameters& p, const std::string& what) {
    if (!row.smooth) return;
    const quadrature q(p.loc, p.scale);
    graph g = lambda_source<std::remove_cvref_t<decltype(log_prob_of<Family>)>>::start();
    const int root = pathwise::detail::roots_of(g)[0];
    const std::vector<any_expr> leaves{leaf(g, 0), leaf(g, 1)};
    const auto score = gradients_of({&g, root}, leaves);
    const std::vector<any_expr> hessian{gradients_of(score[0], leaves)[0], gradients_of(score[1], leaves)[1]};
    const std::vector<long double> loc(q.points.size(), p.loc), scale(q.points.size(), p.scale);
    const auto values = evaluate<double>(g, q.points.size(), {{"0", loc}, {"1", scale}, {"2", q.points}});
    const double information[] = {static_cast<double>(row.location_information),
                                  static_cast<double>(row.scale_information)};
    for (std::size_t k = 0; k < 2; ++k)
      check_near(
          -expectation(values[static_cast<std::size_t>(root)], values[static_cast<std::size_t>(hessian[k].id)], q) *
              static_cast<double>(p.scale * p.scale),
          information[k], tolerance::quadrature, what + ": minus the mean of the Hessian");
  });
}

BOOST_AUTO_TEST_SUITE_END()
