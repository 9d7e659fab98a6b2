#include <boost/test/unit_test.hpp>

#include <pathwise/data/NAME.hpp>

BOOST_AUTO_TEST_SUITE(NAME_file)

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  BOOST_ERROR("NAME: write a small file byte by byte, and read it");
}

BOOST_AUTO_TEST_SUITE_END()
