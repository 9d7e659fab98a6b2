// A loss that is infinite or not a number stops a fit, and diagnose() says where it comes from.
#include <boost/test/unit_test.hpp>

#include <pathwise/engine.hpp>

#include <limits>
#include <sstream>

#include "support/trained.hpp"

namespace {

namespace pw = pathwise;
using pw::testing::all_parameters;

struct root_of_noise {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<1>("x");
    auto z = rsample("z", pw::normal(pw::linear<1>("mu", x), 1.0));
    model.output("drawn", sum(z));
    model.minimise(sum(sqrt(z)));
  }
};

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<3>("x");
    auto h = tanh(pw::linear<4>("hidden", x));
    model.minimise(sum(square(pw::linear<3>("out", h) - x)) + sum(log(1.0 + model.scalar("shift", 0.0) * square(x))));
  }
};

// Its loss is finite at 0, its slope is not.
struct infinite_slope {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<2>("x");
    model.minimise(sum(sqrt(abs(x * model.parameter<2>("weight")))));
  }
};

std::string refusal(auto& trainer, const pw::matrix<float>& rows) {
  try {
    trainer.fit(rows, {.epochs = 50});
  } catch (const std::domain_error& e) {
    return e.what();
  }
  return "none";
}
bool says(const std::string& text, std::string_view part) {
  BOOST_TEST_CONTEXT(text) BOOST_TEST((text.find(part) != std::string::npos), part);
  return true;
}

pw::matrix<float> some_rows(std::size_t rows, std::size_t cols) {
  pw::matrix<float> m(rows, cols);
  for (std::size_t i = 0; i < m.size(); ++i) m.values[i] = static_cast<float>(i % 5) / 5.0f;
  return m;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(not_finite)

BOOST_AUTO_TEST_CASE(a_number_of_the_data_is_named_with_its_place) {
  pw::matrix<float> rows = some_rows(6, 3);
  rows(4, 2) = std::numeric_limits<float>::quiet_NaN();
  pw::trainer<net> plain({.batch = 6, .seed = 2, .threads = 1}), careful({.batch = 6, .seed = 2, .threads = 1});
  says(refusal(plain, rows),
       "the loss is nan in step 1 (of 6 rows), and what was learnt is lost. Start again with diagnose()");
  careful.diagnose();
  const auto before = all_parameters(careful);
  const std::string why = refusal(careful, rows);
  says(why, "x is nan in row ");
  says(why, ", column 2");
  BOOST_TEST((all_parameters(careful) == before));
  BOOST_TEST(careful.position().steps == 0u);
}

BOOST_AUTO_TEST_CASE(an_operation_is_named_with_its_operands) {
  pw::trainer<net> t({.batch = 6, .seed = 2, .threads = 1});
  t.diagnose();
  t.set("shift", -1e30);
  const std::string why = refusal(t, some_rows(6, 3));
  says(why, "the loss is nan in step 1");
  says(why, "log");
  says(why, " is nan in row ");
  says(why, ", where ");
}

BOOST_AUTO_TEST_CASE(the_noise_is_that_of_the_step) {
  pw::trainer<root_of_noise> t({.batch = 1, .seed = 3, .threads = 1}, pw::adam{.learning_rate = 0});
  t.diagnose();
  const pw::matrix<float> row(1, 1);
  const std::string why = refusal(t, row);
  says(why, "sqrt(z) is nan in row 0, where z is -");
  const double drawn = t.step(row)["drawn"];  // the step that was refused
  std::ostringstream z;
  z << "where z is " << drawn;
  says(why, z.str());
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_stops_before_the_parameters_are_lost) {
  pw::trainer<infinite_slope> t({.batch = 4, .seed = 1, .threads = 1});
  t.diagnose();
  const std::string why = refusal(t, some_rows(4, 2));
  says(why, "in step 1 (of 4 rows): in the gradient of weight, ");
  for (const float w : t.parameters().read("weight")) BOOST_TEST(w == 0.0f);
}

BOOST_AUTO_TEST_CASE(a_run_that_stays_finite_has_the_same_bits) {
  pw::trainer<net> plain({.batch = 6, .seed = 2, .threads = 1}), careful({.batch = 6, .seed = 2, .threads = 1});
  careful.diagnose();
  BOOST_TEST(refusal(plain, some_rows(20, 3)) == "none");
  BOOST_TEST(refusal(careful, some_rows(20, 3)) == "none");
  BOOST_TEST((all_parameters(plain) == all_parameters(careful)));
}

BOOST_AUTO_TEST_SUITE_END()
