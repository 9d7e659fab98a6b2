#pragma once
#include <pathwise/app/trainer_session.hpp>

#include "image_vae.hpp"
#include "ready.hpp"

namespace pathwise::models {

/// The entry of one choice in the tutorial's dimensions: 28 x 28 pixels, 400 hidden units, 20 codes.
template <auto Posterior, auto Divergence, auto Sigma, auto Reconstruction>
model_entry ready() {
  using model = image_vae<Posterior, Divergence, Sigma, Reconstruction, 784, 400, 20>;
  return {Posterior.name, Sigma.name, Reconstruction.name, &make_session<model>};
}

}  // namespace pathwise::models
