#include "shape_vae.hpp"

namespace pathwise::models {

model_entry beta() { return ready_shape<beta_codes{}>(); }

}  // namespace pathwise::models
