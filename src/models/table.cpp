// The one C entry of the library of ready models.
#include <pathwise/app/model_entries.hpp>

#include <vector>

#include "ready.hpp"

#ifndef PATHWISE_WITHOUT_FAMILIES
static std::span<const pathwise::estimator_entry> estimators() {
  static const std::vector<pathwise::estimator_entry> all = [] {
    std::vector<pathwise::estimator_entry> entries;
    for (const auto& of_one : {pathwise::models::normal_estimators(), pathwise::models::laplace_estimators()})
      entries.insert(entries.end(), of_one.begin(), of_one.end());
    return entries;
  }();
  return all;
}
#endif

extern "C" [[gnu::visibility("default")]] const pathwise::model_table* pathwise_models_v1() {
  using namespace pathwise::models;
  static const std::array entries = {
      normal_log_variance_bernoulli(),
      normal_log_variance_squared(),
      normal_softplus_variance_bernoulli(),
      normal_softplus_variance_squared(),
      normal_softplus_bernoulli(),
      normal_softplus_squared(),
      laplace_log_variance_bernoulli(),
      laplace_log_variance_squared(),
      logistic_log_variance_bernoulli(),
      logistic_log_variance_squared(),
#ifndef PATHWISE_WITHOUT_FAMILIES
      gumbel_log_variance_bernoulli(),
      student_t_log_variance_bernoulli(),
      laplace_log_variance_bernoulli_normal_prior(),
      logistic_log_variance_bernoulli_normal_prior(),
      gumbel_log_variance_bernoulli_normal_prior(),
      student_t_log_variance_bernoulli_normal_prior(),
      gamma(),
      beta(),
      von_mises(),
#endif
  };
  static const pathwise::model_table table = [] {
    pathwise::model_table t = pathwise::table_of(entries);
#ifndef PATHWISE_WITHOUT_FAMILIES
    t.distributions = pathwise::ready_distributions();
    t.estimators = estimators();
#endif
    t.workloads = workloads();
    return t;
  }();
  return &table;
}
