#pragma once
// How numbers of a type enter and leave programs: the customisation point at the engine's border.
#include <array>
#include <span>
#include <vector>

#include <pathwise/base/concepts.hpp>
#include <pathwise/base/errors.hpp>
#include <pathwise/base/matrix.hpp>

namespace pathwise {

/// Rows that were given: borrowed where they already lie row by row, a copy of our own otherwise.
template <class T>
struct given_rows {
  matrix<T> copy;
  matrix_view<const T> borrowed;

  given_rows(matrix_view<const T> rows) : borrowed(rows) {}
  explicit given_rows(matrix<T>&& rows) : copy(std::move(rows)) {}
  matrix_view<const T> view() const { return copy.size() > 0 ? copy.view() : borrowed; }
};

/// A specialisation says: `scalar`; whether a value of Size numbers a row fits, as far as types tell (`fits<Size>`);
/// `enter(numbers, size)`, rows of `size` numbers; and `leave(matrix)`, the form that results come back in. xtensor.hpp
/// adds xtensor's.
template <class Numbers>
struct number_edge;

/// Numbers that may be given to a program.
template <class Numbers>
concept numbers = requires { typename number_edge<std::remove_cvref_t<Numbers>>::scalar; };

namespace detail {

template <class T>
struct matrix_edge {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = true;
  static matrix<T> leave(matrix<T>&& m) { return std::move(m); }
};
template <class T>
struct row_edge {
  using scalar = T;
  static std::vector<T> leave(matrix<T>&& m) { return m.values; }
};

template <class Numbers>
using edge_of = number_edge<std::remove_cvref_t<Numbers>>;

/// `type` is void where `Given` may be given for rows of the argument's extents, as far as types tell; otherwise it
/// says what is wrong.
template <class Argument, class Given>
struct number_mistake {
  using type = E034_not_numbers<Given>;
};
template <class Argument, numbers Given>
struct number_mistake<Argument, Given> {
  using type = std::conditional_t<edge_of<Given>::template fits<Argument::size>, void,
                                  E022_argument_extents_differ<typename Argument::extents_type, Given>>;
};

/// The rows in the engine's own type.
template <class T, class S>
given_rows<T> converted(given_rows<S>&& rows) {
  if constexpr (std::is_same_v<T, S>) {
    return std::move(rows);
  } else {
    const matrix_view<const S> v = rows.view();
    matrix<T> m(v.rows, v.cols);
    for (std::size_t i = 0; i < m.size(); ++i) m.values[i] = static_cast<T>(v.data[i]);
    return given_rows<T>(std::move(m));
  }
}

}  // namespace detail

template <class T>
struct number_edge<matrix<T>> : detail::matrix_edge<T> {
  static given_rows<T> enter(const matrix<T>& m, std::size_t) { return m.view(); }
};
template <class T>
struct number_edge<matrix_view<T>> : detail::matrix_edge<std::remove_const_t<T>> {
  static given_rows<std::remove_const_t<T>> enter(const matrix_view<T>& m, std::size_t) { return {m}; }
};
template <class T>
struct number_edge<std::vector<T>> : detail::matrix_edge<T> {
  static given_rows<T> enter(const std::vector<T>& v, std::size_t size) {
    return matrix_view<const T>{v.data(), v.size() / size, size};
  }
};
template <class T>
struct number_edge<std::span<T>> : detail::matrix_edge<std::remove_const_t<T>> {
  static given_rows<std::remove_const_t<T>> enter(const std::span<T>& v, std::size_t size) {
    return matrix_view<const std::remove_const_t<T>>{v.data(), v.size() / size, size};
  }
};
/// One row.
template <class T, std::size_t N>
struct number_edge<std::array<T, N>> : detail::row_edge<T> {
  template <std::size_t Size>
  static constexpr bool fits = Size == N;
  static given_rows<T> enter(const std::array<T, N>& v, std::size_t) { return matrix_view<const T>{v.data(), 1, N}; }
};
/// One row of one number.
template <scalar_like T>
struct number_edge<T> : detail::row_edge<T> {
  template <std::size_t Size>
  static constexpr bool fits = Size == 1;
  static given_rows<T> enter(const T& x, std::size_t) { return matrix_view<const T>{&x, 1, 1}; }
};

}  // namespace pathwise
