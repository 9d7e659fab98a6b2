#pragma once
// The one sampler of the families that are made of gamma variables.
#include <pathwise/dist/rsample.hpp>

namespace pathwise::detail {

/// log(x / shape) of a gamma variable x of rate 1. Noise: two normal numbers and an exponential one, of which `part`
/// takes as many as there are shapes; a family that is made of two variables names the other. Gradient: implicit, in
/// the shape.
template <std::size_t... E, std::size_t... N, class Part>
constexpr expr<E...> gamma_log_draw(expr<E...> shape, const noise<N...>& draws, std::string_view variable, Part part) {
  const auto name = [&](std::string_view of) {
    text whole(variable);
    if (!variable.empty()) whole.append(".");
    whole.append(of);
    return whole;
  };
  const any_expr a = shape, normal = part(variable.empty() ? draws.normal() : draws.normal(variable));
  const any_expr exponential = part(draws.exponential(name("exponential").view()));
  const any_expr next = part(draws.normal(name("next").view()));
  return expr<E...>(pathwise::gamma_log_draw(a, gamma_next_try(a, next, gamma_first_try(a, normal, exponential))));
}
template <std::size_t... E>
constexpr expr<E...> gamma_log_draw(expr<E...> shape, const noise<E...>& draws, std::string_view variable = "") {
  if (draws.at_node()) return pathwise::gamma_log_quantile(shape, draws.uniform(), draws.uniform_complement());
  return gamma_log_draw(shape, draws, variable, [](expr<E...> all) { return all; });
}

}  // namespace pathwise::detail
