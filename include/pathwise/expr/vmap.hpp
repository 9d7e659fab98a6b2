#pragma once
// A function of one position, at each position of an axis.
#include <pathwise/expr/expr.hpp>

namespace pathwise {

namespace detail {

/// The positions of the first axis as rows of their own.
template <std::size_t N, std::size_t... E>
constexpr expr<E...> folded_into_rows(expr<N, E...> x) {
  const any_expr rows = with_rows(x);
  return expr<E...>(reshape(rows, extents_of<E...>(), rows.positions() * static_cast<int>(N)));
}
template <std::size_t N, std::size_t... R>
constexpr expr<N, R...> unfolded(expr<R...> y, int positions) {
  const int inside = positions * static_cast<int>(N);
  const any_expr each = y.has_rows() ? y : broadcast(y, y.axes(), inside);
  if (each.positions() != inside) y.g->fail(error_code::rows_meet_positions, "vmap");
  return expr<N, R...>(reshape(each, extents_of<N, R...>(), positions));
}

}  // namespace detail

/// f at each index of the first axis of its arguments: y[n, ...] = f(x[n, ...], ...). The positions are treated as rows
/// are, so a product with a weight is one large product, and reductions inside f run within one position.
/// Shapes: x [N, ...] each; f takes the rest of their axes and returns an expression [R...]; y [N, R...].
/// Errors: E049 where f uses a value of each row that is not among its arguments. A shared one (a parameter) it may
/// use. Example: `vmap([](expr<8> t) { return linear<4>("projection", t); }, tokens)`. Source: the name is JAX's.
template <class F, std::size_t N, std::size_t... E, class... More>
constexpr auto vmap(F f, expr<N, E...> x, More... more) {
  const int positions = x.has_rows() ? x.positions() : 1;
  return detail::unfolded<N>(f(detail::folded_into_rows(x), detail::folded_into_rows(more)...), positions);
}

}  // namespace pathwise
