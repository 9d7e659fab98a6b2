#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/NAME.hpp>
#include <pathwise/kernels/reference.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

BOOST_AUTO_TEST_SUITE(NAME_kernel)

BOOST_AUTO_TEST_CASE_TEMPLATE(is_the_reference_at_every_width_and_tail, V, widths) {
  for (const long count : extents) BOOST_TEST(count < 0, "NAME: hold " << count << " numbers to reference::NAME, in guarded memory");
}

BOOST_AUTO_TEST_SUITE_END()
