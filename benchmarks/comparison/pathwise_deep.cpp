// A training step of a deeper model with a row of middling widths: 203-147-99-85-9-85-203.
#include "models.hpp"

namespace {

struct deep {
  static constexpr std::size_t pixels = 203, latent = 9;
  static constexpr void build(pathwise::model_builder& model) {
    auto x = model.input<pixels>("x");
    auto h = relu(linear<85>("encoder.4", relu(linear<99>("encoder.2", relu(linear<147>("encoder.0", x))))));
    auto mu = linear<latent>("fc_mu", h);
    auto q = pathwise::normal(mu, exp(0.5 * linear<latent>("fc_logvar", h)));
    auto z = rsample("z", q);
    auto logits = linear<pixels>("decoder.2", relu(linear<85>("decoder.0", z)));
    model.minimise(sum(binary_cross_entropy_with_logits(logits, x)) + sum(kl_divergence(q, standard_like(q))));
  }
};

}  // namespace

int main(int argc, char** argv) { return comparison::training<deep>(argc, argv); }
