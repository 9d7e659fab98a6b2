#include "ready_entry.hpp"

namespace pathwise::models {

model_entry student_t_log_variance_bernoulli() {
  return ready<student_t_with<5>, monte_carlo, log_variance{}, bernoulli{}>();
}

}  // namespace pathwise::models
