// The graphs of a model's programs, as the interpreter has them: what is asked of a training step, a loss and a cut
// before any of them is compiled.
#include <boost/test/unit_test.hpp>

#include <pathwise/grad/programs.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>

#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace model_programs_tests {

/// With a state, what training alone does, outputs of rank 0 and 1, a parameter that the loss does not depend on, and a
/// name that two nodes carry.
struct model_of_all {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<3>("x");
    model.output("first", sum(x));
    const auto h = model.name("h", tanh(linear<2>("layer", x)));
    const auto mean = model.state<2>("mean");
    model.update(mean, 0.75 * mean + 0.25 * mean_rows(h));
    const auto idle = model.parameter<2>("idle");
    model.output("idle too", h * idle);
    model.name("twice", 2.0 * h);
    model.name("twice", 3.0 * h);
    const auto shifted = model.name("shifted", expr<2>(when_training(3.0 * h, h)) - mean);
    model.output("metric", sum(square(h)));
    model.minimise(sum(square(shifted)) + model.scalar("weight", 0.5) * sum(h));
  }
};

}  // namespace model_programs_tests

namespace {

using model_programs_tests::model_of_all;
using long_doubles = std::vector<long double>;
constexpr std::size_t rows = 3;

numbers_by_name some_numbers(const graph& g) {
  random_numbers random(9);
  numbers_by_name at;
  for (const slot& s : g.slots)
    if (s.name != text(inverse_rows_name))
      at[std::string(s.name.view())] =
          random.vector(static_cast<std::size_t>(g.shapes[s.axes].size()) * (s.has_rows ? rows : 1), -0.9, 0.9);
  return at;
}
const mark* find(const graph& g, const char* name, mark_kind kind) {
  const int at = g.find_mark(text(name), kind);
  return at < 0 ? nullptr : &g.marks[at];
}
long_doubles value(const graph& g, const mark* m, const numbers_by_name& at) {
  BOOST_REQUIRE(m);
  return evaluate<long double>(g, m->node, rows, at);
}
void check(const long_doubles& found, const long_doubles& expected, const std::string& what) {
  BOOST_REQUIRE(found.size() == expected.size());
  BOOST_TEST(relative_maximum(found, expected) < tolerance::difference, what);
}
long_doubles mean_of(const long_doubles& per_row) {
  BOOST_REQUIRE(per_row.size() == rows);
  return {(per_row[0] + per_row[1] + per_row[2]) / 3};
}

/// Value and gradients of the loss, by what the traced model says with `h` three times as large in training.
void check_gradients(const graph& g, mark_kind as) {
  const numbers_by_name at = some_numbers(g);
  const mark* loss = find(g, "loss", mark_kind::root);
  const graph model = in_mode(traced<model_of_all>.thaw(), program_mode::training);
  check(value(g, loss, at), mean_of(value(model, find(model, "loss", mark_kind::loss), at)), "loss");
  check(value(g, find(g, "metric", mark_kind::root), at),
        mean_of(value(model, find(model, "metric", mark_kind::output), at)), "metric");
  check(value(g, find(g, "first", mark_kind::root), at),
        mean_of(value(model, find(model, "first", mark_kind::output), at)), "first");
  BOOST_TEST(!find(g, "idle too", mark_kind::root));
  BOOST_TEST(!find(g, "idle", as));
  BOOST_TEST(!find(g, "mean", as));
  for (const char* name : {"layer.weight", "layer.bias"}) {
    long_doubles expected(at.at(name).size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      long_doubles unit(expected.size());
      unit[i] = 1;
      expected[i] = difference_along(g, loss->node, rows, at, {{name, unit}})[0];
    }
    check(value(g, find(g, name, as), at), expected, name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model_programs)

BOOST_AUTO_TEST_CASE(a_training_step_has_gradients_and_writes_states) {
  const graph g = training_step<model_of_all>::start();
  check_gradients(g, mark_kind::gradient);
  const numbers_by_name at = some_numbers(g);
  const graph model = traced<model_of_all>.thaw();
  const long_doubles h = value(model, find(model, "h", mark_kind::value), at);
  long_doubles expected(2);
  for (std::size_t i = 0; i < 2; ++i) expected[i] = 0.75L * at.at("mean")[i] + 0.25L * (h[i] + h[2 + i] + h[4 + i]) / 3;
  check(value(g, find(g, "mean", mark_kind::written), at), expected, "mean");
}

BOOST_AUTO_TEST_CASE(gradients_are_outputs_where_they_are_asked_for) {
  const graph g = gradients_program<model_of_all>::start();
  check_gradients(g, mark_kind::root);
  BOOST_TEST(!find(g, "mean", mark_kind::written));
}

BOOST_AUTO_TEST_CASE(a_loss_is_evaluated_without_what_training_alone_does) {
  const graph g = loss_program<model_of_all>::start(), model = traced<model_of_all>.thaw();
  const numbers_by_name at = some_numbers(g);
  check(value(g, find(g, "loss", mark_kind::root), at), mean_of(value(model, find(model, "loss", mark_kind::loss), at)),
        "loss");
  BOOST_TEST(g.marks.size() == 3);
}

BOOST_AUTO_TEST_CASE(a_cut_is_what_its_outputs_need_of_its_inputs) {
  using from_h = cut<model_of_all, in<"h">, out<"metric", "shifted">>;
  const graph g = from_h::start();
  BOOST_TEST(!g.error);
  numbers_by_name at = some_numbers(g);
  at["h"] = {0.5L, 0.25L, -1, 2, 0, 3};
  at["mean"] = {1, 2};
  check(value(g, find(g, "metric", mark_kind::root), at), {0.3125L, 5, 9}, "metric");
  check(value(g, find(g, "shifted", mark_kind::root), at), {-0.5L, -1.75L, -2, 0, -1, 1}, "shifted");
  for (int i = 0; i < g.nodes.size(); ++i)
    BOOST_TEST((g.kind(i) != op_kind::leaf || g.slot_of(i).name == text("h") || g.slot_of(i).name == text("mean")));
  const graph whole = cut<model_of_all, in<"x">, out<"h">>::whole(), model = traced<model_of_all>.thaw();
  const numbers_by_name all = some_numbers(model);
  check(value(whole, find(whole, "h", mark_kind::root), all), value(model, find(model, "h", mark_kind::value), all),
        "h");
  BOOST_TEST(whole.slots.size() == model.slots.size());  // an input is one already
  const graph itself = cut<model_of_all, in<"x">, out<"x">>::start();
  BOOST_TEST((value(itself, find(itself, "x", mark_kind::root), all) == all.at("x")));
}

BOOST_AUTO_TEST_CASE(a_wrong_cut_says_what_is_wrong) {
  const auto is = [](const graph& g, error_code code, const char* subject) {
    return g.error.code == code && g.error.subject == text(subject) && g.nodes.empty();
  };
  BOOST_TEST((is(cut<model_of_all, in<>, out<"metric">>::whole(), error_code::cut_needs_input, "x")));
  BOOST_TEST((is(cut<model_of_all, in<"x">, out<"g">>::whole(), error_code::unknown_name, "g")));
  BOOST_TEST((is(cut<model_of_all, in<"twice">, out<"h">>::whole(), error_code::name_repeated_so_no_cut, "twice")));
}

BOOST_AUTO_TEST_SUITE_END()
