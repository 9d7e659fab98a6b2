#pragma once
// Small lower-triangular matrices a row: products, solutions, diagonals. What is above the diagonal is not read. Cost:
// D steps of one column each.
#include <pathwise/expr/einsum.hpp>

namespace pathwise {

/// The diagonal of a square matrix.
template <std::size_t D>
constexpr expr<D> diagonal(expr<D, D> matrix) {
  return einsum<"ii->i">(matrix);
}

/// The square matrix of this diagonal, 0 elsewhere.
template <std::size_t D>
constexpr expr<D, D> diagonal_matrix(expr<D> on) {
  constexpr index_map map = [] {
    index_map m{extents_of<D>(), extents_of<D, D>()};
    m.step[0][0] = m.step[1][0] = 1;
    return m;
  }();
  return expr<D, D>(scatter_sum(on, map));
}

namespace detail {

/// Column `Column` from row `From` on, 0 above.
template <int Column, int From, std::size_t D>
constexpr expr<D> column_below(expr<D, D> matrix) {
  return expr<D>(pad<From, 0>(slice<From, static_cast<int>(D)>(select<Column>(matrix, axis<1>), axis<0>), axis<0>));
}
/// x with the shape of a column that is to multiply rows of it.
template <std::size_t D>
constexpr expr<D> as_column(expr<D> x, expr<D>) {
  return x;
}
template <std::size_t D, std::size_t K>
constexpr expr<D, 1> as_column(expr<D> x, expr<D, K>) {
  return reshape<D, 1>(x);
}

}  // namespace detail

/// The lower triangle, 0 above the diagonal.
template <std::size_t D>
constexpr expr<D, D> lower_only(expr<D, D> matrix) {
  return [&]<int... J>(std::integer_sequence<int, J...>) {
    return transpose(stack(detail::column_below<J, J>(matrix)...));
  }(std::make_integer_sequence<int, static_cast<int>(D)>{});
}

/// What is below the diagonal, 0 on it and above.
template <std::size_t D>
constexpr expr<D, D> below_diagonal(expr<D, D> matrix) {
  return lower_only(matrix) - diagonal_matrix(diagonal(matrix));
}

/// L x. Shapes: L [D, D], x [D] or [D, K].
template <std::size_t D, std::size_t... K>
constexpr expr<D, K...> lower_product(expr<D, D> lower, expr<D, K...> x) {
  return [&]<int... J>(std::integer_sequence<int, J...>) {
    return ((detail::as_column(detail::column_below<J, J>(lower), x) * select<J>(x, axis<0>)) + ...);
  }(std::make_integer_sequence<int, static_cast<int>(D)>{});
}

/// The y with L y = b, by forward substitution. Shapes: L [D, D], b [D] or [D, K]. Domain: no 0 on the diagonal. By
/// divisions, so that what is solved for a column of L itself is exactly one of the unit matrix.
template <std::size_t D, std::size_t... K>
constexpr expr<D, K...> solve_lower(expr<D, D> lower, expr<D, K...> b) {
  const auto on = diagonal(lower);
  auto rest = b;  // component i is right to be divided once all before it are taken away
  const auto take_away = [&]<int J>() {
    const auto known = select<J>(rest, axis<0>) / select<J>(on, axis<0>);
    rest = rest - detail::as_column(detail::column_below<J, J + 1>(lower), b) * known;
  };
  [&]<int... J>(std::integer_sequence<int, J...>) {
    (take_away.template operator()<J>(), ...);
  }(std::make_integer_sequence<int, static_cast<int>(D) - 1>{});
  return rest / detail::as_column(on, b);
}

/// The lower-triangular L with L L' = the matrix, by columns; what is above the diagonal is not read. Domain: symmetric
/// and positive definite, elsewhere NaN. Source: Golub and Van Loan 2013, algorithm 4.2.2.
template <std::size_t D>
constexpr expr<D, D> cholesky(expr<D, D> matrix) {
  auto rest = matrix;
  const auto take_away = [&]<int J>() {
    const auto pivot = select<J>(select<J>(rest, axis<1>), axis<0>);
    const expr<D> column = detail::column_below<J, J>(rest) / sqrt(pivot);
    rest = rest - reshape<D, 1>(column) * reshape<1, D>(column);
    return column;
  };
  return [&]<int... J>(std::integer_sequence<int, J...>) {
    const expr<D> columns[] = { take_away.template operator()<J>()... };
    return transpose(stack(columns[J]...));
  }(std::make_integer_sequence<int, static_cast<int>(D)>{});
}

}  // namespace pathwise
