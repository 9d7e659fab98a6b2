#pragma once
#include <pathwise/expr/einsum.hpp>
#include <pathwise/nn/embedding.hpp>
#include <pathwise/nn/linear.hpp>

namespace pathwise {

/// Whether a position attends to those after it.
enum class attends : bool { everywhere, backwards };

/// softmax(q k^T / sqrt(D)) v. Shapes: q [T, D], k [S, D], v [S, E]; the result [T, E]. Source:
/// torch.nn.functional.scaled_dot_product_attention.
template <std::size_t T, std::size_t S, std::size_t D, std::size_t E>
constexpr expr<T, E> attention(expr<T, D> q, expr<S, D> k, expr<S, E> v, attends where_to = attends::everywhere) {
  expr<T, S> scores = einsum<"td,sd->ts">(q, k) * (1 / math::sqrt(static_cast<double>(D)));
  if (where_to == attends::backwards) {
    const auto earlier =
        less_equal(broadcast_to<T, S>(indices<S>(*q.g)), broadcast_to<T, S>(reshape<T, 1>(indices<T>(*q.g))));
    scores = where(earlier, scores, -1e30);
  }
  return matmul(softmax(scores, axis<-1>), v);
}

/// Attention in several heads between layers of one width. Shapes: query [T, D], key and value [S, D], Heads divides D;
/// the result [T, D]; parameters `name.in_proj_weight` [3 D, D] and `name.in_proj_bias` [3 D], for query, key and value
/// in this order, `name.out_proj.weight` [D, D] and `name.out_proj.bias` [D]. Source: torch.nn.MultiheadAttention, also
/// of where they start.
template <std::size_t Heads, std::size_t T, std::size_t S, std::size_t D>
  requires(Heads > 0 && D % Heads == 0)
constexpr expr<T, D> multi_head_attention(std::string_view name, expr<T, D> query, expr<S, D> key, expr<S, D> value,
                                          attends where_to = attends::everywhere,
                                          std::source_location where = std::source_location::current()) {
  graph& g = *query.g;
  constexpr std::size_t each = D / Heads;
  constexpr int width = static_cast<int>(D);
  const double glorot = math::sqrt(6.0 / static_cast<double>(4 * D));
  const auto weight = parameter<3 * D, D>(g, detail::part_of(name, "in_proj_weight"), {glorot}, where);
  const auto shift = parameter<3 * D>(g, detail::part_of(name, "in_proj_bias"), {}, where);
  const auto project = [&]<int Part>(auto x) {
    const auto w = slice<Part * width, (Part + 1) * width>(weight, axis<0>);
    const auto b = slice<Part * width, (Part + 1) * width>(shift, axis<0>);
    return vmap([&](expr<D> t) { return linear_product(t, w) + b; }, x);
  };
  const auto in_heads = []<std::size_t N>(expr<N, D> x) { return permute<1, 0, 2>(reshape<N, Heads, each>(x)); };
  const auto q = in_heads(project.template operator()<0>(query));
  const auto k = in_heads(project.template operator()<1>(key));
  const auto v = in_heads(project.template operator()<2>(value));
  const auto heads =
      vmap([&](expr<T, each> a, expr<S, each> b, expr<S, each> c) { return attention(a, b, c, where_to); }, q, k, v);
  const auto joined = reshape<T, D>(permute<1, 0, 2>(heads));
  const uniform_within start = detail::usual_start(D);
  const auto out = parameter<D, D>(g, detail::part_of(name, "out_proj.weight"), start, where);
  const auto out_shift = parameter<D>(g, detail::part_of(name, "out_proj.bias"), {}, where);
  return vmap([&](expr<D> t) { return linear_product(t, out) + out_shift; }, joined);
}

}  // namespace pathwise
