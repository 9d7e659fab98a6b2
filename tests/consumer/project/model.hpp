#pragma once
#include <pathwise/pathwise.hpp>

namespace pw = pathwise;

struct my_model {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<9>("x");
    auto h = tanh(linear<6>("hidden", x));
    auto q = pw::laplace(linear<2>("mu", h), exp(0.5 * linear<2>("logvar", h)));
    auto y = model.output("x_recon", linear<9>("out", rsample("z", q)));
    auto reconstruction = model.output("reconstruction", sum(square(y - x)));
    auto kl = model.output("kl", sum(kl_divergence(q, standard_like(q))));
    model.minimise(reconstruction + kl);
  }
};
