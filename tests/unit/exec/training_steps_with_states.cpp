#include <boost/test/unit_test.hpp>

#include <pathwise/nn/batch_norm.hpp>
#include <pathwise/nn/convolution.hpp>
#include <pathwise/nn/linear.hpp>

#include "support/compiled_program.hpp"

namespace {

namespace pw = pathwise;

/// States: running statistics of channels at positions, an average that the loss reads while the step changes it, a
/// number, a matrix, and one that nothing changes.
struct states {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<3, 4, 5>("x");
    const auto channels = pw::conv2d<18, pw::window{.size = 2}>("conv", x, pw::bias::no);  // whose gradient would be 0
    const auto h = relu(pw::batch_norm("bn", channels, {.epsilon = 0.1}));
    const auto f = tanh(pw::linear<11>("fc", 0.05 * pw::reshape<216>(h)));
    const auto average = model.state<11>("average");
    model.update(average, 0.9 * average + 0.1 * mean_rows(f));
    const auto largest = model.state<>("largest");
    model.update(largest, max(0.5 * largest, mean_rows(max_features(f))));
    const auto weight = model.parameter<4, 11>("weight");
    const auto slow = model.state<4, 11>("slow");
    model.update(slow, 0.75 * slow + 0.25 * weight);
    const auto mask = model.state<4, 11>("mask", {0.5, 0.5});
    model.minimise(sum(square(f - 0.3)) + 0.1 * sum(h) + sum(f * average) + largest +
                   sum(square(linear_product(f, weight * mask) - linear_product(f, slow))));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(training_steps_with_states)

BOOST_AUTO_TEST_CASE(write_them_as_the_interpreter_does) {
  pathwise::testing::check_program<pw::training_step<states>>("states");
}

BOOST_AUTO_TEST_SUITE_END()
