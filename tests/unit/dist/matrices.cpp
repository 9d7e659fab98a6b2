// Laws of matrices: their samples, as the library draws them, and how those move.
#include <boost/test/unit_test.hpp>

#include <cmath>

#include <pathwise/dist/lkj_cholesky.hpp>
#include <pathwise/dist/wishart.hpp>
#include <pathwise/testing/derivatives.hpp>

#include "support/family_graph.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr std::size_t D = 3, draws = 20000;

/// A graph whose noise is drawn for every row, and the means of its nodes.
struct sampled {
  graph g;
  numbers_by_name at;

  template <std::size_t... E>
  expr<E...> leaf(const char* name, const number_list& of_a_row) {
    number_list& all = at[name];
    for (std::size_t r = 0; r < draws; ++r) all.insert(all.end(), of_a_row.begin(), of_a_row.end());
    return expr<E...>(add_leaf(g, name, extents_of<E...>(), true));
  }
  /// Each of the nodes is a number a row, whose mean is to be `wanted` within five standard errors.
  void check(const std::vector<any_expr>& nodes, const std::vector<double>& wanted, const std::string& what) {
    number_noise_streams(g);
    for (const auto& [name, numbers] : noise_of(g, draws * D * D, 11)) at[name] = numbers;
    const auto v = evaluate<double>(g, draws, at);
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      double mean = 0, squares = 0;
      for (const double y : values_of(v, nodes[k])) mean += y / draws, squares += y * y / draws;
      const double error = std::sqrt((squares - mean * mean) / draws);
      BOOST_TEST(std::fabs(mean - wanted[k]) <= tolerance::standard_errors * error + 1e-12,
                 what << ' ' << k << ": " << mean << " +- " << error << ", exactly " << wanted[k]);
    }
  }
};

template <int I, int J>
any_expr entry(expr<D, D> x) {
  return select<J>(expr<D>(select<I>(x, axis<0>)), axis<0>);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(laws_of_matrices)

// E[X] = df L L', var X_ij = df (S_ij^2 + S_ii S_jj), E[log |X|]; and the slopes of the first and the last in df.
BOOST_AUTO_TEST_CASE(wishart_samples_have_its_moments) {
  const double l[D][D] = {{1, 0, 0}, {0.4, 0.7, 0}, {-0.8, 0.3, 1.2}};
  for (const double df : {3.1, 4.0, 15.0}) {
    sampled s;
    const expr<> n = s.leaf<>("n", {df});
    const expr<D, D> scale = s.leaf<D, D>("l", {1, 9, 9, 0.4L, 0.7L, 9, -0.8L, 0.3L, 1.2L});  // 9: not read
    const auto q = wishart(n, scale);
    const expr<D, D> z = rsample("z", q);
    const any_expr corner = entry<2, 1>(z), log_determinant = 2.0 * sum(log(diagonal(cholesky(z))));
    const any_expr slope = gradients_of(corner, {n})[0], slope_of_log = gradients_of(log_determinant, {n})[0];
    const any_expr along_l =
        select<1>(expr<D>(select<2>(expr<D, D>(gradients_of(corner, {scale})[0]), axis<0>)), axis<0>);
    double covariance[D][D] = {}, mean_log = D * std::log(2.0), slope_of_mean = 0;
    for (std::size_t i = 0; i < D; ++i) {
      for (std::size_t j = 0; j < D; ++j)
        for (std::size_t k = 0; k < D; ++k) covariance[i][j] += l[i][k] * l[j][k];
      const double half = (df - static_cast<double>(i)) / 2, h = 1e-4;
      mean_log += 2 * std::log(l[i][i]) + (std::lgamma(half + h) - std::lgamma(half - h)) / (2 * h);
      slope_of_mean += (std::lgamma(half + h) - 2 * std::lgamma(half) + std::lgamma(half - h)) / (2 * h * h);
    }
    const double mixed = covariance[2][1], spread = df * (mixed * mixed + covariance[2][2] * covariance[1][1]);
    const any_expr apart = corner - df * mixed;
    // d(S_21)/d(l_21) = l_11
    s.check({entry<0, 0>(z), corner, entry<1, 2>(z), square(apart), log_determinant, slope, slope_of_log, along_l},
            {df * covariance[0][0], df * mixed, df * mixed, spread, mean_log, mixed, slope_of_mean, df * l[1][1]},
            "Wishart moment");
  }
}

// Each correlation r has variance 1 / (2 c + D - 1), which falls with c; the rows of the factor have length 1.
BOOST_AUTO_TEST_CASE(lkj_samples_are_correlations_of_its_spread) {
  for (const double concentration : {0.3, 1.0, 6.0}) {
    sampled s;
    const expr<> c = s.leaf<>("c", {concentration});
    const expr<D, D> z = rsample("z", lkj_cholesky<D>(c));
    const expr<D, D> r(einsum<"ik,jk->ij">(z, z));
    const double width = 2 * concentration + D - 1;
    const any_expr first = square(entry<1, 0>(r)), second = square(entry<2, 0>(r)), third = square(entry<2, 1>(r));
    s.check({first, second, third, entry<2, 1>(r), entry<0, 0>(r), entry<2, 2>(r), gradients_of(first, {c})[0],
             gradients_of(third, {c})[0]},
            {1 / width, 1 / width, 1 / width, 0, 1, 1, -2 / (width * width), -2 / (width * width)}, "LKJ moment");
  }
}

BOOST_AUTO_TEST_SUITE_END()
