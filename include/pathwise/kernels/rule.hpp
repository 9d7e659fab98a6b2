#pragma once
// What happens to a gradient once it is complete. A rule is a small value with pointers to the numbers of one weight
// (and of its optimiser's slots, laid out alike); kernels hand it one register of gradient at a time, and its offset
// from those pointers.
#include <concepts>

#include <pathwise/kernels/vector.hpp>

namespace pathwise::kernels {

/// A rule: `rule(gradient, offset)` consumes one register; `rule.from(offset)` is the same rule with its pointers moved
/// on; `slots` is how many arrays like the weight the optimiser keeps.
template <class Rule, class V>
concept update_rule = requires(const Rule& rule, V gradient, long offset) {
  rule(gradient, offset);
  { rule.from(offset) } -> std::same_as<Rule>;
  { Rule::slots } -> std::convertible_to<int>;
};

/// The rule of the materialised mode: the gradient is written to a buffer laid out like the weight.
template <class V>
struct store_rule {
  using T = typename V::value_type;
  static constexpr int slots = 0;

  T* gradient;

  [[gnu::always_inline]] void operator()(V g, long offset) const { g.store(gradient + offset); }
  store_rule from(long offset) const { return {gradient + offset}; }
};

/// Applies a rule to a gradient in a buffer. The bits are those of handing it the same gradient in registers.
/// Shapes: `gradient` [count], laid out as the rule's arrays; count is a multiple of V::size, as every packed array's
/// size is.
template <class V, update_rule<V> Rule>
void apply_rule(const Rule rule, const typename V::value_type* gradient, long count) {
  for (long i = 0; i < count; i += V::size) rule(V::load(gradient + i), i);
}

}  // namespace pathwise::kernels
