#include <pathwise/dist/gumbel.hpp>

#include "ready_entry.hpp"

namespace pathwise::models {

model_entry gumbel_log_variance_bernoulli_normal_prior() {
  return ready<gumbel, closed_form, log_variance{}, bernoulli{}, normal_prior{}>();
}

}  // namespace pathwise::models
