#pragma once
// The edge to xtensor, and the only file that includes it: any expression goes in, xt::xtensor comes out, one row may
// be an xt::xtensor_fixed whose shape is checked while compiling.
#include <algorithm>
#include <xtensor/xfixed.hpp>
#include <xtensor/xtensor.hpp>

#include <pathwise/exec/call.hpp>

namespace pathwise {

/// A row-major copy of any xtensor expression of one or two axes, as rows x cols. One axis is one row... of `cols`
/// numbers, or rows of one number if `cols` is 1. Throws: std::invalid_argument where its axes or its columns do not
/// fit.
template <class T, class Expression>
matrix<T> to_matrix(const xt::xexpression<Expression>& expression, std::size_t cols) {
  const Expression& e = expression.derived_cast();
  if (e.dimension() > 2 || cols == 0 || e.size() % cols != 0 || (e.dimension() == 2 && e.shape()[1] != cols))
    throw std::invalid_argument("an xtensor expression of " + std::to_string(e.dimension()) + " axes and " +
                                std::to_string(e.size()) + " numbers does not give rows of " + std::to_string(cols));
  matrix<T> m(e.size() / cols, cols);
  std::transform(e.template begin<xt::layout_type::row_major>(), e.template end<xt::layout_type::row_major>(),
                 m.values.begin(), [](const auto& x) { return static_cast<T>(x); });
  return m;
}

/// An xt::xtensor of rows x cols with the numbers of a matrix.
template <class T>
xt::xtensor<T, 2> to_xtensor(const matrix<T>& m) {
  xt::xtensor<T, 2> x = xt::xtensor<T, 2>::from_shape({m.rows, m.cols});
  std::copy(m.values.begin(), m.values.end(), x.begin());
  return x;
}

/// A row-major xt::xtensor is borrowed as it lies.
template <class T>
struct number_edge<xt::xtensor<T, 2, xt::layout_type::row_major>> {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = true;
  static given_rows<T> enter(const xt::xtensor<T, 2, xt::layout_type::row_major>& x, std::size_t) {
    return matrix_view<const T>{x.data(), x.shape(0), x.shape(1)};
  }
  static xt::xtensor<T, 2> leave(matrix<T>&& m) { return to_xtensor(m); }
};

template <class Expression>
  requires xt::is_xexpression<Expression>::value
struct number_edge<Expression> {
  using scalar = std::remove_cv_t<typename Expression::value_type>;
  template <std::size_t Size>
  static constexpr bool fits = true;
  static given_rows<scalar> enter(const Expression& e, std::size_t size) {
    return given_rows<scalar>(to_matrix<scalar>(e, size));
  }
  static xt::xtensor<scalar, 2> leave(matrix<scalar>&& m) { return to_xtensor(m); }
};

/// One row of static shape.
template <class T, std::size_t... E>
struct number_edge<xt::xtensor_fixed<T, xt::xshape<E...>>> {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = (E * ... * 1) == Size;
  using row = xt::xtensor_fixed<T, xt::xshape<E...>>;
  static given_rows<T> enter(const row& x, std::size_t size) { return matrix_view<const T>{x.data(), 1, size}; }
  static xt::xtensor<T, 2> leave(matrix<T>&& m) { return to_xtensor(m); }
};

}  // namespace pathwise
