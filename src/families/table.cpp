// All families of the library of ready models.
#include <vector>

#include "families.hpp"

namespace pathwise {

std::span<const distribution_entry> ready_distributions() {
  static const std::vector<distribution_entry> all = [] {
    std::vector<distribution_entry> entries = {
        families::asymmetric_laplace(),
        families::bernoulli(),
        families::beta(),
        families::binomial(),
        families::cauchy(),
        families::chi2(),
        families::continuous_bernoulli(),
        families::discretized_logistic(),
        families::exponential(),
        families::fisher_snedecor(),
        families::gamma(),
        families::generalized_normal(),
        families::generalized_pareto(),
        families::geometric(),
        families::gumbel(),
        families::half_cauchy(),
        families::half_normal(),
        families::inverse_gamma(),
        families::kumaraswamy(),
        families::laplace(),
        families::log_normal(),
        families::logistic(),
        families::logit_normal(),
        families::negative_binomial(),
        families::normal(),
        families::pareto(),
        families::poisson(),
        families::relaxed_bernoulli(),
        families::student_t(),
        families::truncated_normal(),
        families::uniform(),
        families::von_mises(),
        families::weibull(),
    };
    for (const families::vector_family& of_sizes :
         {families::dirichlet(), families::logistic_normal(), families::multivariate_normal()})
      entries.insert(entries.end(), of_sizes.begin(), of_sizes.end());
    return entries;
  }();
  return all;
}

}  // namespace pathwise
