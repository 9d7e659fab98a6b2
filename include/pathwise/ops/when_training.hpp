#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The first operand in a training step, the second in every other program: `in_mode` takes the one or the other before
/// a model is differentiated. A function is no training step.
struct when_training_op {
  static constexpr auto name = "when_training";
  template <class T>
  static constexpr T value(T /*training*/, T evaluating) {
    return evaluating;
  }
  static constexpr partials<2> derivative(any_expr training, any_expr /*evaluating*/, any_expr /*y*/) {
    return {{zero_derivative, literal(*training.g, 1)}};
  }
};
constexpr any_expr when_training(any_expr training, any_expr evaluating) {
  return apply<when_training_op>(training, evaluating);
}

}  // namespace pathwise
