#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_log_variance_squared() { return ready<normal, closed_form, log_variance{}, squared{}>(); }

}  // namespace pathwise::models
