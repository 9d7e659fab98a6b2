// Operations and derivatives in a user's own file: no registration, no macro, and held to the same harness as ours.
#include <boost/test/unit_test.hpp>

#include <cmath>

#include <pathwise/engine.hpp>
#include <pathwise/testing/expect_gradients.hpp>

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

struct wrong_square {
  static constexpr auto name = "wrong_square";
  template <class T>
  static constexpr T value(T x) {
    return x * x;
  }
  static constexpr pw::any_expr derivative(pw::any_expr x, pw::any_expr /*y*/) { return 3.0 * x; }
};

/// A layer of four arguments with a backward that makes the products itself.
struct gated_layer {
  static constexpr auto name = "gated_layer";
  static constexpr auto value(pw::expr<3> x, pw::expr<2, 3> weight, pw::expr<2> bias, pw::expr<> gate) {
    return gate * (linear_product(x, weight) + bias);
  }
  static constexpr auto backward(pw::expr<3> x, pw::expr<2, 3> weight, pw::expr<2> /*bias*/, pw::expr<> gate,
                                 pw::expr<2> y, pw::expr<2> dy) {
    const pw::expr<2> inside = gate * dy;
    return std::tuple(pw::expr<3>(linear_transposed_product(inside, weight)), pw::expr<2, 3>(outer_product(inside, x)),
                      inside, sum(dy * y) / gate);
  }
};
constexpr auto layer = pw::function([](pw::expr<3> x, pw::shared<2, 3> weight, pw::shared<2> bias, pw::expr<> gate) {
  return tanh(pw::custom_derivative<gated_layer>(x, weight, bias, gate));
});

/// The identity, whose cotangent is cut.
struct clipped_gradient {
  static constexpr auto name = "clipped_gradient";
  template <std::size_t... E>
  static constexpr auto value(pw::expr<E...> x) {
    return x;
  }
  template <std::size_t... E>
  static constexpr auto backward(pw::expr<E...>, pw::expr<E...>, pw::expr<E...> dy) {
    return min(max(dy, -1.0), 1.0);
  }
};
constexpr auto clipped =
    pw::function([](pw::expr<2> x) { return sum(square(pw::custom_derivative<clipped_gradient>(x))); });

/// x times a number that its backward keeps still.
struct one_sided_product {
  static constexpr auto name = "one_sided_product";
  static constexpr auto value(pw::expr<> x, pw::expr<> y) { return x * y; }
  static constexpr auto backward(pw::expr<>, pw::expr<> y, pw::expr<>, pw::expr<> dy) {
    return std::tuple(dy * y, pw::zero_derivative);
  }
};
constexpr auto one_sided =
    pw::function([](pw::expr<> x, pw::expr<> y) { return pw::custom_derivative<one_sided_product>(x, y); });

/// Each number times all those before it and a first one: a recursion along the row, with all three kernels.
struct running_product {
  static constexpr auto name = "running_product";
  template <class T, std::size_t N>
  static void forward(std::span<const T, N> x, std::span<const T, 1> first, std::span<T, N> y) {
    T product = first[0];
    for (std::size_t i = 0; i < N; ++i) y[i] = product *= x[i];
  }
  template <class T, std::size_t N>
  static void backward(std::span<const T, N> x, std::span<const T, 1> first, std::span<const T, N> y,
                       std::span<const T, N> dy, std::span<T, N> dx, std::span<T, 1> dfirst) {
    T below = 0;
    for (std::size_t i = N; i-- > 0;) {
      below += dy[i];
      dx[i] = below * (i > 0 ? y[i - 1] : first[0]);
      below *= x[i];
    }
    dfirst[0] = below;
  }
  template <class T, std::size_t N>
  static void forward_derivative(std::span<const T, N> x, std::span<const T, 1> first, std::span<const T, N> y,
                                 std::span<const T, N> dx, std::span<const T, 1> dfirst, std::span<T, N> dy) {
    T product = dfirst[0];
    for (std::size_t i = 0; i < N; ++i) dy[i] = product = product * x[i] + (i > 0 ? y[i - 1] : first[0]) * dx[i];
  }
};
/// Of rows and a number that they share, of what they share alone, and at the positions of an axis.
constexpr auto products = pw::function([](pw::expr<19> x, pw::shared<> first, pw::shared<2, 2> together) {
  const auto of_rows = pw::opaque<running_product, 19>(x, first);
  const auto of_all = pw::opaque<running_product, 2, 2>(together, first);
  return std::tuple(tanh(of_rows) * sum(of_all), sum_rows(of_rows));
});
constexpr auto at_positions = pw::function([](pw::expr<3, 4> x, pw::shared<> first) {
  return vmap([=](pw::expr<4> row) { return pw::opaque<running_product, 4>(exp(row), first); }, x);
});

struct opaque_net {
  static constexpr void build(pw::model_builder& model) {
    auto h = pw::opaque<running_product, 6>(linear<6>("a", model.input<5>("x")),
                                            model.parameter<>("first", {.bound = 0, .centre = 1}));
    model.minimise(sum(square(pw::custom_derivative<clipped_gradient>(linear<3>("b", h)))));
  }
};

pw::matrix<double> some_rows(std::size_t rows, std::size_t cols) {
  pw::matrix<double> m(rows, cols);
  for (std::size_t i = 0; i < m.size(); ++i) m.values[i] = 0.9 + 0.3 * std::sin(3.0 * static_cast<double>(i));
  return m;
}

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

BOOST_AUTO_TEST_CASE(a_wrong_derivative_is_reported) {
  using namespace pathwise::testing;
  const elementwise_row<somebody::wrong_square> row{
      .type = "wrong_square", .reference = [](const long double* x) { return x[0] * x[0]; }, .ordinary = {{0.5L, 2}}};
  const report found = check_op(row);
  BOOST_TEST(!found.passed());
  BOOST_TEST(found.text().find("wrong_square, derivative of order 1 at 2.0") != std::string::npos, found.text());
  BOOST_CHECK_THROW(expect_op(row), failed_check);
  const elementwise_row<somebody::wrong_square> wrong_value{
      .type = "wrong_square", .reference = [](const long double* x) { return x[0]; }, .ordinary = {{2}}};
  BOOST_TEST(check_op(wrong_value).text().find("wrong_square(2, 0, 0) = 4, expected 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_layer_with_a_backward_of_its_own) {
  using somebody::some_rows;
  const auto found = pathwise::testing::check_gradients(somebody::layer, some_rows(3, 3), some_rows(2, 3),
                                                        some_rows(1, 2), some_rows(3, 1));
  BOOST_TEST(found.passed(), found.text());
  BOOST_TEST(found.notes.empty());
}

/// The backward that is given, not that of the value; and in a program nothing is left of either but what it computes.
BOOST_AUTO_TEST_CASE(a_custom_backward_replaces_the_value_s) {
  const auto d = pathwise::gradient(somebody::clipped)(std::array{0.2, -3.0});
  BOOST_TEST((d == std::vector{0.4, -1.0}));
  const auto [dx, dy] = pathwise::gradient(somebody::one_sided)(2.0, 3.0);
  BOOST_TEST((dx[0] == 3 && dy[0] == 0));
  using source = decltype(somebody::clipped)::source;
  const auto has_marker = [](const auto& stage) {
    for (const pathwise::node& n : stage.nodes)
      if (n.kind == pathwise::op_kind::custom_derivative) return true;
    return false;
  };
  BOOST_TEST(has_marker(pathwise::started<source>));
  BOOST_TEST(!has_marker(pathwise::contracted<source>));
  BOOST_TEST(print(pathwise::started<source>).find("clipped_gradient(%0, %0)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(kernels_are_held_to_their_derivatives) {
  using somebody::some_rows;
  const auto found =
      pathwise::testing::check_gradients(somebody::products, some_rows(3, 19), some_rows(1, 1), some_rows(2, 2));
  BOOST_TEST(found.passed(), found.text());
  BOOST_TEST(found.notes.size() == 2);  // second derivatives of both results
  const auto positions = pathwise::testing::check_gradients<pathwise::testing::register_forms::native>(
      somebody::at_positions, some_rows(5, 12), some_rows(1, 1));
  BOOST_TEST(positions.passed(), positions.text());
}

BOOST_AUTO_TEST_CASE(a_model_of_kernels_trains) {
  pathwise::matrix<float> rows(32, 5);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 7) / 7.0f;
  pathwise::trainer<somebody::opaque_net> t({.batch = 32}, pathwise::adam{.learning_rate = 0.01});
  const double first = t.evaluate(rows).loss();
  t.fit(rows, {.epochs = 50});
  BOOST_TEST(t.evaluate(rows).loss() < 0.5 * first);
  BOOST_TEST(print(pathwise::contracted<pathwise::training_step<somebody::opaque_net>>).find("running_product(%") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
