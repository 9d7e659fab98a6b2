#include "ready_entry.hpp"

namespace pathwise::models {

model_entry logistic_log_variance_bernoulli_normal_prior() {
  return ready<logistic, closed_form, log_variance{}, bernoulli{}, normal_prior{}>();
}

}  // namespace pathwise::models
