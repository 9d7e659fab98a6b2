// The account of a program holds what can be counted by hand, and times that add up to a call's.
#include <boost/test/unit_test.hpp>

#include <string>

#include <pathwise/engine.hpp>
#include <pathwise/exec/account.hpp>

namespace {

namespace pw = pathwise;

struct accounted {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<40>("x");
    auto y = model.output("y", linear<7>("second", tanh(linear<64>("first", x))));
    model.minimise(sum(square(y)));
  }
};

const pw::step_account& step_of(const pw::program_account& a, const std::string& words) {
  for (const pw::step_account& s : a.steps)
    if (s.what.find(words) != std::string::npos) return s;
  throw std::runtime_error("no step says " + words);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account)

BOOST_AUTO_TEST_CASE(counts_what_the_plan_computes_and_moves) {
  constexpr long rows = 30;
  const auto a = pw::account_of<pw::training_step<accounted>>(rows);
  const pw::step_account& first = step_of(a, "multiply by \"first.weight\", 40 to 64");
  BOOST_TEST(first.flops == 2.0 * rows * 40 * 64);
  BOOST_TEST(first.operations == 4.0 * rows * 64);  // bias, tanh, and 1 - tanh^2 for the way back
  BOOST_TEST(first.what.find("then add, tanh, square, subtract") != std::string::npos, first.what);
  BOOST_TEST(first.kept.find("tanh") == 0u, first.kept);
  BOOST_TEST(first.kept.find("a product, which reads all columns") != std::string::npos, first.kept);
  BOOST_TEST(first.bytes == 4.0 * (40 * 64 + rows * 40 + 2 * rows * 64));  // weight, rows, two results
  BOOST_TEST(step_of(a, "\"second.weight\" transposed, 7 to 64").flops == 2.0 * rows * 7 * 64);

  const pw::step_account& update = step_of(a, "gradients of weights");
  BOOST_TEST(update.flops == rows * (2.0 * (40 * 64 + 64 * 7) + 64 + 7));
  const double weights = 40 * 64 + 64 + 64 * 7 + 7;
  BOOST_TEST(update.bytes == 4.0 * (6 * weights + rows * (40 + 64 + 64 + 64 + 7 + 7)));
  BOOST_TEST(update.roots == weights);
  BOOST_TEST(a.parameter_bytes >= 4 * weights);
  BOOST_TEST(a.touched_bytes() == 3 * a.parameter_bytes + a.arena_bytes);
  for (std::size_t k = 1; k < a.steps.size(); ++k) BOOST_TEST(a.steps[k - 1].phase <= a.steps[k].phase);

  const std::string text = pw::explain(a);
  for (const char* said : {"a call on 30 rows", "phase 1, slabs of rows", "without rows", "for an output", "keeps "})
    BOOST_TEST(text.find(said) != std::string::npos, said << " in\n" << text);
  BOOST_TEST(text.find("Gflop/s") == std::string::npos);
}

/// Softmax: the exponentials wait for the largest number, and the quotients for their sum.
static constexpr auto softmax_of = pw::function([](pw::expr<40> x) {
  const auto e = exp(x - max_features(x));
  return e / sum(e);
});
BOOST_AUTO_TEST_CASE(says_why_loops_are_apart_and_what_bounds_them) {
  auto a = pw::account_of<decltype(softmax_of)::source>(30);
  std::string apart;
  for (const pw::step_account& s : a.steps) apart += s.apart + "\n";
  BOOST_TEST(apart.find("waits for max_features %") != std::string::npos, apart);
  BOOST_TEST(apart.find("waits for sum %") != std::string::npos, apart);

  const pw::step_account& loop = step_of(a, "loop over 40 columns: subtract, exp, sum over features");
  a.limits = {1e9, 1e6, 1e9};
  BOOST_TEST((pw::bound_of(loop, a.limits).by == pw::bound_kind::bytes));
  BOOST_TEST(pw::bound_of(loop, a.limits).seconds == loop.bytes / 1e6);
  a.limits = {1e6, 1e12, 1e9};
  BOOST_TEST(pw::bound_of(loop, a.limits).seconds == loop.operations / 1e6);
  BOOST_TEST(pw::explain(a).find("us by arithmetic") != std::string::npos);
  for (const double bytes : {1000.0, 1e5, 1e7}) {
    const pw::machine_limits measured = pw::measured_limits(2, bytes);
    BOOST_TEST((measured.flops_per_second > 1e8 && measured.bytes_per_second > 1e8 && measured.roots_per_second > 1e6));
    BOOST_TEST((measured.bytes > 0.9 * bytes && measured.bytes < 10 * bytes + 1000));
  }
}

BOOST_AUTO_TEST_CASE(times_add_up_to_no_more_than_the_threads_had) {
  pw::matrix<float> rows(64, 40);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 7) - 3.0f;
  for (const int threads : {1, 2}) {
    pw::trainer<accounted> t({.batch = 64, .threads = threads, .slab_rows = 8});
    auto& code = t.program_of<pw::training_step<accounted>>();
    const auto a = pw::timed_account<pw::training_step<accounted>>(code, 64, 8, [&] { t.step(rows); });
    double counted = 0;
    for (const pw::step_account& s : a.steps) {
      BOOST_TEST(s.seconds >= 0);
      counted += s.seconds;
    }
    BOOST_TEST(a.threads == threads);
    BOOST_TEST(counted > 0);
    BOOST_TEST(counted <= a.seconds * threads);
    BOOST_TEST(step_of(a, "multiply by \"first.weight\"").seconds > 0);
    for (const char* said : {"Gflop/s", "% of bound", "% of the bound", "roots and divisions a second"})
      BOOST_TEST(pw::explain(a).find(said) != std::string::npos, said);
  }
}

/// Numbers are what they are without the clock.
BOOST_AUTO_TEST_CASE(timing_changes_no_bit) {
  pw::matrix<float> rows(9, 40);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 5);
  pw::trainer<accounted> timed({.batch = 9, .threads = 2}), plain({.batch = 9, .threads = 2});
  timed.program_of<pw::training_step<accounted>>().time_steps();
  for (int i = 0; i < 3; ++i) timed.step(rows), plain.step(rows);
  BOOST_TEST((timed.parameters().read("first.weight") == plain.parameters().read("first.weight")));
}

BOOST_AUTO_TEST_SUITE_END()
