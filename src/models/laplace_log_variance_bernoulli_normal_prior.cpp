#include "ready_entry.hpp"

namespace pathwise::models {

model_entry laplace_log_variance_bernoulli_normal_prior() {
  return ready<laplace, closed_form, log_variance{}, bernoulli{}, normal_prior{}>();
}

}  // namespace pathwise::models
