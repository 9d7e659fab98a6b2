#include "ready_entry.hpp"

namespace pathwise::models {

model_entry logistic_log_variance_squared() { return ready<logistic, monte_carlo, log_variance{}, squared{}>(); }

}  // namespace pathwise::models
