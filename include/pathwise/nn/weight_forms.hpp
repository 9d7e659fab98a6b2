#pragma once
// Layers whose weight is a function of what is learnt.
#include <pathwise/nn/convolution.hpp>
#include <pathwise/nn/embedding.hpp>
#include <pathwise/nn/linear.hpp>

namespace pathwise {

namespace detail {

template <std::size_t Out, std::size_t In>
constexpr expr<Out> linear_by(expr<Out, In> weight, std::string_view name, expr<In> x, bias with,
                              std::source_location where) {
  const expr<Out> y = linear_product(x, weight);
  return with == bias::yes ? y + parameter<Out>(*x.g, part_of(name, "bias"), usual_start(In), where) : y;
}
/// x over its length, as torch.nn.functional.normalize has it.
template <std::size_t N>
constexpr expr<N> of_length_one(expr<N> x) {
  return x / max(sqrt(sum(square(x))), 1e-12);
}

/// A weight [Out, In...] by lengths and directions: g[o] V[o] / |V[o]|, each V[o] as one vector.
template <std::size_t Out, std::size_t... In>
constexpr expr<Out, In...> weight_of_length(graph& g, std::string_view name, std::source_location where) {
  constexpr std::size_t inputs = (In * ...);
  const auto length = parameter<Out, (In - In + 1)...>(g, part_of(name, "weight_g"), {0, 0.5773502691896258}, where);
  const auto v = reshape<Out, inputs>(parameter<Out, In...>(g, part_of(name, "weight_v"), usual_start(inputs), where));
  const auto factor = reshape<Out, 1>(length) / reshape<Out, 1>(norm(v, axis<1>));
  return reshape<Out, In...>(v * broadcast_to<Out, inputs>(factor));
}

/// A weight [Out, In...] over its largest singular value as a matrix [Out, In].
template <std::size_t Out, std::size_t... In>
constexpr expr<Out, In...> weight_of_norm_one(graph& g, std::string_view name, std::source_location where) {
  constexpr std::size_t inputs = (In * ...);
  const auto weight =
      reshape<Out, inputs>(parameter<Out, In...>(g, part_of(name, "weight_orig"), usual_start(inputs), where));
  const auto left = state<Out>(g, part_of(name, "weight_u"), {1}, where);
  const auto right = state<inputs>(g, part_of(name, "weight_v"), {1}, where);
  const auto fixed = stop_gradient(weight);
  const auto next_right = of_length_one(expr<inputs>(linear_transposed_product(left, fixed)));
  const auto next_left = of_length_one(linear_product(next_right, fixed));
  update_state(right, next_right, where);
  update_state(left, next_left, where);
  const auto u = when_training(next_left, of_length_one(left));
  const auto v = when_training(next_right, of_length_one(right));
  return reshape<Out, In...>(weight * (1.0 / sum(u * linear_product(v, weight))));
}

template <window Along>
inline constexpr auto size_of = static_cast<std::size_t>(Along.size);

template <window First, window Second, int Groups, std::size_t Out, std::size_t... In, std::size_t C, std::size_t H,
          std::size_t W>
constexpr auto conv2d_by(expr<Out, In...> weight, std::string_view name, expr<C, H, W> x, bias with,
                         std::source_location where) {
  constexpr sliding s = slide<First, Second>(static_cast<int>(H), static_cast<int>(W));
  return expr<Out, static_cast<std::size_t>(s.count[0]), static_cast<std::size_t>(s.count[1])>(
      convolution_by(weight, name, x, s, Groups, with, where));
}

}  // namespace detail

/// A linear layer that learns each row of its weight as a length and a direction.
/// Formula: y = W x + b, W[o] = g[o] V[o] / |V[o]|. Shapes: x [In], y [Out]; parameters `name.weight_g` [Out, 1], which
/// starts at the usual length of V's rows, `name.weight_v` [Out, In] and `name.bias` [Out], which start as `linear`'s.
/// Source: Salimans and Kingma 2016; torch.nn.utils.weight_norm of a Linear. Errors: E014, E018, E023.
template <std::size_t Out, std::size_t In>
constexpr expr<Out> weight_norm_linear(std::string_view name, expr<In> x, bias with = bias::yes,
                                       std::source_location where = std::source_location::current()) {
  return detail::linear_by<Out, In>(detail::weight_of_length<Out, In>(*x.g, name, where), name, x, with, where);
}

/// A linear layer whose weight is divided by its largest singular value, as far as one power iteration a training step
/// has found it.
/// Formula: y = W x / sigma + b, sigma = u . W v; a training step first sets v to W' u and u to W v, each over its
/// length; no gradient flows through them. Shapes: x [In], y [Out]; parameters `name.weight_orig` [Out, In] and
/// `name.bias` [Out], which start as `linear`'s; states `name.weight_u` [Out] and `name.weight_v` [In]. Source: Miyato
/// et al. 2018; torch.nn.utils.spectral_norm of a Linear. Errors: E054 where the name repeats.
template <std::size_t Out, std::size_t In>
constexpr expr<Out> spectral_norm_linear(std::string_view name, expr<In> x, bias with = bias::yes,
                                         std::source_location where = std::source_location::current()) {
  return detail::linear_by<Out, In>(detail::weight_of_norm_one<Out, In>(*x.g, name, where), name, x, with, where);
}

/// A convolution over two axes that learns each output's window as a length and a direction, as `weight_norm_linear`
/// does a row. Shapes: as `conv2d`; parameters `name.weight_g` [Out, 1, 1, 1], `name.weight_v` [Out, C / Groups, size,
/// size] and `name.bias` [Out]. Source: torch.nn.utils.weight_norm of a Conv2d. Errors: E050.
template <std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
          std::size_t W>
  requires detail::no_mistake<detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>>
constexpr auto weight_norm_conv2d(std::string_view name, expr<C, H, W> x, bias with = bias::yes,
                                  std::source_location where = std::source_location::current()) {
  const auto weight =
      detail::weight_of_length<Out, C / Groups, detail::size_of<First>, detail::size_of<Second>>(*x.g, name, where);
  return detail::conv2d_by<First, Second, Groups>(weight, name, x, with, where);
}
PATHWISE_WRONG((std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
                std::size_t W),
               (detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>), weight_norm_conv2d,
               (std::string_view, expr<C, H, W> x, bias = bias::yes))

/// A convolution over two axes whose weight, as a matrix [Out, C / Groups size^2], is divided by its largest singular
/// value, as `spectral_norm_linear` does. Shapes: as `conv2d`; parameters `name.weight_orig` and `name.bias`; states
/// `name.weight_u` [Out] and `name.weight_v` [C / Groups size^2]. Source: torch.nn.utils.spectral_norm of a Conv2d.
/// Errors: E050; E054 where the name repeats.
template <std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
          std::size_t W>
  requires detail::no_mistake<detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>>
constexpr auto spectral_norm_conv2d(std::string_view name, expr<C, H, W> x, bias with = bias::yes,
                                    std::source_location where = std::source_location::current()) {
  const auto weight =
      detail::weight_of_norm_one<Out, C / Groups, detail::size_of<First>, detail::size_of<Second>>(*x.g, name, where);
  return detail::conv2d_by<First, Second, Groups>(weight, name, x, with, where);
}
PATHWISE_WRONG((std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
                std::size_t W),
               (detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>), spectral_norm_conv2d,
               (std::string_view, expr<C, H, W> x, bias = bias::yes))

/// The degrees 1, ..., N of values of which each may depend on those before it, as of a product of conditional
/// densities.
template <std::size_t N>
constexpr expr<N> degrees(graph& g) {
  return indices<N>(g) + 1.0;
}
/// The degrees of `Hidden` units between such values: 1, ..., N - 1, over and over.
template <std::size_t Hidden, std::size_t N>
  requires(N > 1)
constexpr expr<Hidden> hidden_degrees(graph& g) {
  constexpr std::size_t times = (Hidden + N - 2) / (N - 1);
  const auto repeated = reshape<times*(N - 1)>(broadcast_to<times, N - 1>(degrees<N - 1>(g)));
  return slice<0, static_cast<int>(Hidden)>(repeated, axis<0>);
}
/// 1 where a unit's degree `to` is at least that of what it is computed `from`: the mask of a hidden layer.
template <std::size_t Out, std::size_t In>
constexpr expr<Out, In> mask_up_to(expr<Out> to, expr<In> from) {
  return less_equal(broadcast_to<Out, In>(from), broadcast_to<Out, In>(reshape<Out, 1>(to)));
}
/// The same where it is above: the mask of the last layer.
template <std::size_t Out, std::size_t In>
constexpr expr<Out, In> mask_below(expr<Out> to, expr<In> from) {
  return less(broadcast_to<Out, In>(from), broadcast_to<Out, In>(reshape<Out, 1>(to)));
}

/// A linear layer some of whose connections are cut: those where `mask` [Out, In], which has no rows, is 0.
/// Formula: y = (mask W) x + b. Shapes: x [In], y [Out]; parameters as `linear`'s. Source: Germain et al. 2015 (MADE).
/// Example: `auto h = relu(masked_linear("0", x, mask_up_to(hidden_degrees<64, 12>(g), degrees<12>(g))));`, and on it
/// `masked_linear("1", h, mask_below(degrees<12>(g), hidden_degrees<64, 12>(g)))`.
template <std::size_t Out, std::size_t In>
constexpr expr<Out> masked_linear(std::string_view name, expr<In> x, expr<Out, In> mask, bias with = bias::yes,
                                  std::source_location where = std::source_location::current()) {
  const auto weight = parameter<Out, In>(*x.g, detail::part_of(name, "weight"), detail::usual_start(In), where);
  return detail::linear_by<Out, In>(weight * mask, name, x, with, where);
}

}  // namespace pathwise
