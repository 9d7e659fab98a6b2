// All families of the library of ready models.
#include <array>

#include "families.hpp"

namespace pathwise {

std::span<const distribution_entry> ready_distributions() {
  static const std::array all = {
      families::asymmetric_laplace(),
      families::bernoulli(),
      families::cauchy(),
      families::continuous_bernoulli(),
      families::discretized_logistic(),
      families::exponential(),
      families::gamma(),
      families::generalized_normal(),
      families::generalized_pareto(),
      families::gumbel(),
      families::half_cauchy(),
      families::half_normal(),
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
      families::weibull(),
  };
  return all;
}

}  // namespace pathwise
