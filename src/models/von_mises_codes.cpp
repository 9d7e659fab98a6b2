#include "shape_vae.hpp"

namespace pathwise::models {

model_entry von_mises() { return ready_shape<von_mises_codes{}>(); }

}  // namespace pathwise::models
