#pragma once
// Calling a function on numbers: what may be given, and what comes back.
#include <pathwise/exec/numbers.hpp>
#include <pathwise/exec/program.hpp>
#include <pathwise/grad/function_gradients.hpp>

namespace pathwise {

namespace detail {

template <class First, class>
using first_of = First;

template <class... Argument, class... Given>
  requires(sizeof...(Argument) != sizeof...(Given))
struct call_mistake<argument_list<Argument...>, Given...> {
  using type = E029_function_takes_other_arguments<count<sizeof...(Argument)>, count<sizeof...(Given)>>;
};
template <>
struct call_mistake<argument_list<>> {
  using type = void;
};
template <class... Given>
struct call_mistake<any_arguments, Given...> {
  using type = void;
};
template <class First, class... Argument, class Given, class... More>
  requires(sizeof...(Argument) == sizeof...(More))
struct call_mistake<argument_list<First, Argument...>, Given, More...>
    : std::conditional_t<std::is_void_v<typename number_mistake<First, Given>::type>,
                         call_mistake<argument_list<Argument...>, More...>, number_mistake<First, Given>> {};

template <class Source, class T, class... Argument, class... Given>
std::vector<matrix<T>> call(argument_list<Argument...>, const Given&... given) {
  using V = native<T>;
  thread_local program<V> p = program<V>::template of<Source>(1);
  std::size_t rows = 0, position = 0;
  const auto bind = [&]<class A>(std::type_identity<A>, matrix_view<const T> view) {
    p.bind_input(position_name(position).view(), view);
    if (A::has_rows && rows != 0 && rows != view.rows)
      throw std::invalid_argument("argument " + std::to_string(position) + " has " + std::to_string(view.rows) +
                                  " rows, an earlier one has " + std::to_string(rows));
    if (A::has_rows) rows = view.rows;
    ++position;
  };
  const std::tuple<first_of<given_rows<T>, Given>...> entered{
      converted<T>(edge_of<Given>::enter(given, Argument::size))...};
  std::apply([&](const auto&... e) { (bind(std::type_identity<Argument>{}, e.view()), ...); }, entered);
  return p.run_to_matrices(rows == 0 ? 1 : rows, {});
}

}  // namespace detail

/// Calls the program. Arguments: for one with rows, a matrix, matrix_view, std::vector or std::span of rows x size, a
/// std::array or a number for one row, or an xtensor expression; for a shared one the same with one row. All scalars
/// are of the first argument's type (float or double). Returns: results as the first argument's kind: matrices [rows x
/// size], a std::vector for one row, xt::xtensor; a std::array of them where there are several. Throws:
/// std::invalid_argument where columns or rows do not fit.
template <class Source>
template <class... Given>
  requires detail::no_mistake<
      typename detail::call_mistake<typename program_function<Source>::arguments, Given...>::type>
auto program_function<Source>::operator()(const Given&... given) const {
  using edge = detail::edge_of<std::tuple_element_t<0, std::tuple<Given...>>>;
  using T = typename edge::scalar;
  std::vector<matrix<T>> results(1);
  if constexpr (!std::is_same_v<arguments, detail::any_arguments>)
    results = detail::call<Source, T>(arguments{}, given...);
  constexpr std::size_t count = Source::template results<sizeof...(Given)>;
  if constexpr (count == 1)
    return edge::leave(std::move(results[0]));
  else
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return std::array{edge::leave(std::move(results[K]))...};
    }(std::make_index_sequence<count>{});
}

}  // namespace pathwise
