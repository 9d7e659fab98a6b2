// What every family must obey, whatever its formulas, by the library's own derivatives: its parts are held to each
// other.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <pathwise/dist/families.hpp>
#include <pathwise/dist/kl_divergence.hpp>

#include "support/family_graph.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr double epsilon = 2.220446049250313e-16;

bool is_in(const std::vector<std::size_t>& some, std::size_t k) {
  return std::find(some.begin(), some.end(), k) != some.end();
}
std::string parameter_of(const family_row& row, const number_list& p, std::size_t k) {
  return described(row, p) + ", " + row.parameters[k].name;
}

/// Of a continuous family: x from one tail to the other, as far as both are numbers of double's normal range.
number_list some_points(const family_row& row, const number_list& p) {
  family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
    const stated_quantities s = row.states(theta, x);
    return std::vector{s.cdf, s.sf, s.log_prob};
  });
  const number_list x = row.rule(p).points;
  const auto v = q.at(p, p, x);
  number_list kept;
  for (std::size_t i = 0; i < x.size(); i += 3)
    if (std::min(values_of(v, q.results[0])[i], values_of(v, q.results[1])[i]) > 1e-280 &&
        std::fabs(values_of(v, q.results[2])[i]) < 600)
      kept.push_back(x[i]);
  return kept;
}

template <class Check>
void for_each_point(Check check) {
  for (const family_row& row : family_table())
    for (const number_list& p : row.points) check(row, p);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(family_laws)

// Those of a vector or a matrix have tests of their own, below and in vectors.cpp and matrices.cpp.
BOOST_AUTO_TEST_CASE(a_row_for_every_family) {
  std::set<std::string> rows{"categorical",
                             "concrete",
                             "dirichlet",
                             "lkj_cholesky",
                             "low_rank_multivariate_normal",
                             "mixture_of_normals",
                             "multivariate_normal",
                             "wishart"};
  for (const family_row& row : family_table()) rows.insert(row.name);
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "../../../include/pathwise/dist";
  std::ifstream source(folder / "families.hpp");
  const std::regex include(R"(#include <pathwise/dist/(\w+)\.hpp>)");
  std::size_t found = 0;
  for (std::string line; std::getline(source, line);)
    if (std::smatch m; std::regex_match(line, m, include)) {
      ++found;
      BOOST_TEST(rows.contains(m[1]), m[1] << " has no row in tests/support/family_table.cpp");
    }
  BOOST_TEST(found == rows.size());
}

// cdf' is the density, sf' less it, and cdf + sf = 1.
BOOST_AUTO_TEST_CASE(the_tails_have_the_density_as_slope) {
  for_each_point([](const family_row& row, const number_list& p) {
    if (row.is_discrete()) return;
    family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
      const stated_quantities s = row.states(theta, x);
      BOOST_TEST(static_cast<bool>(s.cdf), row.name << " states no cdf");
      return std::vector{s.log_prob, s.cdf, s.sf};
    });
    const any_expr rise = q.slope(q.results[1]), fall = q.slope(q.results[2]);
    const number_list x = some_points(row, p);
    const auto v = q.at(p, p, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double density = std::exp(values_of(v, q.results[0])[i]);
      // log_prob is right to some roundings of itself, which its exponential turns into as many of the density. The
      // slope of the larger tail is a difference of numbers of its own size.
      const double room = density * (tolerance::closed_form * (10 + std::fabs(values_of(v, q.results[0])[i])));
      const double below = values_of(v, q.results[1])[i], above = values_of(v, q.results[2])[i];
      const double room_below = room + (below > above ? 10 * epsilon * density / above : 0),
                   room_above = room + (above > below ? 10 * epsilon * density / below : 0);
      const std::string at = described(row, p) + " at " + std::to_string(static_cast<double>(x[i]));
      BOOST_TEST(std::fabs(values_of(v, rise)[i] - density) <= room_below,
                 at << ": cdf' is " << values_of(v, rise)[i] << ", the density " << density);
      BOOST_TEST(std::fabs(values_of(v, fall)[i] + density) <= room_above,
                 at << ": sf' is " << values_of(v, fall)[i] << ", the density " << density);
      BOOST_TEST(std::fabs(below + above - 1) <= tolerance::closed_form, at << ": cdf + sf is not 1");
    }
  });
}

// Of a discrete family: its steps are the probabilities, and cdf + sf = 1.
BOOST_AUTO_TEST_CASE(the_steps_of_the_cdf_are_the_probabilities) {
  std::size_t families = 0;
  for (const family_row& row : family_table()) {
    if (!row.is_discrete()) continue;
    ++families;
    for (const number_list& p : row.points) {
      family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
        const stated_quantities s = row.states(theta, x);
        BOOST_TEST_REQUIRE(static_cast<bool>(s.cdf), row.name << " states no cdf");
        return std::vector{s.log_prob, s.cdf, s.sf};
      });
      const number_list x = row.events(p);
      const auto v = q.at(p, p, x);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double step = values_of(v, q.results[1])[i] - (i > 0 ? values_of(v, q.results[1])[i - 1] : 0),
                     mass = std::exp(values_of(v, q.results[0])[i]);
        const std::string at = described(row, p) + " at " + std::to_string(static_cast<double>(x[i]));
        BOOST_TEST(std::fabs(step - mass) <= tolerance::closed_form, at << ": a step of " << step << " for " << mass);
        BOOST_TEST(
            std::fabs(values_of(v, q.results[1])[i] + values_of(v, q.results[2])[i] - 1) <= tolerance::closed_form,
            at << ": cdf + sf is not 1");
      }
    }
  }
  BOOST_TEST(families == 6u);
}

// An end of the support where the density is infinite, or rises to its largest, may be no part of it.
BOOST_AUTO_TEST_CASE(nothing_is_likelier_than_the_mode) {
  std::set<std::string> without;
  for_each_point([&](const family_row& row, const number_list& p) {
    bool stated = false;
    family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
      const stated_quantities s = row.states(theta, x);
      stated = static_cast<bool>(s.mode);
      const any_expr mode = stated ? s.mode : x;
      return std::vector{s.log_prob, mode, row.states(theta, mode).log_prob};
    });
    if (!stated) {
      without.insert(row.name);
      return;
    }
    const number_list x = row.is_discrete() ? row.events(p) : row.rule(p).points;
    const auto v = q.at(p, p, x);
    const double mode = values_of(v, q.results[1])[0], most = values_of(v, q.results[2])[0];
    if (std::isnan(mode)) return;
    const number_list ends = row.is_discrete() ? number_list{} : row.where(p).cuts;
    if (!std::isfinite(most)) {
      BOOST_TEST(std::count(ends.begin(), ends.end(), static_cast<long double>(mode)) == 1,
                 described(row, p) << ": the mode " << mode << " cannot come out");
      return;
    }
    for (std::size_t i = 0; i < x.size(); ++i)
      BOOST_TEST(values_of(v, q.results[0])[i] <= most + tolerance::closed_form * (1 + std::fabs(most)),
                 described(row, p) << ": " << static_cast<double>(x[i]) << " is likelier than the mode, " << mode);
  });
  BOOST_TEST((without == std::set<std::string>{"logit_normal", "relaxed_bernoulli", "uniform"}));
}

// icdf(cdf(x)) = x: as far as cdf(x), rounded, still knows x. Near 1 that is half a unit of 1.
BOOST_AUTO_TEST_CASE(icdf_undoes_cdf) {
  std::set<std::string> without;
  for_each_point([&](const family_row& row, const number_list& p) {
    if (row.is_discrete()) return;
    if (row.icdf == nullptr) {
      without.insert(row.name);
      return;
    }
    family_graph q(row, [&](const auto& theta, const auto&, any_expr x) {
      const stated_quantities s = row.states(theta, x);
      return std::vector{s.log_prob, s.cdf, row.icdf(theta, s.cdf)};
    });
    const number_list x = some_points(row, p);
    const auto v = q.at(p, p, x);
    const auto &log_prob = values_of(v, q.results[0]), &below = values_of(v, q.results[1]),
               &back = values_of(v, q.results[2]);
    long double size = 0;  // of the parameters that x is measured from
    for (const long double c : p) size = std::max(size, std::fabs(c));
    int looked_at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!(below[i] > 1e-290 && below[i] < 1)) continue;
      ++looked_at;
      const double condition = below[i] / std::exp(log_prob[i]);
      const double room = 100 * epsilon * (static_cast<double>(std::fabs(x[i]) + size) + condition);
      BOOST_TEST(std::fabs(back[i] - static_cast<double>(x[i])) <= room,
                 described(row, p) << ": icdf(cdf(x)) is " << back[i] << " for x = " << static_cast<double>(x[i]));
    }
    BOOST_TEST(looked_at > 10);
  });
  BOOST_TEST((without == std::set<std::string>{"student_t"}));  // of no closed form
}

BOOST_AUTO_TEST_CASE(densities_integrate_to_one) {
  for_each_point([](const family_row& row, const number_list& p) {
    family_graph q(
        row, [&](const auto& theta, const auto&, any_expr x) { return std::vector{row.states(theta, x).log_prob}; });
    const quadrature_rule rule = row.rule(p);
    const double total = expectation(rule, values_of(q.at(p, p, rule.points), q.results[0]));
    BOOST_TEST(std::fabs(total - 1) <= tolerance::quadrature, described(row, p)
                                                                  << ": the density's integral is " << total);
  });
}

// E[score] = 0 in every parameter that does not move the support. The score's covariance, minus the mean Hessian of
// log_prob and the Hessian of KL(p || p') at p' = p are one matrix, the Fisher information.
BOOST_AUTO_TEST_CASE(the_fisher_information_is_one_matrix) {
  std::set<std::string> without_divergence;
  for_each_point([&](const family_row& row, const number_list& p) {
    const std::size_t count = row.parameters.size();
    family_graph q(
        row, [&](const auto& theta, const auto&, any_expr x) { return std::vector{row.states(theta, x).log_prob}; });
    const auto score = q.gradients(q.results[0]);
    std::vector<std::vector<any_expr>> hessian;
    for (const any_expr s : score) hessian.push_back(q.gradients(s));
    const quadrature_rule rule = row.rule(p);
    const auto v = q.at(p, p, rule.points);
    const auto& log_prob = values_of(v, q.results[0]);

    if (row.divergence == nullptr) without_divergence.insert(row.name);
    family_graph kl(row, [&](const auto& theta, const auto& phi, any_expr) {
      return std::vector{row.divergence == nullptr ? any_expr{} : row.divergence(phi, theta)};
    });
    const auto kl_slope = kl.gradients(kl.results[0]);
    std::vector<std::vector<any_expr>> kl_hessian;
    for (const any_expr s : kl_slope) kl_hessian.push_back(kl.gradients(s));
    number_list beside = p;  // where the divergence has a kink at p' = p, its Hessian is that a little beside it
    for (const std::size_t k : row.kinked_in) beside[k] += 1e-9L * row.where(p).width;
    const auto of_kl = kl.at(beside, p, {0});

    for (std::size_t i = 0; i < count; ++i) {
      if (is_in(row.moves_support, i)) continue;
      const auto& s = values_of(v, score[i]);
      const double own = std::sqrt(expectation(rule, log_prob, s, s));
      BOOST_TEST(own > 0, parameter_of(row, p, i) << ": the score does not depend on x");
      BOOST_TEST(std::fabs(expectation(rule, log_prob, s)) <= 10 * tolerance::quadrature * own,
                 parameter_of(row, p, i) << ": the mean score is " << expectation(rule, log_prob, s) << " of " << own);
      for (std::size_t j = 0; j <= i; ++j) {
        if (is_in(row.moves_support, j)) continue;
        const auto& t = values_of(v, score[j]);
        const double information = expectation(rule, log_prob, s, t),
                     scale = own * std::sqrt(expectation(rule, log_prob, t, t));
        const std::string what = parameter_of(row, p, i) + " and " + row.parameters[j].name;
        if (!is_in(row.kinked_in, i) || !is_in(row.kinked_in, j))
          BOOST_TEST(std::fabs(-expectation(rule, log_prob, values_of(v, hessian[i][j])) - information) <=
                         10 * tolerance::quadrature * scale,
                     what << ": minus the mean Hessian is " << -expectation(rule, log_prob, values_of(v, hessian[i][j]))
                          << ", the covariance of the score " << information);
        if (row.divergence == nullptr) continue;
        const double curvature = values_of(of_kl, kl_hessian[i][j])[0];
        const double room = !row.kinked_in.empty() ? 1e-7 : row.closed_divergence ? 100 * tolerance::quadrature : 1e-5;
        BOOST_TEST(
            std::fabs(curvature - information) <= room * scale,
            what << ": the divergence curves by " << curvature << ", the covariance of the score is " << information);
      }
    }
  });
  BOOST_TEST(
      (without_divergence == std::set<std::string>{"discretized_logistic", "fisher_snedecor", "negative_binomial"}));
}

// Where q = p the estimate that sticks the landing has gradient 0 for every single sample.
BOOST_AUTO_TEST_CASE(sticking_the_landing_does_not_scatter_where_q_is_p) {
  int looked_at = 0;
  for_each_point([&](const family_row& row, const number_list& p) {
    if (row.sample == nullptr) return;
    ++looked_at;
    family_graph q(row, [&](const auto& theta, const auto& phi, any_expr) {
      const any_expr z = row.sample(theta);
      return std::vector{row.landing(theta, phi, z), z};
    });
    const auto slopes = q.gradients(q.results[0]), of_sample = q.gradients(q.results[1]);
    const number_list rows(500, 0);
    const auto v = q.at(p, p, rows, noise_of(q.g, rows.size(), 1));
    for (std::size_t k = 0; k < slopes.size(); ++k) {
      const auto &g = values_of(v, slopes[k]), &dz = values_of(v, of_sample[k]);
      BOOST_TEST(std::any_of(dz.begin(), dz.end(), [](double d) { return d != 0; }),
                 parameter_of(row, p, k) << ": no sample depends on it");
      for (const double slope : g)
        BOOST_TEST(std::fabs(slope) <= tolerance::closed_form, parameter_of(row, p, k)
                                                                   << ": a sample's gradient is " << slope);
    }
  });
  BOOST_TEST(looked_at > 40);
}

// ---- families of a vector ----

namespace {

/// log_prob of a vector event as a graph of `parameters` and "x", with the derivatives in each component of each.
struct vector_family {
  graph g;
  any_expr log_prob;
  std::vector<any_expr> score;                 // one number a component
  std::vector<std::vector<any_expr>> hessian;  // of these
};
any_expr component(any_expr of, int k) {
  if (of.axes().rank == 0) return of;
  return sum(of * add_leaf(*of.g, ("e" + std::to_string(k)).c_str(), of.axes(), true));
}
void differentiate(vector_family& v, const std::vector<any_expr>& parameters) {
  for (const any_expr d : gradients_of(v.log_prob, parameters))
    for (int k = 0; k < d.axes().size(); ++k) v.score.push_back(component(d, k));
  for (const any_expr s : v.score) {
    v.hessian.emplace_back();
    for (const any_expr d : gradients_of(s, parameters))
      for (int k = 0; k < d.axes().size(); ++k) v.hessian.back().push_back(component(d, k));
  }
}
number_list repeated(const number_list& row, std::size_t rows) {
  number_list all;
  for (std::size_t r = 0; r < rows; ++r) all.insert(all.end(), row.begin(), row.end());
  return all;
}
/// The total is 1, the mean score 0, its covariance minus the mean Hessian.
void check_vector_family(const vector_family& v, const numbers_by_name& at, const quadrature_rule& rule,
                         const char* what) {
  const auto values = evaluate<double>(v.g, rule.points.size(), at);
  const auto& log_prob = values_of(values, v.log_prob);
  BOOST_TEST(std::fabs(expectation(rule, log_prob) - 1) <= tolerance::quadrature, what);
  for (std::size_t i = 0; i < v.score.size(); ++i) {
    const auto& s = values_of(values, v.score[i]);
    BOOST_TEST(std::fabs(expectation(rule, log_prob, s)) <= 10 * tolerance::quadrature, what << ", component " << i);
    for (std::size_t j = 0; j < v.score.size(); ++j) {
      const double information = expectation(rule, log_prob, s, values_of(values, v.score[j]));
      BOOST_TEST(std::fabs(information + expectation(rule, log_prob, values_of(values, v.hessian[i][j]))) <=
                     10 * tolerance::quadrature,
                 what << ", components " << i << " and " << j << ": covariance " << information);
    }
  }
}
const number_list units[] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

}  // namespace

BOOST_AUTO_TEST_CASE(a_categorical_obeys_them_too) {
  vector_family v, kl;
  const extents three = extents_of<3>();
  const any_expr logits = add_leaf(v.g, "logits", three, true);
  v.log_prob = categorical(expr<3>(logits)).log_prob(expr<3>(add_leaf(v.g, "x", three, true)));
  differentiate(v, {logits});
  const any_expr other = add_leaf(kl.g, "logits", three, true);
  kl.log_prob = kl_divergence(categorical(expr<3>(add_leaf(kl.g, "q", three, true))), categorical(expr<3>(other)));
  differentiate(kl, {other});
  for (const number_list& l : {number_list{0, 0, 0}, number_list{1.5L, -0.3L, 4}}) {
    numbers_by_name at{{"logits", repeated(l, 3)}, {"x", {1, 0, 0, 0, 1, 0, 0, 0, 1}}, {"q", l}};
    for (std::size_t k = 0; k < 3; ++k) at["e" + std::to_string(k)] = repeated(units[k], 3);
    const quadrature_rule all{{0, 1, 2}, {1, 1, 1}};
    check_vector_family(v, at, all, "categorical");
    const auto values = evaluate<double>(v.g, 3, at);
    at["logits"] = l;
    for (std::size_t k = 0; k < 3; ++k) at["e" + std::to_string(k)] = units[k];
    const auto curved = evaluate<double>(kl.g, 1, at);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        BOOST_TEST(std::fabs(values_of(curved, kl.hessian[i][j])[0] -
                             expectation(all, values_of(values, v.log_prob), values_of(values, v.score[i]),
                                         values_of(values, v.score[j]))) <= tolerance::quadrature);
  }
}

// Over the first of two components: the second is what it leaves.
BOOST_AUTO_TEST_CASE(a_concrete_of_two_obeys_them_too) {
  vector_family v;
  const extents two = extents_of<2>();
  const any_expr temperature = add_leaf(v.g, "temperature", {}, true), logits = add_leaf(v.g, "logits", two, true);
  v.log_prob = concrete(expr<>(temperature), expr<2>(logits)).log_prob(expr<2>(add_leaf(v.g, "x", two, true)));
  differentiate(v, {temperature, logits});
  const quadrature_rule rule = rule_on({{0, 0.5L, 1}, false, false, 1});
  const std::size_t rows = rule.points.size();
  numbers_by_name at{{"temperature", number_list(rows, 1.4L)}, {"logits", repeated({0.3L, -0.6L}, rows)}};
  for (const long double x : rule.points) at["x"].push_back(x), at["x"].push_back(1 - x);
  at["e0"] = repeated({1, 0}, rows), at["e1"] = repeated({0, 1}, rows);
  check_vector_family(v, at, rule, "concrete");
}

BOOST_AUTO_TEST_CASE(a_dirichlet_of_two_obeys_them_too) {
  vector_family v;
  const extents two = extents_of<2>();
  const any_expr concentration = add_leaf(v.g, "concentration", two, true);
  v.log_prob = dirichlet(expr<2>(concentration)).log_prob(expr<2>(add_leaf(v.g, "x", two, true)));
  differentiate(v, {concentration});
  const quadrature_rule rule = rule_on({{0, 0.5L, 1}, false, false, 1});
  const std::size_t rows = rule.points.size();
  for (const number_list& a : {number_list{0.7L, 2.5L}, number_list{6, 4}, number_list{1, 1}}) {
    numbers_by_name at{{"concentration", repeated(a, rows)}};
    for (const long double x : rule.points) at["x"].push_back(x), at["x"].push_back(1 - x);
    at["e0"] = repeated({1, 0}, rows), at["e1"] = repeated({0, 1}, rows);
    check_vector_family(v, at, rule, "dirichlet");
  }
}

BOOST_AUTO_TEST_SUITE_END()
