#pragma once
// Adam (Kingma and Ba 2015), as torch.optim.Adam defines it, one register of gradient at a time.
#include <pathwise/kernels/rule.hpp>

namespace pathwise::kernels {

/// What Adam's arithmetic needs at one step, rounded once from double.
template <class T>
struct adam_constants {
  T one_minus_beta1, beta2, one_minus_beta2;
  T step_size;  // learning_rate sqrt(1 - beta2^t) / (1 - beta1^t)
  T epsilon;    // epsilon sqrt(1 - beta2^t)
};

/// base^exponent by squaring: no libm, whose last bits depend on the machine.
constexpr double integer_power(double base, long exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base)
    if (exponent % 2 == 1) result *= base;
  return result;
}

/// The constants of Adam's step t = 1, 2, ...
template <class T>
constexpr adam_constants<T> adam_at(double learning_rate, double beta1, double beta2, double epsilon, long t) {
  const double correction1 = 1 - integer_power(beta1, t);
  const double correction2 = math::sqrt(1 - integer_power(beta2, t));
  return {static_cast<T>(1 - beta1), static_cast<T>(beta2), static_cast<T>(1 - beta2),
          static_cast<T>(learning_rate * correction2 / correction1), static_cast<T>(epsilon * correction2)};
}

/// Adam on one register.
/// Formula: m += (1 - beta1) (g - m);  v = beta2 v + (1 - beta2) g^2;  w -= step_size m / (sqrt(v) + epsilon), which is
/// torch's lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon) with fraction and denominator times sqrt(1
/// - beta2^t).
/// Cost: 9 arithmetic instructions, one of them a division and one a square root; 3 loads, 3 stores.
/// Source: Kingma and Ba 2015, algorithm 1, in the order of its section 2.
/// Checked: against torch's formula in double.
template <class V>
struct adam_rule {
  using T = typename V::value_type;
  static constexpr int slots = 2;

  T* w;
  T* m;
  T* v;
  adam_constants<T> at;

  [[gnu::always_inline]] void operator()(V g, long offset) const {
    const V m0 = V::load(m + offset), v0 = V::load(v + offset);
    const V m1 = math::fma(V::splat(at.one_minus_beta1), g - m0, m0);
    const V v1 = math::fma(V::splat(at.one_minus_beta2) * g, g, V::splat(at.beta2) * v0);
    m1.store(m + offset);
    v1.store(v + offset);
    const V ratio = m1 / (math::sqrt(v1) + V::splat(at.epsilon));
    math::fma(V::splat(-at.step_size), ratio, V::load(w + offset)).store(w + offset);
  }
  adam_rule from(long offset) const { return {w + offset, m + offset, v + offset, at}; }
};

}  // namespace pathwise::kernels
