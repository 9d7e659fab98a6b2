#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_softplus_bernoulli() { return ready<normal, closed_form, softplus_scale{}, bernoulli{}>(); }

}  // namespace pathwise::models
