// Parameters outside their domains end in an error that names them, where programs validate; and only there.
#include <boost/test/unit_test.hpp>

#include <pathwise/engine.hpp>

#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <string>

#include "support/trained.hpp"

namespace {

namespace pw = pathwise;
using pw::testing::all_parameters;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

constexpr auto density = pw::function(
    [](pw::expr<3> loc, pw::expr<3> scale, pw::expr<3> x) { return sum(pw::normal(loc, scale).log_prob(x)); });
constexpr auto of_one = pw::function([](pw::expr<> probs, pw::expr<> x) {
  return pw::continuous_bernoulli(probs).log_prob(x) + pw::bernoulli(x).entropy();
});
constexpr auto of_interval = pw::function(
    [](pw::expr<2> low, pw::shared<> high, pw::expr<2> x) { return sum(pw::uniform(low, high).log_prob(x)); });
constexpr auto of_scale_for_all = pw::function(
    [](pw::expr<2> loc, pw::shared<> scale, pw::expr<2> x) { return sum(pw::laplace(loc, scale).log_prob(x)); });

constexpr auto of_factor = pw::function([](pw::expr<2> loc, pw::expr<2, 2> scale_tril, pw::expr<2> x) {
  return pw::multivariate_normal(loc, scale_tril).log_prob(x);
});

// The scale is a sample: to check it, the same noise must be drawn.
constexpr auto drawn = pw::function([](pw::expr<> loc) { return rsample("z", pw::normal(loc, 1.0)); });
constexpr auto of_drawn_scale =
    pw::function([](pw::expr<> loc) { return pw::gumbel(loc, rsample("z", pw::normal(loc, 1.0))).log_prob(loc); });

/// What was thrown; empty where nothing was.
std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::domain_error& e) {
    return e.what();
  }
  return "";
}
bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

pw::matrix<double> filled(std::size_t rows, std::size_t cols, double value) {
  return {rows, cols, std::vector<double>(rows * cols, value)};
}

// A model whose scale is 1 - x[1]: data says which row is bad.
struct one_bad_row {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<2>("x");
    auto loc = linear<2>("loc", x);
    auto scale = model.name("spread", 1.0 - x);
    auto q = pw::logistic(loc, scale);
    auto z = rsample("z", q);
    model.output("y", linear<2>("out", z));
    model.minimise(sum(square(linear<2>("out", z) - x)) - 0.1 * sum(q.entropy()));
  }
};
constexpr std::size_t rows = 300, bad_row = 217;
pw::matrix<float> data_with(float bad) {
  pw::matrix<float> x(rows, 2);
  for (std::size_t i = 0; i < x.size(); ++i) x.values[i] = static_cast<float>(i % 13) / 20.0f;
  x(bad_row, 1) = bad;
  return x;
}
constexpr pw::trainer_options on_two_threads{.batch = 100, .seed = 5, .threads = 2, .slab_rows = 8};

}  // namespace

BOOST_AUTO_TEST_SUITE(validation)

BOOST_AUTO_TEST_CASE(the_error_says_which_where_and_what_to_do) {
  const auto loc = filled(1000, 3, 0.5), x = filled(1000, 3, 0.25);
  auto scale = filled(1000, 3, 2);
  BOOST_TEST(error_of([&] { density.validate()(loc, scale, x); }).empty());
  scale(871, 2) = -0.5;
  scale(940, 0) = 0;
  BOOST_TEST(error_of([&] { density.validate()(loc, scale, x); }) ==
             "normal's scale is -0.5 in row 871, column 2; it must be a finite number above 0. Let it be exp(x) or "
             "softplus(x), which are above 0 unless x is far below it. validate(false) leaves this check out.");
  BOOST_TEST(holds(error_of([&] { pw::gradient(density).validate()(loc, scale, x); }), "-0.5 in row 871, column 2"));
  BOOST_TEST(error_of([&] { density.validate(false)(loc, scale, x); }).empty());
  scale = filled(1000, 3, 2);
  auto not_all = loc;
  not_all(999, 1) = not_a_number;
  BOOST_TEST(error_of([&] { density.validate()(not_all, scale, x); }) ==
             "normal's loc is nan in row 999, column 1; it must be a finite number. What it is computed from is "
             "infinite or not a number: look at that row of the inputs, at the model's parameters and at the learning "
             "rate. validate(false) leaves this check out.");
}

BOOST_AUTO_TEST_CASE(each_constraint_has_its_words) {
  for (const double bad : {-1.0, 0.0, 1.0, 1.5, not_a_number, infinite})
    BOOST_TEST(holds(error_of([&] { of_one.validate()(bad, 0.5); }), "; it must be between 0 and 1, both left out."));
  BOOST_TEST(holds(error_of([&] { of_one.validate()(1.5, 0.5); }), "continuous_bernoulli's probs is 1.5 in row 0;"));
  BOOST_TEST(holds(error_of([&] { of_one.validate()(0.5, infinite); }), "bernoulli's logits is inf in row 0;"));
  BOOST_TEST(error_of([&] { of_one.validate()(0.5, 0.5); }).empty());
  auto low = filled(40, 2, -1);
  low(33, 1) = 4;
  const auto x = filled(40, 2, 0);
  BOOST_TEST(holds(error_of([&] { of_interval.validate()(low, 3.0, x); }),
                   "uniform's high is 3, the parameter before it 4, in row 33, column 1; it must be finite and above "
                   "the parameter before it. Let it be the parameter before it plus softplus(x)."));
  BOOST_TEST(error_of([&] { of_interval.validate()(low, 4.5, x); }).empty());
  for (const double bad : {-1.0, 0.0, not_a_number, infinite})
    BOOST_TEST(holds(error_of([&] { of_scale_for_all.validate()(x, bad, x); }), "laplace's scale is "));
  BOOST_TEST(holds(error_of([&] { of_scale_for_all.validate()(x, -2.0, x); }), "laplace's scale is -2; it must"));
  // Of a Cholesky factor, what stands on the diagonal.
  auto factor = filled(40, 4, 0.5);
  factor(3, 1) = factor(4, 2) = -7;
  BOOST_TEST(error_of([&] { of_factor.validate()(x, factor, x); }).empty());
  factor(21, 3) = 0;
  BOOST_TEST(holds(error_of([&] { of_factor.validate()(x, factor, x); }),
                   "multivariate_normal's scale_tril is 0 in row 21, column 1; it must be a finite number above 0."));
}

BOOST_AUTO_TEST_CASE(the_check_sees_the_noise_of_the_program) {
  const auto loc = filled(500, 1, 3);
  const auto z = drawn.validate(false)(loc);
  std::size_t first = 0;
  while (z(first, 0) > 0) ++first;
  char value[32];
  std::snprintf(value, sizeof value, "%.9g", z(first, 0));
  BOOST_TEST(first > 20u);
  BOOST_TEST(
      holds(error_of([&] { of_drawn_scale.validate()(loc); }),
            "gumbel's scale is " + std::string(value) + " in row " + std::to_string(first) + " (the value \"z\")"));
}

BOOST_AUTO_TEST_CASE(the_default_is_the_build_s) {
  BOOST_TEST((PATHWISE_VALIDATE != 0) == pw::validates_by_default);
#if !defined(NDEBUG)
  BOOST_TEST(pw::validates_by_default);
#endif
  const std::array<double, 3> loc{}, scale{1, -1, 1};
  BOOST_TEST(error_of([&] { density(loc, scale, loc); }).empty() == !pw::validates_by_default);
  pw::trainer<one_bad_row> t(on_two_threads);
  BOOST_TEST(error_of([&] { t.fit(data_with(2)); }).empty() == !pw::validates_by_default);
  BOOST_TEST(error_of([&] { t.run<"x", "y">(data_with(2)); }).empty() == !pw::validates_by_default);
}

BOOST_AUTO_TEST_CASE(a_trainer_names_the_row_of_the_data_and_is_as_before) {
  pw::trainer<one_bad_row> t(on_two_threads);
  const auto bad = data_with(1.25f);
  t.validate();
  const std::string in_fit = error_of([&] { t.fit(bad); });
  BOOST_TEST(holds(in_fit, "logistic's scale is -0.25 in row 217 of the data (row "), in_fit);
  BOOST_TEST(holds(in_fit, " of the batch), column 1 (the value \"spread\"; sample \"z\" of line "), in_fit);
  BOOST_TEST(t.position().steps < 3u);
  BOOST_TEST(t.position().batches == t.position().steps);
  BOOST_TEST(holds(error_of([&] { t.evaluate(bad); }), "-0.25 in row 217, column 1"));

  // The step that threw changed nothing: the trainer goes on as one that never met the row.
  pw::trainer<one_bad_row> untouched(on_two_threads), shaken(on_two_threads);
  untouched.validate(false), shaken.validate(true);
  BOOST_TEST(!error_of([&] { shaken.step(bad); }).empty());
  const auto x = data_with(0);
  for (int i = 0; i < 3; ++i) untouched.step(x), shaken.step(x);
  BOOST_TEST((all_parameters(untouched) == all_parameters(shaken)));
  BOOST_TEST(shaken.position().steps == 3u);
  shaken.validate(false);
  BOOST_TEST(error_of([&] { shaken.step(bad); }).empty());
}

BOOST_AUTO_TEST_SUITE_END()
