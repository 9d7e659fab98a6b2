// Widths that no register divides, numbers of rows, slabs and threads, in both types.
#include <boost/test/unit_test.hpp>

#include "parity/check.hpp"
#include "parity/variants.hpp"

namespace pathwise::parity {

template <class Variant>
using odd = typename Variant::template model<37, 53, 5>;

using gaussian = normal_log_variance<bernoulli>;
using two_sided = laplace_log_variance<bernoulli>;
using sampled_divergence = logistic_log_variance<squared_error>;

/// The gradients that a program gives as outputs are those that the optimiser is handed, bit for bit.
template <class T, class Variant>
static void outputs_equal_what_the_optimiser_gets() {
  const stored_case c(fresh_cases() / (Variant::name_in("odd") + ".safetensors"));
  const numbers kept = run<odd<Variant>, T>(c, {}), outputs = differentiate<odd<Variant>, T>(c, {3, 4});
  for (const parameter_info& p : parameters_of<native<T>>(traced<odd<Variant>>)) {
    const std::string name(p.name);
    BOOST_TEST(outputs.at(name) == kept.at("gradient." + name), name);
  }
}

/// A case in odd dimensions, and one whose means and variances are as spread out as a trained model's.
template <class Variant>
static void check_odd() {
  for (const char* group : {"odd", "spread", "one_row"}) check<odd<Variant>>(fresh_cases(), Variant::name_in(group));
  outputs_equal_what_the_optimiser_gets<float, Variant>();
  outputs_equal_what_the_optimiser_gets<double, Variant>();
}

/// 130 rows: neither slabs nor threads divide them.
template <class Variant>
static void check_slabs() {
  for (const schedule how : {schedule{1, 7}, schedule{2, 7}, schedule{3, 7}, schedule{4, 7}, schedule{5, 7}})
    check<odd<Variant>>(fresh_cases(), Variant::name_in("slabs"), how);
}

BOOST_AUTO_TEST_SUITE(odd_shapes)

BOOST_AUTO_TEST_CASE(normal) { check_odd<gaussian>(); }
BOOST_AUTO_TEST_CASE(laplace) { check_odd<two_sided>(); }
BOOST_AUTO_TEST_CASE(logistic) { check_odd<sampled_divergence>(); }
BOOST_AUTO_TEST_CASE(normal_in_slabs) { check_slabs<gaussian>(); }
BOOST_AUTO_TEST_CASE(laplace_in_slabs) { check_slabs<two_sided>(); }
BOOST_AUTO_TEST_CASE(logistic_in_slabs) { check_slabs<sampled_divergence>(); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace pathwise::parity
