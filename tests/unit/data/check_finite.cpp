#include <boost/test/unit_test.hpp>

#include <pathwise/data/check_finite.hpp>

#include <limits>

#include "files.hpp"

namespace pw = pathwise;

namespace {

template <class T>
std::string message_with(T value) {
  pw::matrix<T> numbers(3, 4);
  numbers(1, 2) = value;
  numbers(2, 0) = value;
  return message_of([&] { pw::check_finite(numbers.view(), "x.npy"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_finite)

BOOST_AUTO_TEST_CASE_TEMPLATE(names_the_first_place, T, decltype(std::tuple<float, double>())) {
  using limits = std::numeric_limits<T>;
  BOOST_TEST(message_with(limits::quiet_NaN()) == "x.npy: row 1, column 2 is NaN; clean the data first");
  BOOST_TEST(message_with(limits::infinity()) == "x.npy: row 1, column 2 is infinity; clean the data first");
  BOOST_TEST(message_with(-limits::infinity()) == "x.npy: row 1, column 2 is -infinity; clean the data first");
  BOOST_TEST(message_with(limits::max()) == "no error");
  BOOST_TEST(message_with(limits::lowest()) == "no error");
  BOOST_TEST(message_with(limits::denorm_min()) == "no error");
}

BOOST_AUTO_TEST_CASE(an_empty_matrix_is_fine) {
  pw::check_finite(pw::matrix_view<const float>{}, "x.npy");
  pw::check_finite(pw::matrix_view<const float>{nullptr, 5, 0}, "x.npy");
}

BOOST_AUTO_TEST_SUITE_END()
