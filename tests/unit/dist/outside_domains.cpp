// Parameters outside their domains, where nothing checks them: what docs/decisions/distributions.md says, of every
// parameter of every family. And every family says what it asks of them, so that a program can check.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string_view>

#include "support/family_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity(),
                 not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Where the limit is a law of its own: the normal truncated on one side, a discretised logistic in its outer bins.
bool is_limit(const family_row& row, std::size_t k, double bad) {
  const std::string_view name = row.name;
  return (name == "truncated_normal" && ((k == 2 && bad == -infinite) || (k == 3 && bad == infinite))) ||
         (name == "discretized_logistic" && std::isinf(bad) && (k == 0 || bad > 0)) ||
         ((name == "von_mises" || (name == "binomial" && k == 0)) && bad == 0);
}

/// `check(row, parameters, k, bad)` for each value outside its parameter's domain.
template <class Check>
void for_each_bad_parameter(Check check) {
  for (const family_row& row : family_table())
    for (const number_list& p : row.points)
      for (std::size_t k = 0; k < p.size(); ++k)
        for (const double bad : {-1.0, 0.0, 1.0, 1.5, not_a_number, infinite, -infinite}) {
          if (lies_in(row.parameters[k].must_be, bad, k > 0 ? static_cast<double>(p[k - 1]) : 0)) continue;
          check(row, p, k, bad);
        }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outside_domains)

// Whatever the parameter: the density is never a number. Where it is not a number itself, nothing else is.
BOOST_AUTO_TEST_CASE(no_density_is_a_number) {
  int looked_at = 0;
  for_each_bad_parameter([&](const family_row& row, const number_list& p, std::size_t k, double bad) {
    ++looked_at;
    const number_list all = row.rule(p).points;
    number_list x, moved = p;
    for (std::size_t i = 0; i < 11; ++i) x.push_back(all[i * (all.size() - 1) / 10]);
    moved[k] = bad;
    family_graph q(row, [&](const auto& theta, const auto&, any_expr at) {
      const stated_quantities s = row.states(theta, at);
      const any_expr nan = literal(*at.g, not_a_number);
      return std::vector{s.log_prob, s.cdf ? s.cdf : nan, s.sf ? s.sf : nan, row.sample ? row.sample(theta) : nan};
    });
    const auto v = q.at(moved, moved, x, noise_of(q.g, x.size(), 1));
    const std::string what = described(row, moved) + ", " + row.parameters[k].name;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double log_prob = values_of(v, q.results[0])[i];
      BOOST_TEST((is_limit(row, k, bad) || std::isnan(log_prob) || log_prob == -infinite),
                 what << ": log_prob is " << log_prob << " at " << static_cast<double>(x[i]));
      if (!std::isnan(bad)) continue;
      for (std::size_t r = 1; r < q.results.size(); ++r)
        BOOST_TEST(std::isnan(values_of(v, q.results[r])[i]), what << ": "
                                                                   << (r == 1   ? "cdf"
                                                                       : r == 2 ? "sf"
                                                                                : "a sample")
                                                                   << " is " << values_of(v, q.results[r])[i]);
    }
  });
  BOOST_TEST(looked_at > 300);
}

BOOST_AUTO_TEST_CASE(no_entropy_is_a_number_but_that_of_a_location) {
  for_each_bad_parameter([](const family_row& row, const number_list& p, std::size_t k, double bad) {
    if (row.parameters[k].must_be == constraint::real && !std::isnan(bad)) return;
    number_list moved = p;
    moved[k] = bad;
    family_graph q(
        row, [&](const auto& theta, const auto&, any_expr at) { return std::vector{row.states(theta, at).entropy}; });
    family_graph good(
        row, [&](const auto& theta, const auto&, any_expr at) { return std::vector{row.states(theta, at).entropy}; });
    const double found = values_of(q.at(moved, moved, {0}), q.results[0])[0],
                 before = values_of(good.at(p, p, {0}), good.results[0])[0];
    BOOST_TEST((!std::isfinite(found) || found == before || is_limit(row, k, bad)),
               described(row, moved) << ": the entropy is " << found);
  });
}

// Calling a family notes each of its parameters, once, in order.
BOOST_AUTO_TEST_CASE(every_family_says_what_it_asks) {
  for (const family_row& row : family_table()) {
    graph g;
    std::vector<any_expr> theta;
    for (std::size_t k = 0; k < row.parameters.size(); ++k)
      theta.push_back(add_leaf(g, std::to_string(k).c_str(), {}, true));
    row.states(theta, add_leaf(g, "x", {}, true));
    BOOST_TEST(g.domains.size() >= static_cast<int>(theta.size()), row.name);
    for (std::size_t k = 0; k < theta.size(); ++k) {
      const parameter_domain& d = g.domains[static_cast<int>(k)];
      const bool bounded = row.parameters[k].must_be == constraint::above_the_previous;
      BOOST_TEST(std::string_view(d.distribution) == row.name);
      BOOST_TEST(std::string_view(d.parameter) == row.parameters[k].name, row.name);
      BOOST_TEST((d.node == theta[k].id && d.must_be == row.parameters[k].must_be), row.name << ", " << d.parameter);
      BOOST_TEST(d.previous == (bounded ? theta[k - 1].id : -1), row.name << ", " << d.parameter);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
