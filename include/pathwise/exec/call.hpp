#pragma once
// Calling a function on numbers: what may be given, and what comes back.
#include <array>
#include <span>

#include <pathwise/exec/program.hpp>
#include <pathwise/grad/function_gradients.hpp>

namespace pathwise {

/// How numbers of a type enter and leave programs. A specialisation says: `scalar`, whether the extents fit while compiling (`fits<Size>`), a row-major view for a
/// value of `size` numbers a row, and the type that results come back as. xtensor.hpp adds xtensor's.
template <class Numbers>
struct number_edge;

namespace detail {

template <class T>
struct matrix_edge {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = true;
  static matrix<T> leave(matrix<T>&& m) { return std::move(m); }
};

}  // namespace detail

template <class T>
struct number_edge<matrix<T>> : detail::matrix_edge<T> {
  static matrix_view<const T> enter(const matrix<T>& m, std::size_t) { return m.view(); }
};
template <class T>
struct number_edge<matrix_view<T>> : detail::matrix_edge<std::remove_const_t<T>> {
  static matrix_view<const T> enter(const matrix_view<T>& m, std::size_t) { return m; }
};
template <class T>
struct number_edge<std::vector<T>> : detail::matrix_edge<T> {
  static matrix_view<const T> enter(const std::vector<T>& v, std::size_t size) { return {v.data(), v.size() / size, size}; }
};
template <class T>
struct number_edge<std::span<T>> : detail::matrix_edge<std::remove_const_t<T>> {
  static matrix_view<const T> enter(const std::span<T>& v, std::size_t size) { return {v.data(), v.size() / size, size}; }
};
/// One row.
template <class T, std::size_t N>
struct number_edge<std::array<T, N>> {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = Size == N;
  static matrix_view<const T> enter(const std::array<T, N>& v, std::size_t) { return {v.data(), 1, N}; }
  static std::vector<T> leave(matrix<T>&& m) { return std::move(m.values); }
};
/// One row of one number.
template <scalar_like T>
struct number_edge<T> {
  using scalar = T;
  template <std::size_t Size>
  static constexpr bool fits = Size == 1;
  static matrix_view<const T> enter(const T& x, std::size_t) { return {&x, 1, 1}; }
  static std::vector<T> leave(matrix<T>&& m) { return std::move(m.values); }
};

namespace detail {

template <class Numbers>
using edge_of = number_edge<std::remove_cvref_t<Numbers>>;

template <class Source, class T, class... Argument, class... Given>
  requires(edge_of<Given>::template fits<Argument::size> && ...)
std::vector<matrix<T>> call(argument_list<Argument...>, const Given&... given) {
  using V = native<T>;
  thread_local program<V> p = program<V>::template of<Source>(1);
  std::size_t rows = 0, position = 0;
  const auto bind = [&]<class A>(std::type_identity<A>, const auto& numbers) {
    const matrix_view<const T> view = edge_of<decltype(numbers)>::enter(numbers, A::size);
    p.bind_input(position_name(position).view(), view);
    if (A::has_rows && rows != 0 && rows != view.rows)
      throw std::invalid_argument("argument " + std::to_string(position) + " has " + std::to_string(view.rows) + " rows, an earlier one has " + std::to_string(rows));
    if (A::has_rows) rows = view.rows;
    ++position;
  };
  (bind(std::type_identity<Argument>{}, given), ...);
  return p.run_to_matrices(rows == 0 ? 1 : rows, {});
}

}  // namespace detail

/// Calls the program. Arguments: for one with rows, a matrix, matrix_view, std::vector or std::span of rows x size, a std::array or a number for one row, or an xtensor
/// expression; for a shared one the same with one row. All scalars are of the first argument's type (float or double).
/// Returns: results as the first argument's kind: matrices [rows x size], a std::vector for one row, xt::xtensor; a std::array of them where there are several.
/// Throws: std::invalid_argument where columns or rows do not fit.
template <class Source>
template <class First, class... Rest>
auto program_function<Source>::operator()(const First& first, const Rest&... rest) const {
  using edge = detail::edge_of<First>;
  using T = typename edge::scalar;
  static_assert(sizeof...(Rest) + 1 == arguments::size, "E029: a function takes one argument for each parameter of its lambda");
  std::vector<matrix<T>> results = detail::call<Source, T>(arguments{}, first, rest...);
  constexpr std::size_t count = [] {
    std::size_t n = 0;
    for (const mark& m : contracted<Source>.marks) n += m.kind == mark_kind::root;
    return n;
  }();
  if constexpr (count == 1)
    return edge::leave(std::move(results[0]));
  else
    return [&]<std::size_t... K>(std::index_sequence<K...>) { return std::array{edge::leave(std::move(results[K]))...}; }(std::make_index_sequence<count>{});
}

}  // namespace pathwise
