#pragma once
#include <pathwise/kernels/adam.hpp>

namespace pathwise {

/// Adam, as torch.optim.Adam defines it, applied to each tile of weights while its gradient is still in registers.
/// Formula: kernels/adam.hpp. Source: Kingma and Ba 2015, algorithm 1.
struct adam {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;

  static constexpr int slots = 2;
  static constexpr const char* name = "adam";
  static constexpr const char* slot_names[] = {"exp_avg", "exp_avg_sq"};

  /// The arithmetic of step t = 1, 2, ..., rounded once.
  template <class T>
  kernels::adam_constants<T> at_step(long t) const {
    return kernels::adam_at<T>(learning_rate, beta1, beta2, epsilon, t);
  }
  /// What that step does to the parameters at `w`, with moments at slot[0] and slot[1] + offset.
  template <class V>
  static kernels::adam_rule<V> rule(const kernels::adam_constants<typename V::value_type>& constants,
                                    typename V::value_type* w, typename V::value_type* const* slot, long offset) {
    return {w + offset, slot[0] + offset, slot[1] + offset, constants};
  }
};

}  // namespace pathwise
