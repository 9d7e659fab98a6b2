#include "support/family_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <pathwise/dist/families.hpp>
#include <pathwise/dist/gradient_estimators.hpp>
#include <pathwise/dist/implicit.hpp>
#include <pathwise/dist/kl_quadrature.hpp>

namespace pathwise::testing {
namespace {

using nodes = std::vector<any_expr>;

template <auto Family>
constexpr auto distribution_on(const nodes& theta) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return Family(expr<>(theta[I])...);
  }(std::make_index_sequence<std::remove_cvref_t<decltype(Family)>::parameters.size()>{});
}

template <auto Family>
stated_quantities states_of(const nodes& theta, any_expr at) {
  const auto q = distribution_on<Family>(theta);
  const expr<> x(at);
  stated_quantities s;
  s.log_prob = q.log_prob(x);
  if constexpr (requires { q.cdf(x); }) s.cdf = q.cdf(x);
  if constexpr (requires { q.sf(x); }) s.sf = q.sf(x);
  if constexpr (requires { q.entropy(); }) s.entropy = q.entropy();
  if constexpr (requires { q.mean(); }) s.mean = q.mean();
  if constexpr (requires { q.variance(); }) s.variance = q.variance();
  if constexpr (requires { q.mode(); }) s.mode = q.mode();
  return s;
}
template <auto Family>
any_expr icdf_of(const nodes& theta, any_expr p) {
  return distribution_on<Family>(theta).icdf(expr<>(p));
}
template <auto Family>
any_expr sample_of(const nodes& theta) {
  return rsample("z", distribution_on<Family>(theta));
}
template <auto Family>
any_expr implicit_of(const nodes& theta, any_expr draw) {
  return implicit_sample(distribution_on<Family>(theta), expr<>(draw));
}
template <auto Family>
any_expr divergence_of(const nodes& q, const nodes& p) {
  const auto a = distribution_on<Family>(q), b = distribution_on<Family>(p);
  if constexpr (pathwise::detail::closed_form_kl<std::remove_const_t<decltype(a)>, std::remove_const_t<decltype(b)>>)
    return kl_divergence(a, b);
  else
    return kl_quadrature<96>(a, b);
}
template <auto Family>
any_expr landing_of(const nodes& q, const nodes& p, any_expr z) {
  return sticking_the_landing(distribution_on<Family>(q), distribution_on<Family>(p), expr<>(z));
}

template <auto Family>
family_row row_of(std::vector<number_list> points) {
  using D = decltype(distribution_on<Family>(nodes{}));
  family_row r;
  r.name = Family.name;
  r.parameters = D::parameters;
  r.points = std::move(points);
  r.states = &states_of<Family>;
  if constexpr (requires(const D& q, expr<> p) { q.icdf(p); }) r.icdf = &icdf_of<Family>;
  r.closed_divergence = pathwise::detail::closed_form_kl<D, D>;
  constexpr bool by_quadrature = location_scale<D> || (reparameterised<D> && !requires { D::draws_of_one_law; });
  if constexpr (by_quadrature || pathwise::detail::closed_form_kl<D, D>) r.divergence = &divergence_of<Family>;
  if constexpr (reparameterised<D>) {
    r.sample = &sample_of<Family>;
    r.implicit = &implicit_of<Family>;
    r.landing = &landing_of<Family>;
  }
  return r;
}

const long double half_turn = std::acos(-1.0L);
region around_loc(const number_list& p) { return {{p[0]}, true, true, p[1]}; }
region from_zero(const number_list& p) { return {{0}, false, true, p[0]}; }
region unit(const number_list&) { return {{0, 1}, false, false, 1}; }

std::vector<family_row> make_table() {
  std::vector<family_row> t;
  const auto add = [&](family_row r) -> family_row& { return t.emplace_back(std::move(r)); };
  const std::vector<number_list> located{{0, 1}, {0.7L, 0.3L}, {-2.5L, 4}, {1, 1e-3L}};

  add(row_of<normal>(located)).where = around_loc;
  add(row_of<logistic>(located)).where = around_loc;
  add(row_of<gumbel>(located)).where = around_loc;
  {
    family_row& r = add(row_of<laplace>(located));
    r.where = around_loc;
    r.kinked_in = {0};
  }
  {
    family_row& r = add(row_of<cauchy>(located));
    r.where = around_loc;
    r.moments = [](const number_list&) { return 1.0; };
  }
  {
    family_row& r = add(row_of<student_t>({{5, 0, 1}, {1.3L, -2, 0.5L}, {30, 1, 2}}));
    r.where = [](const number_list& p) { return region{{p[1]}, true, true, p[2]}; };
    r.moments = [](const number_list& p) { return static_cast<double>(p[0]); };
  }
  {
    family_row& r = add(row_of<asymmetric_laplace>({{0, 1, 1.8L}, {0.5L, 2, 0.4L}}));
    r.where = around_loc;
    r.kinked_in = {0};
  }
  {
    family_row& r = add(row_of<generalized_normal>({{0, 1, 2.5L}, {1, 2, 4}, {-1, 0.5L, 2}}));
    r.where = around_loc;
  }
  add(row_of<log_normal>({{0.2L, 0.8L}, {-1, 0.3L}})).where = [](const number_list& p) {
    return region{{0}, false, true, std::exp(p[0])};
  };
  add(row_of<exponential>({{0.7L}, {40}, {0.1L}})).where = [](const number_list& p) {
    return region{{0}, false, true, 1 / p[0]};
  };
  add(row_of<gamma>({{2.5L, 0.7L}, {0.4L, 3}, {30, 1}})).where = [](const number_list& p) {
    return region{{0}, false, true, p[0] / p[1]};
  };
  add(row_of<chi2>({{5}, {0.8L}})).where = from_zero;
  {
    family_row& r = add(row_of<inverse_gamma>({{2.5L, 0.7L}, {12, 3}}));
    r.where = [](const number_list& p) { return region{{0}, false, true, p[1] / p[0]}; };
    r.moments = [](const number_list& p) { return static_cast<double>(p[0]); };
  }
  {
    family_row& r = add(row_of<fisher_snedecor>({{5, 30}, {1.3L, 22}, {12, 20}}));
    r.where = [](const number_list&) { return region{{0}, false, true, 1}; };
    r.moments = [](const number_list& p) { return static_cast<double>(p[1] / 2); };
  }
  add(row_of<half_normal>({{3}, {0.2L}})).where = from_zero;
  {
    family_row& r = add(row_of<half_cauchy>({{3}, {0.2L}}));
    r.where = from_zero;
    r.moments = [](const number_list&) { return 1.0; };
  }
  add(row_of<weibull>({{2, 1.3L}, {0.5L, 4}, {1, 0.8L}})).where = from_zero;
  {
    family_row& r = add(row_of<pareto>({{1.5L, 2.5L}, {0.1L, 9}}));
    r.where = [](const number_list& p) { return region{{p[0]}, false, true, p[0] / p[1]}; };
    r.moves_support = {0};
    r.moments = [](const number_list& p) { return static_cast<double>(p[1]); };
  }
  {
    family_row& r = add(row_of<generalized_pareto>({{0, 1, 0.1L}, {1, 2, -0.2L}, {-1, 0.5L, 0.7L}}));
    r.where = [](const number_list& p) {
      if (p[2] < 0) return region{{p[0], p[0] - p[1] / p[2]}, false, false, p[1]};
      return region{{p[0]}, false, true, p[1]};
    };
    r.moves_support = {0};
    r.moments = [](const number_list& p) { return p[2] > 0 ? static_cast<double>(1 / p[2]) : all_moments; };
  }
  {
    family_row& r = add(row_of<uniform>({{-3, 5}, {0, 0.01L}}));
    r.where = [](const number_list& p) { return region{{p[0], p[1]}, false, false, p[1] - p[0]}; };
    r.moves_support = {0, 1};
  }
  {
    family_row& r = add(row_of<truncated_normal>({{0, 1, -1, 2.5L}, {0, 1, 4, 6}, {1, 2, -9, -4}}));
    r.where = [](const number_list& p) { return region{{p[2], p[3]}, false, false, p[3] - p[2]}; };
    r.moves_support = {2, 3};
  }
  {
    family_row& r = add(row_of<von_mises>({{0.3L, 1.4L}, {-1, 0.2L}, {0.5L, 30}}));
    r.where = [](const number_list& p) { return region{{p[0] - half_turn, p[0], p[0] + half_turn}, false, false, 1}; };
    r.moves_support = {0};
  }
  add(row_of<pathwise::beta>({{2, 3}, {0.6L, 2.5L}, {150, 120}})).where = unit;
  add(row_of<kumaraswamy>({{2, 3}, {0.6L, 2.5L}, {1.5L, 1.3L}})).where = unit;
  add(row_of<logit_normal>({{0.3L, 1.5L}, {0, 0.5L}, {-1, 1}})).where = unit;
  add(row_of<continuous_bernoulli>({{0.15L}, {0.8L}, {0.5L}})).where = unit;
  add(row_of<relaxed_bernoulli>({{1.2L, 0.4L}, {2, -1}})).where = unit;

  const auto count_to = [](int last) {
    number_list n;
    for (int i = 0; i <= last; ++i) n.push_back(i);
    return n;
  };
  static const number_list to_one = count_to(1), to_many = count_to(900);
  add(row_of<bernoulli>({{-1.3L}, {0.4L}})).events = [](const number_list&) { return to_one; };
  add(row_of<poisson>({{0.3L}, {4}, {60}})).events = [](const number_list&) { return to_many; };
  add(row_of<negative_binomial>({{3, -0.5L}, {0.7L, 1}, {20, 0}})).events = [](const number_list&) { return to_many; };
  add(row_of<geometric>({{-1}, {0.7L}, {3}})).events = [](const number_list&) { return to_many; };
  {
    family_row& r = add(row_of<binomial>({{12, 0.5L}, {3, -1}, {1, 0.2L}}));
    r.events = [](const number_list& p) {
      return number_list(to_many.begin(), to_many.begin() + static_cast<std::ptrdiff_t>(p[0]) + 1);
    };
    r.moves_support = {0};
  }
  add(row_of<discretized_logistic>({{0.1L, 0.05L}, {-0.9L, 0.3L}})).events = [](const number_list&) {
    number_list n;
    for (int i = 0; i < 256; ++i) n.push_back(-1 + 2.0L / 255 * i);
    return n;
  };
  return t;
}

const long double half_pi = std::acos(0.0L);

/// From a cut to infinity on one side: x = cut +- width exp(pi sinh(t) / 2).
void add_half_line(quadrature_rule& rule, long double cut, long double width, int side, int steps) {
  for (int i = -7 * steps; i <= 7 * steps; ++i) {
    const long double t = static_cast<long double>(i) / steps, distance = width * std::exp(half_pi * std::sinh(t));
    const auto x = static_cast<double>(cut + side * distance);
    if (x == static_cast<double>(cut) || !(std::fabs(x) < 1e300) || distance < 1e-280L * width) continue;
    rule.points.push_back(x);
    rule.weights.push_back(half_pi * std::cosh(t) * distance / steps);
  }
}
void add_interval(quadrature_rule& rule, long double a, long double b, int steps) {
  for (int i = -7 * steps; i <= 7 * steps; ++i) {
    const long double t = static_cast<long double>(i) / steps, grown = half_pi * std::sinh(t);
    const long double below = 1 / (1 + std::exp(-2 * grown)), above = 1 / (1 + std::exp(2 * grown));
    const auto x = static_cast<double>(below < above ? a + (b - a) * below : b - (b - a) * above);
    if (!(x > static_cast<double>(a) && x < static_cast<double>(b)) || std::fabs(x) < 1e-280) continue;
    rule.points.push_back(x);
    rule.weights.push_back(2 * half_pi * std::cosh(t) * below * above * (b - a) / steps);
  }
}

}  // namespace

quadrature_rule rule_on(const region& r, int steps) {
  quadrature_rule rule;
  if (r.from_minus_infinity) add_half_line(rule, r.cuts.front(), r.width, -1, steps);
  for (std::size_t i = 1; i < r.cuts.size(); ++i) add_interval(rule, r.cuts[i - 1], r.cuts[i], steps);
  if (r.to_infinity) add_half_line(rule, r.cuts.back(), r.width, 1, steps);
  return rule;
}

quadrature_rule family_row::rule(const number_list& p, int steps) const {
  if (!is_discrete()) return rule_on(where(p), steps);
  const number_list x = events(p);
  return {x, number_list(x.size(), 1)};
}

const std::vector<family_row>& family_table() {
  static const std::vector<family_row> table = make_table();
  return table;
}

std::string described(const family_row& row, const number_list& parameters) {
  std::string s = row.name;
  char digits[32];
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    std::snprintf(digits, sizeof digits, "%.6Lg", parameters[k]);
    s += (k == 0 ? "(" : ", ") + std::string(digits);
  }
  return s + ")";
}

}  // namespace pathwise::testing
