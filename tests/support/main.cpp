// The one main() of every test executable: each links this and its own files.
#define BOOST_TEST_MODULE pathwise
#include <boost/test/unit_test.hpp>
