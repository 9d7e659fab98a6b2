#include <boost/test/unit_test.hpp>

#include <pathwise/data/save.hpp>
#include <pathwise/engine.hpp>

#include "support/trained.hpp"

namespace {

namespace pw = pathwise;
using pw::testing::all_parameters;

struct normed {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<6>("x");
    const auto h = linear<9>("hidden", x);
    const auto normal = model.name("normal", batch_norm("norm", h));
    const auto dropped = dropout("drop", normal, 0.25);
    const auto y = model.output("y", linear<6>("out", tanh(dropped)));
    const auto average = model.state<9>("average", {0, 0.5});
    model.update(average, 0.75 * average + 0.25 * mean_rows(h));
    const auto slow = model.state<6, 9>("slow");
    model.update(slow, 0.75 * slow + 0.25 * model.parameter<6, 9>("out.weight"));
    const auto steps = model.state<>("steps");
    model.update(steps, steps + 1.0);
    model.minimise(sum(square(y - x)));
  }
};

/// Nothing to learn: the loss is the sum of what is kept of eight ones, each counted twice.
struct dropped_ones {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<8>("x");
    model.minimise(sum(dropout("drop", x)));
  }
};

pw::matrix<float> rows_of(std::size_t rows, std::size_t cols) {
  pw::matrix<float> m(rows, cols);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) m(r, c) = static_cast<float>((r * 7 + c * 5) % 13) / 13.0f;
  return m;
}

bool names(const std::exception& e, std::initializer_list<const char*> texts) {
  for (const char* text : texts)
    if (std::string(e.what()).find(text) == std::string::npos) return false;
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(states)

BOOST_AUTO_TEST_CASE(start_as_they_are_declared) {
  const pw::trainer<normed> t;
  BOOST_TEST(t.parameters().read("norm.running_mean") == std::vector<float>(9, 0.0f), boost::test_tools::per_element());
  BOOST_TEST(t.parameters().read("norm.running_var") == std::vector<float>(9, 1.0f), boost::test_tools::per_element());
  BOOST_TEST(t.parameters().read("average") == std::vector<float>(9, 0.5f), boost::test_tools::per_element());
  BOOST_TEST(t.parameters().info("average").is_state);
  BOOST_TEST(!t.parameters().info("norm.weight").is_state);
}

BOOST_AUTO_TEST_CASE(are_written_by_training_steps_alone) {
  pw::trainer<normed> t({.batch = 20, .seed = 3});
  const auto rows = rows_of(20, 6);
  const auto before = all_parameters(t);
  t.evaluate(rows);
  t.run<"x", "y">(rows);
  BOOST_TEST((all_parameters(t) == before));

  const auto h = std::get<0>(t.run<pw::in<"x">, pw::out<"hidden", "normal">>(rows));  // the weights of this step
  auto slow = t.parameters().read("out.weight");
  for (float& w : slow) w *= 0.25f;
  t.step(rows);
  BOOST_TEST((t.parameters().read("slow") == slow));
  BOOST_TEST((t.parameters().read("steps") == std::vector<float>{1}));
  const auto mean = t.parameters().read("norm.running_mean"), variance = t.parameters().read("norm.running_var"),
             average = t.parameters().read("average");
  for (std::size_t c = 0; c < 9; ++c) {
    double m = 0, v = 0;
    for (std::size_t r = 0; r < 20; ++r) m += static_cast<double>(h(r, c)) / 20;
    for (std::size_t r = 0; r < 20; ++r)
      v += (static_cast<double>(h(r, c)) - m) * (static_cast<double>(h(r, c)) - m) / 19;
    BOOST_TEST(std::abs(static_cast<double>(mean[c]) - 0.1 * m) < 1e-6);
    BOOST_TEST(std::abs(static_cast<double>(variance[c]) - (0.9 + 0.1 * v)) < 1e-6);
    BOOST_TEST(std::abs(static_cast<double>(average[c]) - (0.375 + 0.25 * m)) < 1e-6);
  }
}

/// By the running statistics, and with nothing dropped: what a row gives does not depend on the others.
BOOST_AUTO_TEST_CASE(are_what_rows_are_evaluated_with) {
  pw::trainer<normed> t({.batch = 20, .seed = 3});
  const auto rows = rows_of(20, 6);
  t.fit(rows, {.epochs = 5});
  const auto [h, normal] = t.run<pw::in<"x">, pw::out<"hidden", "normal">>(rows);
  const auto mean = t.parameters().read("norm.running_mean"), variance = t.parameters().read("norm.running_var"),
             weight = t.parameters().read("norm.weight"), bias = t.parameters().read("norm.bias");
  for (std::size_t r = 0; r < 20; ++r)
    for (std::size_t c = 0; c < 9; ++c)
      BOOST_TEST(std::abs(normal(r, c) - ((h(r, c) - mean[c]) / std::sqrt(variance[c] + 1e-5f) * weight[c] + bias[c])) <
                 1e-5f);
  const auto together = t.run<"x", "y">(rows);
  const auto alone =
      t.run<"x", "y">(pw::matrix<float>(1, 6, std::vector<float>(rows.values.begin(), rows.values.begin() + 6)));
  for (std::size_t c = 0; c < 6; ++c) BOOST_TEST(alone(0, c) == together(0, c));
}

BOOST_AUTO_TEST_CASE(have_equal_bits_for_threads_and_slabs) {
  const auto rows = rows_of(90, 6);
  const auto trained = [&](int threads, long slab_rows) {
    pw::trainer<normed> t({.batch = 40, .seed = 5, .threads = threads, .slab_rows = slab_rows});
    t.fit(rows, {.epochs = 3});
    return all_parameters(t);
  };
  const auto expected = trained(1, 128);
  for (const int threads : {1, 2, 3})
    for (const long slab_rows : {5L, 16L, 128L}) BOOST_TEST((trained(threads, slab_rows) == expected));
}

BOOST_AUTO_TEST_CASE(are_saved_and_loaded_with_the_parameters) {
  const auto file = std::filesystem::temp_directory_path() / "pathwise_states.safetensors";
  const auto rows = rows_of(20, 6);
  pw::trainer<normed> trained({.batch = 20, .seed = 1}), restored({.batch = 20, .seed = 2});
  trained.fit(rows, {.epochs = 3});
  pw::save(trained, file);
  pw::load(restored, file);
  std::filesystem::remove(file);
  BOOST_TEST((all_parameters(restored) == all_parameters(trained)));
  BOOST_TEST(restored.parameters().read("norm.running_var")[0] != 1.0f);
  BOOST_TEST((restored.run<"x", "y">(rows).values == trained.run<"x", "y">(rows).values));
}

BOOST_AUTO_TEST_CASE(a_function_has_none) {
  constexpr auto f = pw::function([](pw::expr<> x) { return x + pw::state<>(*x.g, "average"); });
  BOOST_CHECK_EXCEPTION(f(1.0f), std::invalid_argument, [](const auto& e) { return names(e, {"\"average\""}); });
}

BOOST_AUTO_TEST_CASE(a_batch_of_one_row_is_refused_before_anything_changes) {
  pw::trainer<normed> t({.batch = 10});
  const auto before = all_parameters(t);
  BOOST_CHECK_EXCEPTION(t.step(rows_of(1, 6)), std::invalid_argument,
                        [](const auto& e) { return names(e, {"\"norm\"", "two rows"}); });
  BOOST_CHECK_EXCEPTION(t.fit(rows_of(31, 6)), std::invalid_argument,
                        [](const auto& e) { return names(e, {"\"norm\"", "31 rows", "batches of 10"}); });
  BOOST_TEST((all_parameters(t) == before));
  BOOST_TEST(t.position().steps == 0u);
  t.evaluate(rows_of(1, 6));
  pw::trainer<dropped_ones>().step(rows_of(1, 8));
}

BOOST_AUTO_TEST_CASE(a_row_s_mask_depends_on_the_row_and_the_step_alone) {
  const pw::matrix<float> ones(100, 8, std::vector<float>(800, 1.0f));
  const pw::named_data<float> data[] = {{"x", ones.view()}};
  std::vector<std::uint64_t> order(100);
  for (std::size_t i = 0; i < 100; ++i) order[i] = i * 37 % 100;
  const auto kept = [&](std::size_t first, std::size_t count, int threads, long slab_rows) {
    pw::trainer<dropped_ones> t({.seed = 6, .threads = threads, .slab_rows = slab_rows});
    return t.step(data, count, order.data() + first).loss() * static_cast<double>(count);
  };
  const double all = kept(0, 100, 1, 128);
  BOOST_TEST(std::abs(all - 800) < 4 * std::sqrt(800));  // twice a binomial of 800 halves
  BOOST_TEST(std::abs(kept(0, 50, 1, 128) + kept(50, 50, 3, 7) - all) < 1e-3);
  BOOST_TEST(kept(0, 100, 3, 7) == all);

  pw::trainer<dropped_ones> t({.seed = 6});
  const double first = t.step(ones).loss(), second = t.step(ones).loss();
  BOOST_TEST(first != second);
  BOOST_TEST(t.evaluate(ones).loss() == 8.0);

  const pw::matrix<float> noise(1, 8, {0.1f, 0.49f, 0.5f, 0.25f, 0.9f, 0.3f, 0.7f, 0.2f});
  const pw::named_data<float> fed[] = {{"x", ones.view().slice(0, 1)}, {"drop.noise", noise.view()}};
  using step_on_given_noise = pw::training_step<pw::given<dropped_ones, pw::in<"drop.noise">>>;
  BOOST_TEST(t.step<step_on_given_noise>(fed, 1).loss() == 6.0);
}

BOOST_AUTO_TEST_SUITE_END()
