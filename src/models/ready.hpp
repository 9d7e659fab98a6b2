#pragma once
// The ready models: sixteen choices of the tutorial's auto-encoder, each compiled in a file of its own.
#include <pathwise/app/session.hpp>

namespace pathwise::models {

model_entry normal_log_variance_bernoulli();
model_entry normal_log_variance_squared();
model_entry normal_softplus_variance_bernoulli();
model_entry normal_softplus_variance_squared();
model_entry normal_softplus_bernoulli();
model_entry normal_softplus_squared();
model_entry laplace_log_variance_bernoulli();
model_entry laplace_log_variance_squared();
model_entry logistic_log_variance_bernoulli();
model_entry logistic_log_variance_squared();
model_entry gumbel_log_variance_bernoulli();
model_entry student_t_log_variance_bernoulli();
model_entry laplace_log_variance_bernoulli_normal_prior();
model_entry logistic_log_variance_bernoulli_normal_prior();
model_entry gumbel_log_variance_bernoulli_normal_prior();
model_entry student_t_log_variance_bernoulli_normal_prior();

/// What is timed beside them.
std::span<const timed_workload> workloads();

}  // namespace pathwise::models
