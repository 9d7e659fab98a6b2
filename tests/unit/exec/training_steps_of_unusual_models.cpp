#include <boost/test/unit_test.hpp>

#include "models.hpp"
#include "support/compiled_program.hpp"

using namespace exec_tests;
using namespace pathwise::testing;

BOOST_AUTO_TEST_SUITE(training_steps_of_unusual_models)

BOOST_AUTO_TEST_CASE(of_layers_used_twice_and_nine_times) { check_program<pw::training_step<recurrent>>("recurrent"); }
BOOST_AUTO_TEST_CASE(of_positions_as_rows) { check_program<pw::training_step<positions>>("positions"); }
BOOST_AUTO_TEST_CASE(of_rows_that_see_each_other) {
  check_program<pw::training_step<row_coupled>, register_forms::all>("row coupled");
}
BOOST_AUTO_TEST_CASE(of_penalties_and_odd_shapes) {
  check_program<pw::training_step<odd_ends>, register_forms::all>("odd ends");
}

BOOST_AUTO_TEST_SUITE_END()
