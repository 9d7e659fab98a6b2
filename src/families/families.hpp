#pragma once
// The families that `pathwise distribution` knows, each compiled in a file of its own.
#include <pathwise/app/distribution_table.hpp>

namespace pathwise::families {

distribution_entry asymmetric_laplace();
distribution_entry bernoulli();
distribution_entry cauchy();
distribution_entry continuous_bernoulli();
distribution_entry discretized_logistic();
distribution_entry exponential();
distribution_entry gamma();
distribution_entry generalized_normal();
distribution_entry generalized_pareto();
distribution_entry gumbel();
distribution_entry half_cauchy();
distribution_entry half_normal();
distribution_entry kumaraswamy();
distribution_entry laplace();
distribution_entry log_normal();
distribution_entry logistic();
distribution_entry logit_normal();
distribution_entry negative_binomial();
distribution_entry normal();
distribution_entry pareto();
distribution_entry poisson();
distribution_entry relaxed_bernoulli();
distribution_entry student_t();
distribution_entry truncated_normal();
distribution_entry uniform();
distribution_entry weibull();

}  // namespace pathwise::families
