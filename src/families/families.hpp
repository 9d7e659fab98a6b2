#pragma once
// The families that `pathwise distribution` knows, each compiled in a file of its own.
#include <pathwise/app/distribution_table.hpp>

#include <array>

namespace pathwise::families {

/// A family of vectors is compiled for events of 2 to 5 numbers, each size with programs of its own.
inline constexpr std::size_t smallest_event = 2, largest_event = 5;
using vector_family = std::array<distribution_entry, largest_event - smallest_event + 1>;

/// `entry_of.operator()<K>()` for each of these sizes.
template <class Entry>
vector_family of_sizes(Entry entry_of) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return vector_family { entry_of.template operator()<smallest_event + I>()... };
  }(std::make_index_sequence<std::tuple_size_v<vector_family>>{});
}

distribution_entry asymmetric_laplace();
distribution_entry bernoulli();
distribution_entry beta();
distribution_entry binomial();
distribution_entry cauchy();
distribution_entry chi2();
distribution_entry continuous_bernoulli();
distribution_entry discretized_logistic();
distribution_entry exponential();
distribution_entry fisher_snedecor();
distribution_entry gamma();
distribution_entry generalized_normal();
distribution_entry generalized_pareto();
distribution_entry geometric();
distribution_entry gumbel();
distribution_entry half_cauchy();
distribution_entry half_normal();
distribution_entry inverse_gamma();
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
distribution_entry von_mises();
distribution_entry weibull();
vector_family dirichlet();
vector_family logistic_normal();
vector_family multivariate_normal();

}  // namespace pathwise::families
