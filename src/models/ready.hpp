#pragma once
// The ready models: sixteen choices of the tutorial's auto-encoder and three of its codes, each compiled in a file of
// its own.
#include <pathwise/app/session.hpp>

#include <array>

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
model_entry gamma();
model_entry beta();
model_entry von_mises();

/// By posterior: the estimators that `pathwise gradients` compares.
std::array<estimator_entry, 4> normal_estimators();
std::array<estimator_entry, 4> laplace_estimators();

/// What is timed beside them.
std::span<const timed_workload> workloads();

}  // namespace pathwise::models
