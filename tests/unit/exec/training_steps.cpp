#include <boost/test/unit_test.hpp>

#include "models.hpp"
#include "support/compiled_program.hpp"

using namespace exec_tests;
using namespace pathwise::testing;

BOOST_AUTO_TEST_SUITE(training_steps)

BOOST_AUTO_TEST_CASE(of_the_tutorials_model_at_odd_sizes) {
  check_program<pw::training_step<small_normal>, register_forms::all>("small VAE");
}
BOOST_AUTO_TEST_CASE(of_a_logistic_posterior_by_monte_carlo) {
  check_program<pw::training_step<small_logistic>>("small logistic VAE");
}
BOOST_AUTO_TEST_CASE(of_a_two_layer_encoder) { check_program<pw::training_step<two_layers>>("two layers"); }

BOOST_AUTO_TEST_SUITE_END()
