#pragma once
// Stochastic gradient descent with momentum, as torch.optim.SGD defines it, one register of gradient at a time.
#include <pathwise/kernels/rule.hpp>

namespace pathwise::kernels {

/// SGD on one register. `velocity` starts at zero; momentum = 0 is plain gradient descent.
/// Formula: velocity = momentum velocity + g;  w -= learning_rate velocity.
/// Checked: against torch's formula in double.
template <class V>
struct sgd_rule {
  using T = typename V::value_type;
  static constexpr int slots = 1;

  T* w;
  T* velocity;
  T learning_rate, momentum;

  [[gnu::always_inline]] void operator()(V g, long offset) const {
    const V next = math::fma(V::splat(momentum), V::load(velocity + offset), g);
    next.store(velocity + offset);
    math::fma(V::splat(-learning_rate), next, V::load(w + offset)).store(w + offset);
  }
  sgd_rule from(long offset) const { return {w + offset, velocity + offset, learning_rate, momentum}; }
};

}  // namespace pathwise::kernels
