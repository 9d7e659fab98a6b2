// What the families' table cannot hold of a law of vectors: its samples, their gradient, its divergence.
#include <boost/test/unit_test.hpp>

#include <cmath>

#include <pathwise/dist/kl_divergence.hpp>

#include "support/family_graph.hpp"
#include "support/special_functions.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr std::size_t draws = 40000;

long double log_density_norm(const number_list& a) {
  long double sum = 0, total = 0;
  for (const long double c : a) sum += std::lgamma(c), total += c;
  return std::lgamma(total) - sum;
}
number_list repeated(const number_list& row, std::size_t rows) {
  number_list all;
  for (std::size_t r = 0; r < rows; ++r) all.insert(all.end(), row.begin(), row.end());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dirichlet_laws)

BOOST_AUTO_TEST_CASE(log_prob_and_entropy_are_their_formulas) {
  graph g;
  const expr<3> a(add_leaf(g, "a", extents_of<3>(), true)), x(add_leaf(g, "x", extents_of<3>(), true));
  const auto q = dirichlet(a);
  const any_expr log_prob = q.log_prob(x), entropy = q.entropy();
  for (const number_list& at : {number_list{0.3L, 2, 5}, number_list{40, 60, 25}}) {
    const number_list place{0.2L, 0.45L, 0.35L};
    const auto v = evaluate<double>(g, 1, {{"a", at}, {"x", place}});
    long double expected = log_density_norm(at), total = 0, spread = -log_density_norm(at);
    for (const long double c : at) total += c;
    for (std::size_t i = 0; i < 3; ++i) {
      expected += (at[i] - 1) * std::log(place[i]);
      spread -= (at[i] - 1) * (reference::digamma(at[i]) - reference::digamma(total));
    }
    BOOST_TEST(std::fabs(values_of(v, log_prob)[0] - static_cast<double>(expected)) < 1e-12);
    BOOST_TEST(std::fabs(values_of(v, entropy)[0] - static_cast<double>(spread)) < 1e-12);
  }
}

// E z_i = a_i / A and E z_i^2 = a_i (a_i + 1) / (A (A + 1)), with the derivatives in a_0; down to shapes whose gamma
// variables underflow.
BOOST_AUTO_TEST_CASE(samples_have_its_moments_and_their_derivatives) {
  for (const number_list& a :
       {number_list{0.8L, 2, 1.5L}, number_list{30, 10, 60}, number_list{0.004L, 0.01L, 0.003L}}) {
    graph g;
    const expr<3> leaf(add_leaf(g, "a", extents_of<3>(), true));
    const expr<3> unit(add_leaf(g, "unit", extents_of<3>(), true));
    const expr<3> z = rsample("z", dirichlet(leaf));
    const any_expr first = sum(z * unit), total = sum(z), second = square(first);
    const any_expr slope = sum(expr<3>(gradients_of(first, {leaf})[0]) * unit),
                   slope_of_square = sum(expr<3>(gradients_of(second, {leaf})[0]) * unit);
    number_noise_streams(g);
    numbers_by_name at = {{"a", repeated(a, draws)}, {"unit", repeated({1, 0, 0}, draws)}};
    {
      using V = native<double>;
      constexpr std::size_t width = kernels::panel_width<V>;
      for (const slot& s : g.slots) {
        if (s.kind != slot_kind::noise) continue;
        std::vector<double> panel(draws * width * 3);
        kernels::draw<V>(s.law, panel.data(), draws * width, 3, 0, nullptr, static_cast<int>(draws), {4, 0, s.stream});
        number_list& own = at[std::string(s.name.view())];
        for (std::size_t r = 0; r < draws; ++r)
          for (std::size_t c = 0; c < 3; ++c) own.push_back(panel[(c / width * draws + r) * width + c % width]);
      }
    }
    const auto v = evaluate<double>(g, draws, at);
    const double a0 = static_cast<double>(a[0]), sum_of_all = static_cast<double>(a[0] + a[1] + a[2]);
    const double rest = sum_of_all - a0, up = sum_of_all + 1;
    const double exact[] = {
        a0 / sum_of_all, a0 * (a0 + 1) / (sum_of_all * up), rest / (sum_of_all * sum_of_all),
        (2 * a0 + 1) / (sum_of_all * up) - a0 * (a0 + 1) * (2 * sum_of_all + 1) / (sum_of_all * sum_of_all * up * up)};
    const any_expr found[] = {first, second, slope, slope_of_square};
    for (std::size_t k = 0; k < 4; ++k) {
      double mean = 0, squares = 0;
      for (const double d : values_of(v, found[k])) mean += d / draws, squares += d * d / draws;
      const double error = std::sqrt((squares - mean * mean) / draws);
      BOOST_TEST(std::fabs(mean - exact[k]) <= tolerance::standard_errors * error,
                 "moment " << k << " at " << a0 << ": " << mean << " +- " << error << ", exactly " << exact[k]);
    }
    for (const double s : values_of(v, total)) BOOST_TEST(std::fabs(s - 1) < tolerance::closed_form);
  }
}

BOOST_AUTO_TEST_CASE(the_divergence_is_its_formula_and_0_for_equal_laws) {
  graph g;
  const expr<3> a(add_leaf(g, "a", extents_of<3>(), true)), b(add_leaf(g, "b", extents_of<3>(), true));
  const any_expr kl = kl_divergence(dirichlet(a), dirichlet(b));
  const number_list q{0.3L, 2, 50, 7, 7, 7}, p{1, 0.6L, 20, 7, 7, 7};
  const auto v = evaluate<double>(g, 2, {{"a", q}, {"b", p}});
  const number_list of_q(q.begin(), q.begin() + 3), of_p(p.begin(), p.begin() + 3);
  long double expected = log_density_norm(of_q) - log_density_norm(of_p);
  for (std::size_t i = 0; i < 3; ++i)
    expected += (q[i] - p[i]) * (reference::digamma(q[i]) - reference::digamma(52.3L));
  BOOST_TEST(std::fabs(values_of(v, kl)[0] - static_cast<double>(expected)) < 1e-12);
  BOOST_TEST(values_of(v, kl)[1] == 0);
}

BOOST_AUTO_TEST_CASE(a_beta_is_a_dirichlet_of_two) {
  graph g;
  const auto leaf = [&](const char* name) { return expr<>(add_leaf(g, name, {}, true)); };
  const expr<2> a(add_leaf(g, "a", extents_of<2>(), true)), b(add_leaf(g, "b", extents_of<2>(), true)),
      x(add_leaf(g, "x", extents_of<2>(), true));
  const auto q = pathwise::beta(leaf("a0"), leaf("a1")), p = pathwise::beta(leaf("b0"), leaf("b1"));
  const any_expr found[] = {q.log_prob(leaf("x0")), q.entropy(), kl_divergence(q, p)};
  const any_expr wanted[] = {dirichlet(a).log_prob(x), dirichlet(a).entropy(),
                             kl_divergence(dirichlet(a), dirichlet(b))};
  const numbers_by_name at{{"a", {0.3L, 2, 30, 400, 5, 5}},
                           {"b", {1, 0.6L, 20, 500, 5, 5}},
                           {"x", {0.25L, 0.75L, 0.0625L, 0.9375L, 0.5L, 0.5L}},
                           {"a0", {0.3L, 30, 5}},
                           {"a1", {2, 400, 5}},
                           {"b0", {1, 20, 5}},
                           {"b1", {0.6L, 500, 5}},
                           {"x0", {0.25L, 0.0625L, 0.5L}}};
  const auto v = evaluate<double>(g, 3, at);
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t i = 0; i < 3; ++i)
      BOOST_TEST(std::fabs(values_of(v, found[k])[i] - values_of(v, wanted[k])[i]) < 1e-12, "quantity " << k);
  BOOST_TEST(values_of(v, found[2])[2] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
