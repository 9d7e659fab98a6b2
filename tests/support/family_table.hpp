#pragma once
// One row a family: what the laws need to know of it. A family joins every law by its row in family_table.cpp; one in
// dist/families.hpp without a row fails `a_row_for_every_family`.
#include <span>
#include <string>
#include <vector>

#include <pathwise/base/constraint.hpp>
#include <pathwise/expr/any_expr.hpp>

namespace pathwise::testing {

using number_list = std::vector<long double>;

/// What a family states, as nodes; empty handles for what it does not.
struct stated_quantities {
  any_expr log_prob, cdf, sf, entropy, mean, variance, mode;
};

/// Where x lies: the cuts between which a density is smooth, open to infinity on a side or not. `width` is about how
/// wide the density is at the cuts.
struct region {
  number_list cuts;
  bool from_minus_infinity = false, to_infinity = false;
  long double width = 1;
};
/// Points and weights of a sum that is the expectation's integral (or, for whole numbers, the expectation itself).
struct quadrature_rule {
  number_list points, weights;
};
/// Takahasi and Mori's (1974) rules on each part, with `steps` points a unit of their variable.
quadrature_rule rule_on(const region& r, int steps = 32);

/// A tail that moments end in: E|z|^k exists for k below it.
inline constexpr double all_moments = 1e9;

struct family_row {
  const char* name;
  std::span<const distribution_parameter> parameters;
  std::vector<number_list> points;  // of the parameters
  region (*where)(const number_list& parameters) = nullptr;
  number_list (*events)(const number_list& parameters) = nullptr;  // of a discrete family, instead
  std::vector<std::size_t>
      moves_support;                   // parameters that the support's ends, with density, depend on: no score there
  std::vector<std::size_t> kinked_in;  // parameters in which log_prob is not twice differentiable on average
  double (*moments)(const number_list& parameters) = [](const number_list&) { return all_moments; };

  /// On a graph whose nodes `theta` are the parameters.
  stated_quantities (*states)(const std::vector<any_expr>& theta, any_expr x) = nullptr;
  any_expr (*icdf)(const std::vector<any_expr>& theta, any_expr p) = nullptr;
  any_expr (*sample)(const std::vector<any_expr>& theta) = nullptr;  // named "z"
  any_expr (*implicit)(const std::vector<any_expr>& theta, any_expr draw) = nullptr;
  /// KL(q || p): closed where `closed_divergence`, otherwise by quadrature with 96 nodes.
  any_expr (*divergence)(const std::vector<any_expr>& q, const std::vector<any_expr>& p) = nullptr;
  bool closed_divergence = false;
  any_expr (*landing)(const std::vector<any_expr>& q, const std::vector<any_expr>& p, any_expr z) = nullptr;

  bool is_discrete() const { return events != nullptr; }
  quadrature_rule rule(const number_list& parameters, int steps = 32) const;
};

/// Every family of one number a row.
const std::vector<family_row>& family_table();

/// "weibull(2, 0.7)".
std::string described(const family_row& row, const number_list& parameters);

}  // namespace pathwise::testing
