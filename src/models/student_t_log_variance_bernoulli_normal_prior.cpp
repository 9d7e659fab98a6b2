#include "ready_entry.hpp"

namespace pathwise::models {

model_entry student_t_log_variance_bernoulli_normal_prior() {
  return ready<student_t_with<5>, closed_form, log_variance{}, bernoulli{}, normal_prior{}>();
}

}  // namespace pathwise::models
