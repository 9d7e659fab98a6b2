#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_softplus_variance_squared() { return ready<normal, closed_form, softplus_variance{}, squared{}>(); }

}  // namespace pathwise::models
