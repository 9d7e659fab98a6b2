#pragma once
// The one sampler of the families that are made of gamma variables.
#include <pathwise/dist/rsample.hpp>

namespace pathwise::detail {

/// log(x / shape) of a gamma variable x of rate 1. Noise: two normal numbers and an exponential one; a family that is
/// made of two variables names the other. Gradient: implicit, in the shape.
template <std::size_t... E>
constexpr expr<E...> gamma_log_draw(expr<E...> shape, const noise<E...>& draws, std::string_view variable = "") {
  if (draws.at_node()) return pathwise::gamma_log_quantile(shape, draws.uniform(), draws.uniform_complement());
  const auto part = [&](std::string_view of) {
    text name(variable);
    if (!variable.empty()) name.append(".");
    name.append(of);
    return name;
  };
  const any_expr a = shape, normal = variable.empty() ? draws.normal() : draws.normal(variable);
  const any_expr first = gamma_first_try(a, normal, draws.exponential(part("exponential").view()));
  return expr<E...>(pathwise::gamma_log_draw(a, gamma_next_try(a, draws.normal(part("second").view()), first)));
}

}  // namespace pathwise::detail
