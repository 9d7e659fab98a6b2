#pragma once
#include <pathwise/expr/expr.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// The negative log-likelihood, in nats, of a Bernoulli variable given the logit of its probability; elementwise.
/// Formula: softplus(l) - l x, so that no finite logit overflows. Domain: x in [0, 1] (a grey value counts as a
/// probability). Source: torch.nn.functional.binary_cross_entropy_with_logits.
template <std::size_t... E>
constexpr expr<E...> binary_cross_entropy_with_logits(expr<E...> logits, expr<E...> x) {
  return softplus(logits) - logits * x;
}
PATHWISE_EXTENTS_DIFFER(binary_cross_entropy_with_logits)

/// (prediction - x)^2, elementwise.
template <std::size_t... E>
constexpr expr<E...> squared_error(expr<E...> prediction, expr<E...> x) {
  return square(prediction - x);
}
PATHWISE_EXTENTS_DIFFER(squared_error)

}  // namespace pathwise
