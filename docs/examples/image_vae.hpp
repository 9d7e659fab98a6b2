#pragma once
// The tutorial's variational auto-encoder, for any location-scale posterior. Its parameter names are those of the
// PyTorch module, so that a state_dict loads as it is.
#include <pathwise/engine.hpp>

namespace pw = pathwise;

template <auto posterior = pw::normal, auto divergence = pw::closed_form>
struct image_vae {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<784>("x");
    auto h = relu(linear<400>("encoder.0", x));
    auto mu = linear<20>("fc_mu", h);
    auto logvar = linear<20>("fc_logvar", h);
    auto q = posterior(mu, exp(0.5 * logvar));
    auto z = rsample("z", q);
    auto logits = linear<784>("decoder.2", relu(linear<400>("decoder.0", z)));
    model.output("x_recon", sigmoid(logits));
    auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    auto kl = model.output("kl", sum(divergence(q, standard_like(q), z)));
    model.minimise(reconstruction + kl);
  }
};
