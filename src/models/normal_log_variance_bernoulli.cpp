#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_log_variance_bernoulli() { return ready<normal, closed_form, log_variance{}, bernoulli{}>(); }

}  // namespace pathwise::models
