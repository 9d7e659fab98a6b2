#include "ready_entry.hpp"

namespace pathwise::models {

model_entry laplace_log_variance_squared() { return ready<laplace, closed_form, log_variance{}, squared{}>(); }

}  // namespace pathwise::models
