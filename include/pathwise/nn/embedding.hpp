#pragma once
#include <pathwise/expr/axes.hpp>
#include <pathwise/nn/layer.hpp>

namespace pathwise {

/// 0, 1, ..., N - 1, the same for all rows.
template <std::size_t N>
constexpr expr<N> indices(graph& g) {
  return cumsum(expr<N>(broadcast(literal(g, 1), extents_of<N>(), 0)), axis<0>) - 1.0;
}

/// 1 at the index and 0 elsewhere; all 0 where it is none of 0, 1, ..., N - 1. It has no gradient. Shapes: a number (a
/// whole one, held as a float) to [N]. Source: torch.nn.functional.one_hot.
template <std::size_t N>
constexpr expr<N> one_hot(expr<> index) {
  return stop_gradient(1.0 - abs(sign(indices<N>(*index.g) - index)));
}

/// x[index], an index of each row's own; 0 where there is none. Gradient: to the chosen element. Shapes: x [N], a
/// number (a whole one, held as a float); a number. Cost: N fma.
template <std::size_t N>
constexpr expr<> take(expr<N> x, expr<> index) {
  return sum(x * one_hot<N>(index));
}

/// Row `index` of a learnt table. Shapes: a number (a whole one, held as a float) to [Size]; parameter `name.weight`
/// [Count, Size], uniform on +-sqrt(3), so of variance 1. Cost: a product with a one-hot vector, 2 Count Size flops.
/// Source: torch.nn.Embedding, whose table starts normal.
template <std::size_t Count, std::size_t Size>
constexpr expr<Size> embedding(std::string_view name, expr<> index,
                               std::source_location where = std::source_location::current()) {
  const auto table = parameter<Count, Size>(*index.g, detail::part_of(name, "weight"), {1.7320508075688772}, where);
  return expr<Size>(linear_transposed_product(one_hot<Count>(index), table));
}

}  // namespace pathwise
