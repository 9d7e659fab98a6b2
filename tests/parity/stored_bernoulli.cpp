// Small models against the cases in the repository: no PyTorch needed.
#include <boost/test/unit_test.hpp>

#include "parity/check.hpp"
#include "parity/variants.hpp"

namespace pathwise::parity {

template <class Variant>
static void check_stored() {
  check<typename Variant::template model<13, 11, 3>>(stored_cases(), Variant::name_in("small"));
}

BOOST_AUTO_TEST_SUITE(stored)
BOOST_AUTO_TEST_SUITE(with_bernoulli)

BOOST_AUTO_TEST_CASE(normal_with_log_variance) { check_stored<normal_log_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(normal_with_softplus_variance) { check_stored<normal_softplus_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(normal_with_softplus) { check_stored<normal_softplus<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(laplace_with_log_variance) { check_stored<laplace_log_variance<bernoulli>>(); }
BOOST_AUTO_TEST_CASE(logistic_with_log_variance) { check_stored<logistic_log_variance<bernoulli>>(); }

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

}  // namespace pathwise::parity
