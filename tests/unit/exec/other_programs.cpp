#include <boost/test/unit_test.hpp>

#include "models.hpp"
#include "support/compiled_program.hpp"

using namespace exec_tests;
using namespace pathwise::testing;

BOOST_AUTO_TEST_SUITE(other_programs)

BOOST_AUTO_TEST_CASE(gradients_as_outputs) { check_program<pw::gradients_program<odd_ends>>("odd ends, gradients"); }
BOOST_AUTO_TEST_CASE(the_loss_alone) { check_program<pw::loss_program<small_normal>>("small VAE, loss"); }
BOOST_AUTO_TEST_CASE(cuts) {
  check_program<pw::cut<small_normal, pw::in<"x">, pw::out<"fc_mu", "fc_logvar">>>("encode");
  check_program<pw::cut<small_normal, pw::in<"z">, pw::out<"x_recon">>>("decode");
  check_program<pw::cut<small_normal, pw::in<"x", "z.eps">, pw::out<"x_recon", "z", "kl">>>("reconstruct");
  check_program<pw::cut<row_coupled, pw::in<"x">, pw::out<"normal", "variance">>>("batch norm alone");
}
/// Outputs that nothing computes: leaves, constants, parameters.
BOOST_AUTO_TEST_CASE(outputs_of_every_kind) {
  check_program<pw::cut<odd_ends, pw::in<"x", "number", "one", "shift", "grid">,
                        pw::out<"x itself", "number itself", "gain itself", "matrix itself", "mapped", "mean map",
                                "half", "penalty", "warm", "of parameters", "extremes">>>("outputs");
}

BOOST_AUTO_TEST_SUITE_END()
