#include "ready_entry.hpp"

namespace pathwise::models {

model_entry normal_softplus_variance_bernoulli() {
  return ready<normal, closed_form, softplus_variance{}, bernoulli{}>();
}

}  // namespace pathwise::models
