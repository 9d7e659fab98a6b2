// An operation in a user's own file: no registration, no macro, and as differentiable as ours.
#include <boost/test/unit_test.hpp>

#include <cmath>

#include <pathwise/engine.hpp>

namespace somebody {

namespace pw = pathwise;

/// x^2 / (1 + x^2), bounded and smooth.
struct bounded_square {
  static constexpr auto name = "bounded_square";
  template <class T>
  static constexpr T value(T x) {
    return x * x / (T(1) + x * x);
  }
  static constexpr pw::any_expr derivative(pw::any_expr x, pw::any_expr /*y*/) {
    return 2.0 * x / square(1.0 + square(x));
  }
};

/// a b^2: two operands, one derivative each.
struct weighted_square {
  static constexpr auto name = "weighted_square";
  template <class T>
  static constexpr T value(T a, T b) {
    return a * b * b;
  }
  static constexpr pw::partials<2> derivative(pw::any_expr a, pw::any_expr b, pw::any_expr /*y*/) {
    return {{square(b), 2.0 * a * b}};
  }
};

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto h = pw::apply<bounded_square>(linear<6>("a", model.input<5>("x")));
    model.minimise(sum(pw::apply<weighted_square>(h, linear<6>("b", h))));
  }
};

constexpr auto f = pw::function([](pw::expr<> x) { return pw::apply<bounded_square>(x); });

}  // namespace somebody

BOOST_AUTO_TEST_SUITE(users_own)

BOOST_AUTO_TEST_CASE(is_called_and_differentiated_twice) {
  for (const double x : {-2.0, -0.3, 0.0, 0.7, 5.0}) {
    const double q = 1 + x * x;
    BOOST_TEST(std::abs(somebody::f(x)[0] - x * x / q) < 1e-15);
    BOOST_TEST(std::abs(pathwise::gradient(somebody::f)(x)[0] - 2 * x / (q * q)) < 1e-15);
    BOOST_TEST(std::abs(pathwise::hvp(somebody::f)(x, 1.0)[0] - (2 - 6 * x * x) / (q * q * q)) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(trains_in_a_model) {
  pathwise::matrix<float> rows(32, 5);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 7) / 7.0f;
  pathwise::trainer<somebody::net> t({.batch = 32}, pathwise::adam{.learning_rate = 0.01});
  const double first = t.evaluate(rows).loss();
  t.fit(rows, {.epochs = 50});
  BOOST_TEST(t.evaluate(rows).loss() < 0.5 * first);
}

BOOST_AUTO_TEST_SUITE_END()
