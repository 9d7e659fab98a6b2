#include "ready_entry.hpp"

namespace pathwise::models {

model_entry logistic_log_variance_bernoulli() { return ready<logistic, monte_carlo, log_variance{}, bernoulli{}>(); }

}  // namespace pathwise::models
