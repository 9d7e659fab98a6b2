#include "shape_vae.hpp"

namespace pathwise::models {

model_entry gamma() { return ready_shape<gamma_codes{}>(); }

}  // namespace pathwise::models
