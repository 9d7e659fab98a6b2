#pragma once
// How likely a right generator is to give what was found: probabilities under the null hypothesis.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace pathwise::testing {

/// One question to a sample, and the probability under the null hypothesis of an answer as far off as the one found.
struct check {
  std::string name;
  double p;
};

inline const check& least_of(const std::vector<check>& found) {
  return *std::min_element(found.begin(), found.end(), [](const check& a, const check& b) { return a.p < b.p; });
}

inline double upper_normal(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }
inline double two_sided(double z) { return 2 * upper_normal(std::fabs(z)); }

/// The probability of a Poisson count at least as far from its mean, both sides: sums from the count outwards.
inline double poisson_two_sided(double count, double mean) {
  const double here = std::exp(-mean + count * std::log(mean) - std::lgamma(count + 1));
  double below = 0, above = 0, term = here;
  for (double k = count; k >= 0 && (term > 1e-18 * below || k == count); term *= k / mean, --k) below += term;
  term = here;
  for (double k = count; term > 1e-18 * above || k == count; term *= mean / ++k) above += term;
  return std::min(1.0, 2 * std::min(below, above));
}

/// The same of chi-squared with an even number of degrees of freedom, for which the upper tail is a Poisson sum.
inline double chi_squared_two_sided(double x, int even_degrees) {
  double term = std::exp(-x / 2), upper = 0;
  for (int k = 0; k < even_degrees / 2; term *= x / 2 / ++k) upper += term;
  return std::min(1.0, 2 * std::min(upper, 1 - upper));
}

}  // namespace pathwise::testing
