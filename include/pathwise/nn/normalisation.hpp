#pragma once
#include <pathwise/expr/vmap.hpp>
#include <pathwise/nn/layer.hpp>

namespace pathwise {

/// Whether a normalisation ends with a learnt scale and shift of each element.
enum class affine : bool { no, yes };

namespace detail {

/// (x - mean) / sqrt(variance + epsilon) over all axes; the variance is that of the numbers at hand.
template <std::size_t... E>
constexpr expr<E...> normalised(expr<E...> x, double epsilon) {
  const auto deviation = x - mean(x);
  return deviation * (1.0 / sqrt(mean(square(deviation)) + epsilon));
}

}  // namespace detail

/// Each row, or position, is brought to mean 0 and variance 1 over all its axes. For the last axis alone:
/// `vmap([](auto t) { return layer_norm("norm", t); }, x)`.
/// Formula: w (x - m) / sqrt(v + epsilon) + b. Shapes: x [E...]; parameters `name.weight` (from 1) and `name.bias`
/// (from 0) [E...]. Source: torch.nn.LayerNorm.
template <std::size_t... E>
constexpr expr<E...> layer_norm(std::string_view name, expr<E...> x, double epsilon = 1e-5, affine with = affine::yes,
                                std::source_location where = std::source_location::current()) {
  const expr<E...> y = detail::normalised(x, epsilon);
  if (with == affine::no) return y;
  return y * parameter<E...>(*x.g, detail::part_of(name, "weight"), {0, 1}, where) +
         parameter<E...>(*x.g, detail::part_of(name, "bias"), {}, where);
}

/// x over its root mean square. Formula: w x / sqrt(mean x^2 + epsilon). Shapes: x [E...]; `name.weight` (from 1)
/// [E...]. Source: torch.nn.RMSNorm.
template <std::size_t... E>
constexpr expr<E...> rms_norm(std::string_view name, expr<E...> x, double epsilon = 1e-6,
                              std::source_location where = std::source_location::current()) {
  return x * (1.0 / sqrt(mean(square(x)) + epsilon)) *
         parameter<E...>(*x.g, detail::part_of(name, "weight"), {0, 1}, where);
}

/// Groups of channels are normalised each by its own mean and variance. Shapes: x [C, E...], Groups divides C;
/// parameters `name.weight` (from 1) and `name.bias` (from 0) [C]. With as many groups as channels it is
/// torch.nn.InstanceNorm. Source: torch.nn.GroupNorm.
template <std::size_t Groups, std::size_t C, std::size_t... E>
  requires(Groups > 0 && C % Groups == 0)
constexpr expr<C, E...> group_norm(std::string_view name, expr<C, E...> x, double epsilon = 1e-5,
                                   affine with = affine::yes,
                                   std::source_location where = std::source_location::current()) {
  constexpr std::size_t each = (E * ... * 1), size = C / Groups * each;
  const auto grouped = vmap([&](auto group) { return detail::normalised(group, epsilon); }, reshape<Groups, size>(x));
  const expr<C, E...> y = reshape<C, E...>(grouped);
  if (with == affine::no) return y;
  const auto of_channels = [](expr<C> v) { return reshape<C, E...>(broadcast_to<C, each>(reshape<C, 1>(v))); };
  return y * of_channels(parameter<C>(*x.g, detail::part_of(name, "weight"), {0, 1}, where)) +
         of_channels(parameter<C>(*x.g, detail::part_of(name, "bias"), {}, where));
}

}  // namespace pathwise
