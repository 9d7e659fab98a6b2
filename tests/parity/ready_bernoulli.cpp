// The ready models in float64; in float32 verify.py asks the program that ships them.
#include <boost/test/unit_test.hpp>

#include "parity/check.hpp"
#include "parity/variants.hpp"

namespace pathwise::parity {

template <class Variant>
static void check_ready() {
  check_in<typename Variant::template model<784, 400, 20>, double>(fresh_cases(), Variant::name_in("ready"));
}

BOOST_AUTO_TEST_SUITE(ready)
BOOST_AUTO_TEST_SUITE(with_bernoulli)

BOOST_AUTO_TEST_CASE(normal_with_log_variance) { check_ready<normal_log_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(normal_with_softplus_variance) { check_ready<normal_softplus_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(normal_with_softplus) { check_ready<normal_softplus<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(laplace_with_log_variance) { check_ready<laplace_log_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(logistic_with_log_variance) { check_ready<logistic_log_variance<bernoulli>>(); }

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

}  // namespace pathwise::parity
