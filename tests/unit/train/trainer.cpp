#include <boost/test/unit_test.hpp>

#include <pathwise/engine.hpp>

#include <set>

#include "support/trained.hpp"

namespace {

namespace pw = pathwise;
using pw::testing::all_parameters;

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<7>("x");
    auto h = tanh(linear<11>("hidden", x));
    auto mu = linear<2>("mu", h);
    auto q = pw::normal(mu, exp(0.5 * linear<2>("logvar", h)));
    auto z = rsample("z", q);
    auto y = model.output("y", linear<7>("out", z));
    auto error = model.output("error", sum(square(y - x)));
    auto kl = model.output("kl", sum(kl_divergence(q, standard_like(q))));
    model.minimise(error + model.scalar("beta", 0.1) * kl);
  }
};

struct two_inputs {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<3>("x");
    auto target = model.input<2>("target");
    model.minimise(sum(square(linear<2>("a", x) - target)));
  }
};

pw::matrix<float> rows_of(std::size_t rows, std::size_t cols) {
  pw::matrix<float> m(rows, cols);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) m(r, c) = static_cast<float>((r * 5 + c * 3) % 11) / 11.0f;
  return m;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trainer)

BOOST_AUTO_TEST_CASE(learns_and_reports_its_outputs) {
  pw::trainer<net> t({.batch = 20, .seed = 4}, pw::adam{.learning_rate = 1e-2});
  const auto rows = rows_of(50, 7);
  const double before = t.evaluate(rows).loss();
  const pw::metrics last = t.fit(rows, {.epochs = 60});
  BOOST_TEST(t.position().steps == 180u);
  BOOST_TEST(t.position().epochs == 60u);
  BOOST_TEST(t.evaluate(rows).loss() < 0.5 * before);
  BOOST_TEST(last.rows == 50u);
  BOOST_TEST(std::abs(last["error"] + 0.1 * last["kl"] - last.loss()) < 1e-4);
  BOOST_CHECK_THROW(last["nothing"], std::out_of_range);
}

BOOST_AUTO_TEST_CASE(parameters_start_as_pytorch_s_linear) {
  const pw::trainer<net> t({.seed = 9});
  const auto w = t.parameters().read("hidden.weight");
  const float bound = 1 / std::sqrt(7.0f);
  float least = 1, most = -1;
  for (const float x : w) least = std::min(least, x), most = std::max(most, x);
  BOOST_TEST(least >= -bound);
  BOOST_TEST(most <= bound);
  BOOST_TEST(most - least > 1.5f * bound);
  BOOST_TEST((all_parameters(t) == all_parameters(pw::trainer<net>({.seed = 9}))));
  BOOST_TEST((all_parameters(t) != all_parameters(pw::trainer<net>({.seed = 10}))));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_stopped_goes_on_with_the_same_bits) {
  const auto rows = rows_of(50, 7);
  pw::trainer<net> whole({.batch = 16, .seed = 2});
  whole.fit(rows, {.epochs = 3});

  pw::trainer<net> first({.batch = 16, .seed = 2}), second({.batch = 16, .seed = 2});
  first.fit(rows, {.epochs = 3, .on_step = [](const pw::progress& p) { return !(p.epoch == 1 && p.step == 2); }});
  BOOST_TEST(first.position().steps == 6u);
  for (const auto& p : first.parameters().infos()) {
    second.parameters().write(p.name, first.parameters().read(p.name));
    for (std::size_t k = 0; k < first.slots().size(); ++k)
      second.slots()[k].write(p.name, first.slots()[k].read(p.name));
  }
  second.resume_at(first.position());
  second.fit(rows, {.epochs = 2});
  BOOST_TEST((all_parameters(second) == all_parameters(whole)));
}

/// A counter holds 40 bits of the step: draws must not meet again beyond them, nor meet the noise of training.
BOOST_AUTO_TEST_CASE(evaluations_draw_noise_of_their_own) {
  const pw::trainer_options options{.batch = 50, .seed = 2};
  pw::trainer<net> t(options, pw::adam{.learning_rate = 0});
  const auto rows = rows_of(50, 7);
  std::set<double> losses;
  for (const std::uint64_t draw : {0u, 1u, 2u, 255u, 256u, 257u, 512u, 65536u, 999999u})
    losses.insert(t.evaluate(rows, draw).loss());
  for (int i = 0; i < 4; ++i) losses.insert(t.step(rows).loss());
  BOOST_TEST(losses.size() == 13u);
  BOOST_TEST((t.evaluate(rows, 3).loss() == pw::trainer<net>(options).evaluate(rows, 3).loss()));
}

BOOST_AUTO_TEST_CASE(scalars_are_set_in_every_program) {
  pw::trainer<net> t({.batch = 50});
  const auto rows = rows_of(50, 7);
  const pw::metrics at = t.evaluate(rows);
  t.set("beta", 2.0);
  const pw::metrics heavier = t.evaluate(rows);
  BOOST_TEST(std::abs(heavier.loss() - at.loss() - 1.9 * at["kl"]) < 1e-4);
  BOOST_CHECK_EXCEPTION(t.set("gamma", 1), std::invalid_argument,
                        [](const auto& e) { return std::string(e.what()).find("gamma") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(runs_cut_anywhere) {
  pw::trainer<net> t;
  const auto rows = rows_of(5, 7);
  const pw::matrix<float> codes = t.run<"x", "mu">(rows);
  BOOST_TEST(codes.rows == 5u);
  BOOST_TEST(codes.cols == 2u);
  const auto [mu, logvar] = t.run<pw::in<"x">, pw::out<"mu", "logvar">>(rows);
  BOOST_TEST((mu.values == codes.values));
  BOOST_TEST(logvar.cols == 2u);
  BOOST_TEST((t.run<"z", "y">(codes).cols == 7u));
  // The sample is drawn by the trainer's seed, so that a run repeats.
  BOOST_TEST((t.run<"x", "y">(rows).values == t.run<"x", "y">(rows).values));
}

BOOST_AUTO_TEST_CASE(several_inputs_are_given_by_name) {
  pw::trainer<two_inputs> t({.batch = 8}, pw::adam{.learning_rate = 0.05});
  const auto x = rows_of(24, 3), target = rows_of(24, 2);
  const pw::named_data<float> data[] = {{"x", x.view()}, {"target", target.view()}};
  const double first = t.evaluate(data).loss();
  t.fit(data, {.epochs = 20});
  BOOST_TEST(t.evaluate(data).loss() < first);
  BOOST_CHECK_THROW(t.fit(x), std::logic_error);
  const pw::named_data<float> uneven[] = {{"x", x.view()}, {"target", target.view().slice(0, 3)}};
  BOOST_CHECK_THROW(t.fit(uneven), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(wrong_numbers_are_refused_by_name) {
  pw::trainer<net> t;
  BOOST_CHECK_EXCEPTION(t.fit(rows_of(5, 6)), std::invalid_argument, [](const auto& e) {
    const std::string text = e.what();
    return text.find("\"x\"") != std::string::npos && text.find('7') != std::string::npos &&
           text.find('6') != std::string::npos;
  });
  BOOST_CHECK_THROW(t.fit(pw::matrix<float>()), std::invalid_argument);
  BOOST_CHECK_THROW(t.parameters().read("nothing"), std::invalid_argument);
  BOOST_CHECK_THROW(t.parameters().write("mu.bias", std::vector<float>(3)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(float64_from_the_same_source) {
  pw::trainer<net, double> exact({.batch = 50, .seed = 1});
  pw::trainer<net> single({.batch = 50, .seed = 1});
  const auto rows = rows_of(50, 7);
  for (const auto& p : single.parameters().infos()) {
    const auto numbers = single.parameters().read(p.name);
    exact.parameters().write(p.name, std::vector<double>(numbers.begin(), numbers.end()));
  }
  const pw::matrix<double> wide(rows.rows, rows.cols, std::vector<double>(rows.values.begin(), rows.values.end()));
  const auto mu = single.run<"x", "mu">(rows);
  const auto mu_wide = exact.run<"x", "mu">(wide);
  for (std::size_t i = 0; i < mu.size(); ++i)
    BOOST_TEST(std::abs(static_cast<double>(mu.values[i]) - mu_wide.values[i]) < 1e-6);
}

BOOST_AUTO_TEST_SUITE_END()
