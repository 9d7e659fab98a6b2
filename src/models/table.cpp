// The one C entry of the library of ready models.
#include <pathwise/app/model_entries.hpp>

#include "../families/families.hpp"
#include "ready.hpp"

extern "C" [[gnu::visibility("default")]] const pathwise::model_table* pathwise_models_v1() {
  using namespace pathwise::models;
  static const std::array entries = {
      normal_log_variance_bernoulli(),    normal_log_variance_squared(),  normal_softplus_variance_bernoulli(),
      normal_softplus_variance_squared(), normal_softplus_bernoulli(),    normal_softplus_squared(),
      laplace_log_variance_bernoulli(),   laplace_log_variance_squared(), logistic_log_variance_bernoulli(),
      logistic_log_variance_squared(),
  };
  namespace known = pathwise::families;
  static const std::array families = {
      known::asymmetric_laplace(),
      known::bernoulli(),
      known::cauchy(),
      known::continuous_bernoulli(),
      known::discretized_logistic(),
      known::exponential(),
      known::generalized_normal(),
      known::generalized_pareto(),
      known::gumbel(),
      known::half_cauchy(),
      known::half_normal(),
      known::kumaraswamy(),
      known::laplace(),
      known::log_normal(),
      known::logistic(),
      known::logit_normal(),
      known::negative_binomial(),
      known::normal(),
      known::pareto(),
      known::poisson(),
      known::relaxed_bernoulli(),
      known::student_t(),
      known::truncated_normal(),
      known::uniform(),
      known::weibull(),
  };
  static const pathwise::model_table table = [] {
    pathwise::model_table t = pathwise::table_of(entries);
    t.distributions = families;
    return t;
  }();
  return &table;
}
