#pragma once
// The edge to xtensor, and the only file that includes it: any expression goes in, xt::xtensor comes out, one row may be an xt::xtensor_fixed whose shape is checked
// while compiling.
#include <xtensor/xfixed.hpp>
#include <xtensor/xtensor.hpp>

#include <pathwise/exec/call.hpp>

namespace pathwise {

/// A row-major copy of any xtensor expression of one or two axes, as rows x cols. One axis is one row... of `cols` numbers, or rows of one number if `cols` is 1.
/// Throws: std::invalid_argument where its axes or its columns do not fit.
template <class T, class Expression>
matrix<T> to_matrix(const xt::xexpression<Expression>& expression, std::size_t cols) {
  const xt::xarray<T, xt::layout_type::row_major> values = xt::cast<T>(expression.derived_cast());
  if (values.dimension() > 2 || cols == 0 || values.size() % cols != 0 || (values.dimension() == 2 && values.shape(1) != cols))
    throw std::invalid_argument("an xtensor expression of " + std::to_string(values.dimension()) + " axes and " + std::to_string(values.size()) +
                                " numbers does not give rows of " + std::to_string(cols));
  return matrix<T>(values.size() / cols, cols, std::vector<T>(values.begin(), values.end()));
}

/// An xt::xtensor of rows x cols that takes the numbers of a matrix.
template <class T>
xt::xtensor<T, 2> to_xtensor(const matrix<T>& m) {
  xt::xtensor<T, 2> x = xt::xtensor<T, 2>::from_shape({m.rows, m.cols});
  std::copy(m.values.begin(), m.values.end(), x.begin());
  return x;
}

namespace detail {

/// The view of numbers that already lie row by row, or of a copy that this object keeps.
template <class T>
struct entered {
  matrix<T> copy;
  matrix_view<const T> view;
  operator matrix_view<const T>() const { return copy.size() > 0 ? copy.view() : view; }
};

}  // namespace detail

template <class Expression>
  requires xt::is_xexpression<Expression>::value
struct number_edge<Expression> {
  using scalar = std::remove_cv_t<typename Expression::value_type>;
  template <std::size_t Size>
  static constexpr bool fits = true;
  static detail::entered<scalar> enter(const Expression& e, std::size_t size) { return {to_matrix<scalar>(e, size), {}}; }
  static xt::xtensor<scalar, 2> leave(matrix<scalar>&& m) { return to_xtensor(m); }
};

/// One row of static shape.
template <class T, std::size_t... E>
struct number_edge<xt::xtensor_fixed<T, xt::xshape<E...>>> {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = (E * ... * 1) == Size;
  using row = xt::xtensor_fixed<T, xt::xshape<E...>>;
  static matrix_view<const T> enter(const row& x, std::size_t size) { return {x.data(), 1, size}; }
  static xt::xtensor<T, 2> leave(matrix<T>&& m) { return to_xtensor(m); }
};

}  // namespace pathwise
