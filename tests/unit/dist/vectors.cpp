#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include <pathwise/dist/low_rank_multivariate_normal.hpp>
#include <pathwise/dist/mixture_of_normals.hpp>
#include <pathwise/dist/transformed.hpp>
#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/random_numbers.hpp>

#include "support/family_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

using number_row = std::vector<long double>;
constexpr std::size_t rows = 5;

/// The first result of a function, in T.
template <class T, class Lambda>
std::vector<T> values_of(Lambda, const numbers_by_name& given) {
  const graph g = lambda_source<Lambda>::start();
  return evaluate<T>(g, pathwise::detail::roots_of(g)[0], rows, given);
}
void check_near(const char* what, long double found, long double wanted, long double tolerance) {
  BOOST_TEST(std::fabs(found - wanted) <= tolerance * (1 + std::fabs(wanted)),
             what << " is " << found << ", expected " << wanted);
}
number_row drawn(std::size_t count, double least, double most, std::uint64_t seed) {
  random_numbers random(seed);
  return random.vector(count, least, most);
}

/// inverse(forward(x)) = x, and log_slope against the derivative of forward, in T.
template <class T, class Transform>
void check_elementwise(const char* what, Transform, double least, double most, long double tolerance) {
  const numbers_by_name given{{"0", drawn(rows * 4, least, most, 3)}};
  const auto back = values_of<T>([](expr<4> x) { return Transform()(x).inverse(Transform()(x).forward(x)); }, given);
  const auto slope = values_of<T>([](expr<4> x) { return exp(Transform()(x).log_slope(x)); }, given);
  const graph g = lambda_source<decltype([](expr<4> x) { return Transform()(x).forward(x); })>::start();
  const auto d = difference_along(g, pathwise::detail::roots_of(g)[0], rows, given, {{"0", number_row(rows * 4, 1)}});
  for (std::size_t i = 0; i < back.size(); ++i) {
    check_near(what, back[i], given.at("0")[i], tolerance);
    check_near(what, slope[i], std::fabs(d[i]), std::max(tolerance, 1e-11L));
  }
}
template <class Transform>
void check_elementwise(const char* what, Transform t, double least, double most) {
  check_elementwise<double>(what, t, least, most, 1e-13L);
  check_elementwise<float>(what, t, least, most, 1e-5L);
}

/// inverse(forward(x)) = x; what comes out has sum 1; log_determinant against the determinant of differences.
template <std::size_t K, class Transform>
void check_simplex(const char* what, Transform) {
  const numbers_by_name given{{"0", drawn(rows * K, -2, 2, 9)}};
  const auto back = values_of<double>([](expr<K> x) { return Transform().inverse(Transform().forward(x)); }, given);
  const auto total = values_of<double>([](expr<K> x) { return sum(Transform().forward(x)); }, given);
  const auto log_det = values_of<double>([](expr<K> x) { return Transform().log_determinant(x); }, given);
  for (std::size_t i = 0; i < back.size(); ++i) check_near(what, back[i], given.at("0")[i], 1e-13L);
  const graph g = lambda_source<decltype([](expr<K> x) { return Transform().forward(x); })>::start();
  std::vector<number_row> columns;
  for (std::size_t k = 0; k < K; ++k) {
    number_row unit(rows * K);
    for (std::size_t r = 0; r < rows; ++r) unit[r * K + k] = 1;
    columns.push_back(difference_along(g, pathwise::detail::roots_of(g)[0], rows, given, {{"0", unit}}));
  }
  for (std::size_t r = 0; r < rows; ++r) {
    check_near(what, total[r], 1, 1e-14L);
    number_row m(K * K);
    for (std::size_t i = 0; i < K; ++i)
      for (std::size_t k = 0; k < K; ++k) m[i * K + k] = columns[k][r * (K + 1) + i];
    long double determinant = 1;  // by elimination
    for (std::size_t i = 0; i < K; ++i) {
      determinant *= m[i * K + i];
      for (std::size_t j = i + 1; j < K; ++j)
        for (std::size_t k = K; k-- > i;) m[j * K + k] -= m[j * K + i] / m[i * K + i] * m[i * K + k];
    }
    check_near(what, log_det[r], std::log(std::fabs(determinant)), 1e-10L);
  }
}

constexpr std::size_t D = 4;
/// Lower triangles with positive diagonals, and numbers above that must not be read.
number_row triangles(std::uint64_t seed) {
  number_row l = drawn(rows * D * D, -1, 1, seed);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < D; ++i) l[r * D * D + i * D + i] = 0.5L + std::fabs(l[r * D * D + i * D + i]);
  return l;
}
number_row forward_substitution(const number_row& l, const number_row& b, std::size_t r) {
  number_row y(D);
  for (std::size_t i = 0; i < D; ++i) {
    y[i] = b[i];
    for (std::size_t j = 0; j < i; ++j) y[i] -= l[r * D * D + i * D + j] * y[j];
    y[i] /= l[r * D * D + i * D + i];
  }
  return y;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(elementwise_transforms) {
  check_elementwise("affine", [](expr<4> x) { return affine_transform(x * 0.0 + 0.7, x * 0.0 + 1.3); }, -5, 5);
  check_elementwise("exp", [](expr<4>) { return exp_transform(); }, -5, 5);
  check_elementwise("sigmoid", [](expr<4>) { return sigmoid_transform(); }, -5, 2);
  check_elementwise("tanh", [](expr<4>) { return tanh_transform(); }, -1.5, 1.5);
  check_elementwise("softplus", [](expr<4>) { return softplus_transform(); }, -6, 20);
  check_elementwise("power", [](expr<4> x) { return power_transform(x * 0.0 + 2.5); }, 0.1, 4);
  check_elementwise(
      "sinh-arcsinh", [](expr<4> x) { return sinh_arcsinh_transform(x * 0.0 + 0.4, x * 0.0 + 1.2); }, -3, 3);
}

BOOST_AUTO_TEST_CASE(transforms_onto_the_simplex) {
  check_simplex<4>("softmax-centred", softmax_centered_transform());
  check_simplex<4>("stick-breaking", stick_breaking_transform());
  check_simplex<1>("stick-breaking of one", stick_breaking_transform());
}

BOOST_AUTO_TEST_CASE(transformed_laws_are_the_families_of_that_name) {
  const numbers_by_name given{
      {"0", drawn(rows * 3, -1, 1, 1)}, {"1", drawn(rows * 3, 0.3, 2, 2)}, {"2", drawn(rows * 3, 0.1, 0.9, 3)}};
  const auto check = [&](const char* what, auto ours, auto family) {
    const auto a = values_of<double>(ours, given), b = values_of<double>(family, given);
    for (std::size_t i = 0; i < a.size(); ++i) check_near(what, a[i], b[i], 1e-13L);
  };
  using row = expr<3>;
  check(
      "log-normal", [](row m, row s, row y) { return transformed(normal(m, s), exp_transform()).log_prob(y); },
      [](row m, row s, row y) { return log_normal(m, s).log_prob(y); });
  check(
      "its cdf", [](row m, row s, row y) { return transformed(normal(m, s), exp_transform()).cdf(y); },
      [](row m, row s, row y) { return log_normal(m, s).cdf(y); });
  check(
      "logit-normal", [](row m, row s, row y) { return transformed(normal(m, s), sigmoid_transform()).log_prob(y); },
      [](row m, row s, row y) { return logit_normal(m, s).log_prob(y); });
  check(
      "Weibull",
      [](row, row s, row y) { return transformed(exponential(1.0 + 0.0 * y), power_transform(1.0 / s)).log_prob(y); },
      [](row, row s, row y) { return weibull(1.0 + 0.0 * y, s).log_prob(y); });
  check(
      "two transforms",
      [](row m, row s, row y) {
        return transformed(normal(0.0 * m, 1.0), affine_transform(m, s), exp_transform()).log_prob(y);
      },
      [](row m, row s, row y) { return log_normal(m, s).log_prob(y); });
  check(
      "a divergence",
      [](row m, row s, row y) {
        return kl_divergence(transformed(normal(m, s), exp_transform()), transformed(normal(y, 1.0), exp_transform()));
      },
      [](row m, row s, row y) { return kl_divergence(log_normal(m, s), log_normal(y, 1.0)); });
  check(
      "a divergence under a transform with parameters",
      [](row m, row s, row y) {
        const auto moved = affine_transform(y, s);
        return kl_divergence(transformed(normal(m, s), moved), transformed(normal(y, 1.0), moved));
      },
      [](row m, row s, row y) { return kl_divergence(normal(m, s), normal(y, 1.0)); });
}

BOOST_AUTO_TEST_CASE(triangular_products_and_solutions) {
  const number_row l = triangles(5), b = drawn(rows * D, -2, 2, 6);
  const numbers_by_name given{{"0", l}, {"1", b}};
  const auto y = values_of<double>([](expr<D, D> m, expr<D> x) { return solve_lower(m, x); }, given);
  const auto back =
      values_of<double>([](expr<D, D> m, expr<D> x) { return lower_product(m, solve_lower(m, x)); }, given);
  const auto inverse = values_of<double>([](expr<D, D> m, expr<D>) { return solve_lower(m, lower_only(m)); }, given);
  const auto along = values_of<double>([](expr<D, D>, expr<D> x) { return diagonal_matrix(x); }, given);
  for (std::size_t r = 0; r < rows; ++r) {
    const number_row wanted = forward_substitution(
        l, number_row(b.begin() + static_cast<long>(r * D), b.begin() + static_cast<long>((r + 1) * D)), r);
    for (std::size_t i = 0; i < D; ++i) {
      check_near("solve_lower", y[r * D + i], wanted[i], 1e-13L);
      check_near("lower_product", back[r * D + i], b[r * D + i], 1e-13L);
      for (std::size_t k = 0; k < D; ++k) {
        check_near("L^-1 L", inverse[r * D * D + i * D + k], i == k, 1e-13L);
        check_near("diagonal_matrix", along[r * D * D + i * D + k], i == k ? static_cast<double>(b[r * D + i]) : 0, 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(multivariate_normal_is_its_formula) {
  const number_row lq = triangles(7), lp = triangles(8), m = drawn(rows * D, -2, 2, 9), x = drawn(rows * D, -2, 2, 10);
  const numbers_by_name given{{"0", m}, {"1", lq}, {"2", x}, {"3", lp}};
  using vector = expr<D>;
  using matrix = expr<D, D>;
  const auto density = values_of<double>(
      [](vector loc, matrix l, vector at, matrix) { return multivariate_normal(loc, l).log_prob(at); }, given);
  const auto variance = values_of<double>(
      [](vector loc, matrix l, vector, matrix) { return multivariate_normal(loc, l).variance(); }, given);
  const auto divergence =
      values_of<double>([](vector loc, matrix l, vector at,
                           matrix p) { return kl_divergence(multivariate_normal(loc, l), multivariate_normal(at, p)); },
                        given);
  const auto nothing =
      values_of<double>([](vector loc, matrix l, vector,
                           matrix) { return kl_divergence(multivariate_normal(loc, l), multivariate_normal(loc, l)); },
                        given);
  const auto entropy = values_of<double>(
      [](vector loc, matrix l, vector, matrix) { return multivariate_normal(loc, l).entropy(); }, given);
  for (std::size_t r = 0; r < rows; ++r) {
    number_row apart(D);
    long double log_q = 0, log_p = 0, trace = 0, distance = 0;
    for (std::size_t i = 0; i < D; ++i) apart[i] = x[r * D + i] - m[r * D + i];
    const number_row y = forward_substitution(lq, apart, r), z = forward_substitution(lp, apart, r);
    long double squares = 0;
    for (std::size_t i = 0; i < D; ++i) {
      squares += y[i] * y[i], distance += z[i] * z[i];
      log_q += std::log(lq[r * D * D + i * D + i]), log_p += std::log(lp[r * D * D + i * D + i]);
      number_row column(D);
      long double total = 0;
      for (std::size_t k = 0; k < D; ++k) {
        column[k] = k >= i ? lq[r * D * D + k * D + i] : 0;
        if (k <= i) total += lq[r * D * D + i * D + k] * lq[r * D * D + i * D + k];
      }
      for (const long double v : forward_substitution(lp, column, r)) trace += v * v;
      check_near("variance", variance[r * D + i], total, 1e-13L);
    }
    const long double half_log_two_pi = 0.5L * std::log(2 * 3.14159265358979323846L);
    check_near("log_prob", density[r], -squares / 2 - log_q - D * half_log_two_pi, 1e-13L);
    check_near("entropy", entropy[r], log_q + D * (0.5L + half_log_two_pi), 1e-13L);
    check_near("KL", divergence[r], (trace + distance - D) / 2 + log_p - log_q, 1e-13L);
    BOOST_TEST(nothing[r] == 0);
  }
}

BOOST_AUTO_TEST_CASE(low_rank_is_the_dense_law) {
  const numbers_by_name given{{"0", drawn(rows * D, -2, 2, 11)},
                              {"1", drawn(rows * D * 2, -2, 2, 12)},
                              {"2", drawn(rows * D, 0.2, 3, 13)},
                              {"3", drawn(rows * D, -2, 2, 14)}};
  using vector = expr<D>;
  using factor = expr<D, 2>;
  const auto check = [&](const char* what, auto ours, auto dense, long double tolerance) {
    const auto a = values_of<double>(ours, given), b = values_of<double>(dense, given);
    for (std::size_t i = 0; i < a.size(); ++i) check_near(what, a[i], b[i], tolerance);
  };
  check(
      "cholesky",
      [](vector, factor w, vector d, vector) {
        const auto l = low_rank_multivariate_normal(d, w, d).dense().scale_tril;
        return einsum<"ik,jk->ij">(l, l);
      },
      [](vector, factor w, vector d, vector) { return einsum<"ir,jr->ij">(w, w) + diagonal_matrix(d); }, 1e-13L);
  check(
      "log_prob",
      [](vector m, factor w, vector d, vector x) { return low_rank_multivariate_normal(m, w, d).log_prob(x); },
      [](vector m, factor w, vector d, vector x) { return low_rank_multivariate_normal(m, w, d).dense().log_prob(x); },
      1e-12L);
  check(
      "entropy", [](vector m, factor w, vector d, vector) { return low_rank_multivariate_normal(m, w, d).entropy(); },
      [](vector m, factor w, vector d, vector) { return low_rank_multivariate_normal(m, w, d).dense().entropy(); },
      1e-13L);
  check(
      "variance", [](vector m, factor w, vector d, vector) { return low_rank_multivariate_normal(m, w, d).variance(); },
      [](vector m, factor w, vector d, vector) { return low_rank_multivariate_normal(m, w, d).dense().variance(); },
      1e-13L);
  check(
      "KL between ranks",
      [](vector m, factor w, vector d, vector x) {
        const auto one = slice<0, 1>(w, axis<1>);
        return kl_divergence(low_rank_multivariate_normal(m, w, d), low_rank_multivariate_normal(x, one, d));
      },
      [](vector m, factor w, vector d, vector x) {
        const auto q = low_rank_multivariate_normal(m, w, d).dense(),
                   p = low_rank_multivariate_normal(x, slice<0, 1>(w, axis<1>), d).dense();
        return -q.entropy() - p.log_prob(m) + 0.5 * sum(square(solve_lower(p.scale_tril, lower_only(q.scale_tril))));
      },
      1e-12L);
  const auto nothing = values_of<double>(
      [](vector m, factor w, vector d, vector) {
        return kl_divergence(low_rank_multivariate_normal(m, w, d), low_rank_multivariate_normal(m, w, d));
      },
      given);
  for (const double zero : nothing) BOOST_TEST(zero == 0);
}

// Second moments of samples are the covariance, within five standard errors.
BOOST_AUTO_TEST_CASE(low_rank_samples_have_its_covariance) {
  graph g;
  const expr<2> loc(add_leaf(g, "m", extents_of<2>(), true)), d(add_leaf(g, "d", extents_of<2>(), true));
  const expr<2, 1> w(add_leaf(g, "w", extents_of<2, 1>(), true));
  const auto z = rsample("z", low_rank_multivariate_normal(loc, w, d));
  const expr<2> apart = z - loc;
  const any_expr first = square(select<0>(apart, axis<0>)),
                 mixed = select<0>(apart, axis<0>) * select<1>(apart, axis<0>);
  number_noise_streams(g);
  const std::size_t draws = 40000;
  numbers_by_name at;
  for (const auto& [name, numbers] : noise_of(g, 2 * draws, 3)) at[name] = numbers;  // two a row
  for (std::size_t i = 0; i < draws; ++i)
    for (const double v : {0.5, -1.0})
      at["m"].push_back(v), at["d"].push_back(v * v), at["w"].push_back(v < 0 ? -0.8L : 1.5L);
  const auto v = evaluate<double>(g, draws, at);
  const auto mean = [&](any_expr x) {
    double sum = 0;
    for (const double y : values_of(v, x)) sum += y;
    return sum / draws;
  };
  const double of_first = 1.5 * 1.5 + 0.25, of_second = 0.8 * 0.8 + 1;
  BOOST_TEST(std::fabs(mean(first) - of_first) < 5 * of_first * std::sqrt(2.0 / draws));
  BOOST_TEST(std::fabs(mean(mixed) + 1.2) < 5 * std::sqrt((of_first * of_second + 1.44) / draws));
}

BOOST_AUTO_TEST_CASE(lower_cholesky_is_a_bijection) {
  const numbers_by_name given{{"0", drawn(rows * D * D, -4, 4, 15)}};
  using matrix = expr<D, D>;
  const auto y = values_of<double>([](matrix x) { return lower_cholesky_transform().forward(x); }, given);
  const auto back = values_of<double>(
      [](matrix x) { return lower_cholesky_transform().inverse(lower_cholesky_transform().forward(x)); }, given);
  const auto log_det = values_of<double>([](matrix x) { return lower_cholesky_transform().log_determinant(x); }, given);
  for (std::size_t r = 0; r < rows; ++r) {
    long double slopes = 0;
    for (std::size_t i = 0; i < D; ++i)
      for (std::size_t k = 0; k < D; ++k) {
        const std::size_t at = r * D * D + i * D + k;
        const long double x = given.at("0")[at];
        check_near("forward", y[at], k < i ? x : k > i ? 0 : std::log1p(std::exp(x)), 1e-15L);
        if (k <= i) check_near("inverse", back[at], x, 1e-13L);
        if (k == i) slopes -= std::log1p(std::exp(-x));
      }
    check_near("log_determinant", log_det[r], slopes, 1e-14L);
  }
}

// Its tails have the density as slope; a sample keeps its probability as the parameters move, and follows the mixture.
BOOST_AUTO_TEST_CASE(a_mixture_of_normals_moves_by_its_cdf) {
  graph g;
  const auto leaf = [&](const char* name) { return expr<3>(add_leaf(g, name, extents_of<3>(), true)); };
  const expr<3> logits = leaf("a"), loc = leaf("m"), scale = leaf("s");
  const auto q = mixture_of_normals(logits, loc, scale);
  const expr<> z = rsample("z", q), still(stop_gradient(z));
  const any_expr below = q.cdf(still), above = q.sf(still), log_prob = q.log_prob(still);
  const auto moved = gradients_of(z, {logits, loc, scale}), of_below = gradients_of(below, {logits, loc, scale});
  const any_expr slope = gradients_of(q.cdf(expr<>(z + 0.0)), {z})[0];
  number_noise_streams(g);
  const std::size_t draws = 20000;
  auto at = noise_of(g, draws, 4);
  for (std::size_t i = 0; i < draws; ++i)
    for (const double k : {0.0, 1.0, 2.0})
      at["a"].push_back(0.5L * k), at["m"].push_back(3 * k - 2), at["s"].push_back(0.5L + 0.4L * k);
  const auto v = evaluate<double>(g, draws, at);
  std::vector<double> places = values_of(v, below);
  for (std::size_t i = 0; i < draws; ++i) {
    const double density = std::exp(values_of(v, log_prob)[i]), f = places[i];
    BOOST_TEST(std::fabs(f + values_of(v, above)[i] - 1) < 1e-14);
    BOOST_TEST(std::fabs(values_of(v, slope)[i] - density) <= 1e-12 * density);
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t c = 0; c < 3; ++c) {
        const double change = values_of(v, of_below[k])[3 * i + c];
        BOOST_TEST(std::fabs(change + density * values_of(v, moved[k])[3 * i + c]) <=
                   1e-10 * (std::fabs(change) + f * (1 - f)));
      }
  }
  std::sort(places.begin(), places.end());
  double farthest = 0;
  for (std::size_t i = 0; i < draws; ++i)
    farthest = std::max(farthest, std::fabs(places[i] - (static_cast<double>(i) + 0.5) / draws));
  BOOST_TEST(farthest * std::sqrt(static_cast<double>(draws)) < 2.5);  // by chance one time in 130,000
}

BOOST_AUTO_TEST_SUITE_END()
