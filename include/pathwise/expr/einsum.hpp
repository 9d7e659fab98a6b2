#pragma once
// Sums of products over named indices, checked while compiling.
#include <string_view>

#include <pathwise/expr/axes.hpp>

namespace pathwise {
namespace detail {

/// "ij,jk->ik" read against the extents of its operands.
struct einsum_reading {
  static constexpr int most_operands = 3;
  bool good = false;
  extents all, result;                 // all: the result's indices, then those summed over
  index_map into[most_operands] = {};  // from `all` to each operand
  index_map summed;                    // from `all` to the result
};

constexpr bool is_index(char c) { return c >= 'a' && c <= 'z'; }

constexpr einsum_reading read_einsum(std::string_view text, std::initializer_list<extents> operands) {
  einsum_reading r;
  const auto arrow = text.find("->");
  if (arrow == std::string_view::npos || operands.size() > einsum_reading::most_operands) return r;
  char label[extents::max_rank] = {};
  const auto position = [&](char c) {
    for (int i = 0; i < r.all.rank; ++i)
      if (label[i] == c) return i;
    return -1;
  };
  const auto add = [&](char c) {
    if (r.all.rank == extents::max_rank) return false;
    label[r.all.rank] = c;
    r.all.at[r.all.rank++] = 0;
    return true;
  };
  for (const char c : text.substr(arrow + 2))
    if (!is_index(c) || position(c) >= 0 || !add(c)) return r;
  const int kept = r.all.rank;
  auto list = text.substr(0, arrow);
  int k = 0;
  for (const extents& of : operands) {
    const auto comma = list.find(',');
    const auto indices = list.substr(0, comma);
    if (static_cast<int>(indices.size()) != of.rank) return r;
    for (int a = 0; a < of.rank; ++a) {
      const char c = indices[static_cast<std::size_t>(a)];
      if (!is_index(c) || (position(c) < 0 && !add(c))) return r;
      std::int32_t& extent = r.all.at[position(c)];
      if (extent != 0 && extent != of.at[a]) return r;
      extent = of.at[a];
      r.into[k].step[a][position(c)] = 1;
    }
    r.into[k++].to = of;
    const bool last = k == static_cast<int>(operands.size());
    if (last != (comma == std::string_view::npos)) return r;
    if (!last) list.remove_prefix(comma + 1);
  }
  for (int i = 0; i < r.all.rank; ++i)
    if (r.all.at[i] == 0) return r;  // an index of the result that no operand has
  for (int i = 0; i < k; ++i) r.into[i].from = r.all;
  r.result = r.all;
  r.result.rank = kept;
  for (int i = kept; i < extents::max_rank; ++i) r.result.at[i] = 0;
  r.summed = {r.all, r.result};
  for (int i = 0; i < kept; ++i) r.summed.step[i][i] = 1;
  r.good = true;
  return r;
}

template <fixed_string Text, class... Shapes>
inline constexpr einsum_reading einsum_read = read_einsum(Text.view(), {extents_of_shape(Shapes())...});
template <fixed_string Text, class... Shapes>
using einsum_mistake =
    std::conditional_t<einsum_read<Text, Shapes...>.good, void, E048_einsum_does_not_fit<name<Text>, Shapes...>>;

constexpr any_expr product_of(any_expr x) { return x; }
template <class... More>
constexpr any_expr product_of(any_expr x, More... more) {
  return x * product_of(more...);
}
constexpr any_expr repeated_by(any_expr x, const index_map& map) {
  if (x.axes().rank == 0) return map.from.rank == 0 ? x : broadcast(x, map.from, x.positions());
  return gather(x, map);
}

}  // namespace detail

/// Sums of products over named indices: `einsum<"ij,jk->ik">(a, b)` is a matrix product, "ii->" a trace, "ij->ji" a
/// transposition. Of one to three operands; an index that the result has not is summed over, in ascending order.
/// Cost: as many products as all indices together have values, all of them stored.
/// Errors: E048 where the string does not fit the operands' extents.
template <fixed_string Text, std::size_t... E, class... More>
  requires detail::no_mistake<detail::einsum_mistake<Text, shape<E...>, detail::shape_of<More>...>>
constexpr auto einsum(expr<E...> x, More... more) {
  constexpr const auto& read = detail::einsum_read<Text, shape<E...>, detail::shape_of<More>...>;
  constexpr extents axes = read.result;
  int k = 0;
  const auto operand = [&](any_expr o) { return detail::repeated_by(o, read.into[k++]); };
  const any_expr first = operand(x);
  const any_expr terms = detail::product_of(first, operand(more)...);
  using result = detail::expr_of<axes>;
  if constexpr (read.all.rank == 0)
    return result(terms);
  else if constexpr (read.result.rank == 0)
    return result(sum(terms));
  else
    return result(scatter_sum(terms, read.summed));
}
#if defined(__clang__)
template <fixed_string Text, std::size_t... E, class... More>
  requires detail::mistaken<detail::einsum_mistake<Text, shape<E...>, detail::shape_of<More>...>>
detail::einsum_mistake<Text, shape<E...>, detail::shape_of<More>...> einsum(expr<E...> x, More... more);
#else
template <fixed_string Text, std::size_t... E>
  requires(!detail::no_mistake<detail::einsum_mistake<Text, shape<E...>>>)
constexpr auto einsum(expr<E...> x, mistake<detail::einsum_mistake<Text, shape<E...>>> = {}) {
  return x;
}
template <fixed_string Text, std::size_t... E, std::size_t... F>
  requires(!detail::no_mistake<detail::einsum_mistake<Text, shape<E...>, shape<F...>>>)
constexpr auto einsum(expr<E...> x, expr<F...>, mistake<detail::einsum_mistake<Text, shape<E...>, shape<F...>>> = {}) {
  return x;
}
template <fixed_string Text, std::size_t... E, std::size_t... F, std::size_t... G>
  requires(!detail::no_mistake<detail::einsum_mistake<Text, shape<E...>, shape<F...>, shape<G...>>>)
constexpr auto einsum(expr<E...> x, expr<F...>, expr<G...>,
                      mistake<detail::einsum_mistake<Text, shape<E...>, shape<F...>, shape<G...>>> = {}) {
  return x;
}
#endif

/// The product of two matrices. Shapes: [M, K] and [K, N]; the result [M, N]. Cost: see `einsum`.
template <std::size_t M, std::size_t K, std::size_t N>
constexpr expr<M, N> matmul(expr<M, K> a, expr<K, N> b) {
  return einsum<"mk,kn->mn">(a, b);
}
/// A matrix times a vector.
template <std::size_t M, std::size_t K>
constexpr expr<M> matmul(expr<M, K> a, expr<K> x) {
  return einsum<"mk,k->m">(a, x);
}
/// As many products of matrices as the first axis is long.
template <std::size_t B, std::size_t M, std::size_t K, std::size_t N>
constexpr expr<B, M, N> matmul(expr<B, M, K> a, expr<B, K, N> b) {
  return einsum<"bmk,bkn->bmn">(a, b);
}

}  // namespace pathwise
