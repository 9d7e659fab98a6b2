#pragma once
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// A fully connected layer with a bias, named for its output.
/// Formula: y = W x + b. Shapes: x [In], y [Out]; parameters `name.weight` [Out, In] and `name.bias` [Out].
/// Both start uniform on +-1 / sqrt(In), as PyTorch's Linear. Cost: 2 In Out flops a row.
/// Errors: E014 where a layer of that name has other extents; E018.
template <std::size_t Out, std::size_t In>
constexpr expr<Out> linear(std::string_view name, expr<In> x,
                           std::source_location where = std::source_location::current()) {
  text weight(name), bias(name);
  weight.append(".weight");
  bias.append(".bias");
  const uniform_within start{1 / math::sqrt(static_cast<double>(In))};
  const expr<Out> y =
      linear_product(x, parameter<Out, In>(*x.g, weight, start, where)) + parameter<Out>(*x.g, bias, start, where);
  if (y.positions() <= 1) detail::name_value(*x.g, text(name), y.id);  // programs are cut at values of whole rows
  return y;
}

#if defined(__clang__)
template <std::size_t Out, std::size_t... In>
  requires(sizeof...(In) != 1 && detail::note_mistake<0 * Out>::made)
E030_layer_input_has_not_one_axis<shape<In...>> linear(std::string_view, expr<In...>);
#else
template <std::size_t Out, std::size_t... In>
  requires(sizeof...(In) != 1)
constexpr expr<Out> linear(std::string_view, expr<In...> x,
                           mistake<E030_layer_input_has_not_one_axis<shape<In...>>> = {}) {
  return expr<Out>(broadcast(literal(*x.g, 0), extents_of<Out>(), 1));
}
#endif

}  // namespace pathwise
