#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_softplus_squared() { return ready<normal, closed_form, softplus_scale{}, squared{}>(); }

}  // namespace pathwise::models
