// An encoder of two hidden layers, in both types.
#include <boost/test/unit_test.hpp>

#include "parity/check.hpp"
#include "parity/variants.hpp"

namespace pathwise::parity {

template <class Variant>
struct deep;
template <auto Posterior, auto Divergence, auto Sigma, auto Reconstruction>
struct deep<variant<Posterior, Divergence, Sigma, Reconstruction>> {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<51>("x");
    const auto h = relu(linear<22>("encoder.2", relu(linear<34>("encoder.0", x))));
    const auto q = Posterior(linear<6>("fc_mu", h), Sigma(linear<6>("fc_logvar", h)));
    const auto z = rsample("z", q);
    const auto logits = linear<51>("decoder.2", relu(linear<34>("decoder.0", z)));
    const auto reconstruction = model.output("reconstruction", sum(Reconstruction(logits, x)));
    const auto kl = model.output("kl", sum(Divergence(q, standard_like(q), z)));
    model.minimise(reconstruction + kl);
  }
};

template <class Variant>
static void check_deep() {
  check<deep<Variant>>(fresh_cases(), Variant::name_in("deep"));
}

BOOST_AUTO_TEST_SUITE(two_layers)

BOOST_AUTO_TEST_CASE(normal) { check_deep<normal_softplus_variance<squared_error>>(); }
BOOST_AUTO_TEST_CASE(laplace) { check_deep<laplace_log_variance<bernoulli>>(); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace pathwise::parity
