// A loop over rows against the same steps written out, and against differences.
#include <boost/test/unit_test.hpp>

#include <pathwise/exec/scan.hpp>
#include <pathwise/expr/axes.hpp>
#include <pathwise/testing/norms.hpp>

namespace {

namespace pw = pathwise;

constexpr auto advance(pw::expr<3> h, pw::expr<> c, pw::expr<3> weight, pw::expr<3> x) {
  const pw::expr<3> next = tanh(h * weight + x * c);
  return std::tuple(next, 0.5 * c + sum(next * x), sum(square(next)) + c);
}
constexpr auto step = pw::function(
    [](pw::shared<3> h, pw::shared<> c, pw::shared<3> weight, pw::expr<3> x) { return advance(h, c, weight, x); });
constexpr auto loop = pw::scan<2>(step);
/// Four steps, as one function.
constexpr auto written_out =
    pw::function([](pw::shared<3> h, pw::shared<> c, pw::shared<3> weight, pw::shared<4, 3> x) {
      const auto at = [&]<int T>(const auto& before) {
        return advance(std::get<0>(before), std::get<1>(before), weight, pw::select<T>(x, pw::axis<0>));
      };
      const auto first = advance(h, c, weight, pw::select<0>(x, pw::axis<0>));
      const auto second = at.operator()<1>(first), third = at.operator()<2>(second), fourth = at.operator()<3>(third);
      return std::get<2>(first) + std::get<2>(second) + std::get<2>(third) + std::get<2>(fourth);
    });

const pw::matrix<double> h(1, 3, {0.1, -0.2, 0.3}), c(1, 1, {0.7}), weight(1, 3, {0.5, -1.5, 1.0});
const pw::matrix<double> x(4, 3, {1, 0.5, -1, 0.2, 0.8, -0.3, 1.5, -0.7, 0.1, 0.4, 0.9, -1.1});

}  // namespace

BOOST_AUTO_TEST_SUITE(scan)

BOOST_AUTO_TEST_CASE(is_its_steps_written_out) {
  BOOST_TEST(std::abs(loop(h, c, weight, x) - written_out(h, c, weight, x)(0, 0)) < 1e-14);
  const auto found = pw::gradient(loop)(h, c, weight, x);
  const auto expected = pw::gradient(written_out)(h, c, weight, x);
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(found[i].rows == (i == 3 ? 4u : 1u));
    BOOST_TEST(pathwise::testing::relative_maximum(found[i].values, expected[i].values) < 1e-14, "argument " << i);
  }
}

BOOST_AUTO_TEST_CASE(has_as_many_steps_as_rows) {
  const pw::matrix<double> none(0, 3), one(1, 3, {1, 0.5, -1});
  BOOST_TEST(loop(h, c, weight, none) == 0.0);
  const auto empty = pw::gradient(loop)(h, c, weight, none);
  BOOST_TEST((empty[2].values[0] == 0 && empty[3].size() == 0));
  const double once = loop(h, c, weight, one);
  BOOST_TEST(once == step(h, c, weight, one)[2].values[0]);
  pw::matrix<double> many(1000, 3);
  for (std::size_t i = 0; i < many.size(); ++i) many.values[i] = std::sin(static_cast<double>(i));
  const auto gradient = pw::gradient(loop)(h, c, weight, many);
  pw::matrix<double> moved = weight;
  moved.values[1] += 1e-6;
  const double above = loop(h, c, moved, many);
  moved.values[1] -= 2e-6;
  const double slope = (above - loop(h, c, moved, many)) / 2e-6;
  BOOST_TEST(std::abs(gradient[2].values[1] - slope) < 1e-6 * std::abs(slope));
  const auto again = pw::gradient(loop)(h, c, weight, many);  // what stays from call to call may not matter
  BOOST_TEST(pathwise::testing::same_bits(again[2].values, gradient[2].values));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_of_rows_that_differ) {
  static constexpr auto two =
      pw::scan<1>(pw::function([](pw::shared<> s, pw::expr<> a, pw::expr<> b) { return std::tuple(s + a * b, s); }));
  const pw::matrix<float> s(1, 1, {0}), a(3, 1, {1, 2, 3}), b(2, 1, {1, 2});
  BOOST_TEST(two(s, a, a) == 0.0f + 1 + 5);
  BOOST_CHECK_THROW(two(s, a, b), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
