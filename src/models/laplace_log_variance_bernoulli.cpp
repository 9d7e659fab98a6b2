#include "ready_entry.hpp"

namespace pathwise::models {

model_entry laplace_log_variance_bernoulli() { return ready<laplace, closed_form, log_variance{}, bernoulli{}>(); }

}  // namespace pathwise::models
