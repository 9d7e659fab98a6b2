#pragma once
#include <pathwise/expr/vmap.hpp>
#include <pathwise/nn/layer.hpp>

namespace pathwise {

/// A fully connected layer over the last axis, named for its output.
/// Formula: y = W x + b, at each index of the axes before. Shapes: x [..., In], y [..., Out]; parameters `name.weight`
/// [Out, In] and `name.bias` [Out]. Both start uniform on +-1 / sqrt(In), as PyTorch's Linear. Cost: 2 In Out flops a
/// row and index.
/// Errors: E014 where a layer of that name has other extents; E018; E030 for a number.
template <std::size_t Out, std::size_t In>
constexpr expr<Out> linear(std::string_view name, expr<In> x, bias with = bias::yes,
                           std::source_location where = std::source_location::current()) {
  const uniform_within start = detail::usual_start(In);
  expr<Out> y = linear_product(x, parameter<Out, In>(*x.g, detail::part_of(name, "weight"), start, where));
  if (with == bias::yes) y = y + parameter<Out>(*x.g, detail::part_of(name, "bias"), start, where);
  if (y.positions() <= 1) detail::name_value(*x.g, text(name), y.id);  // programs are cut at values of whole rows
  return y;
}
template <std::size_t Out, std::size_t First, std::size_t Second, std::size_t... More>
constexpr auto linear(std::string_view name, expr<First, Second, More...> x, bias with = bias::yes,
                      std::source_location where = std::source_location::current()) {
  return vmap([&](auto each) { return linear<Out>(name, each, with, where); }, x);
}

/// y[o] = sum over i, j of x1[i] W[o, i, j] x2[j], and b[o]. Shapes: x1 [First], x2 [Second], y [Out]; parameters
/// `name.weight` [Out, First, Second] and `name.bias` [Out], both uniform on +-1 / sqrt(First). Source:
/// torch.nn.Bilinear.
template <std::size_t Out, std::size_t First, std::size_t Second>
constexpr expr<Out> bilinear(std::string_view name, expr<First> x1, expr<Second> x2, bias with = bias::yes,
                             std::source_location where = std::source_location::current()) {
  graph& g = *x1.g;
  const uniform_within start = detail::usual_start(First);
  constexpr int out = static_cast<int>(Out), products = static_cast<int>(First * Second);
  const any_expr weight = detail::layer_parameter(g, name, "weight", extents_of<Out, First, Second>(), start, where);
  const index_map as_it_is = identity_map(weight.axes());
  const expr<Out, First * Second> matrix(gather(weight, as_it_is, {{2, {out, products}}, 0}));
  const auto pairs = broadcast_to<First, Second>(reshape<First, 1>(x1)) * broadcast_to<First, Second>(x2);
  const expr<Out> y = linear_product(reshape<First * Second>(pairs), matrix);
  return with == bias::yes ? y + parameter<Out>(g, detail::part_of(name, "bias"), start, where) : y;
}

#if defined(__clang__)
template <std::size_t Out>
  requires detail::note_mistake<0 * Out>::made
E030_layer_input_has_no_axis<shape<>> linear(std::string_view, expr<>);
#else
template <std::size_t Out>
constexpr expr<Out> linear(std::string_view, expr<> x, mistake<E030_layer_input_has_no_axis<shape<>>> = {}) {
  return expr<Out>(broadcast(literal(*x.g, 0), extents_of<Out>(), 1));
}
#endif

}  // namespace pathwise
