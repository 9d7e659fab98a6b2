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

template <class Source>
inline constexpr trace_error error_of_program = started<Source>.error;
template <class Source, bool Mistaken = error_of_program<Source>.unsaid()>
struct source_mistake : lifted<Source, error_of_program<Source>> {};
template <class Source>
struct source_mistake<Source, false> {
  using type = void;
};
template <class Source, class... Given>
struct program_mistake
    : std::conditional_t<std::is_void_v<typename call_mistake<typename Source::arguments, Given...>::type>,
                         source_mistake<Source>, call_mistake<typename Source::arguments, Given...>> {};

/// Whether a call checks parameters: as the build has it, or as it is told.
enum class checking : unsigned char { by_default, told };

template <class Source, class T, checking Checking, class... Argument, class... Given>
std::vector<matrix<T>> call(argument_list<Argument...>, bool validate, const Given&... given) {
  using V = native<T>;
  thread_local program<V> p = program<V>::template of<Source>(1);
  for (const named_value& s : p.slots())
    if (is_kept(s.kind))
      throw std::invalid_argument("\"" + std::string(s.name) +
                                  "\" is a parameter or state: a model has those, a function takes arguments");
  if constexpr (Checking == checking::told) {
    p.template add_checks<Source>();
    p.validate(validate);
  }
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

/// The results as the first argument's kind.
template <class Source, checking Checking, class First, class... Rest>
auto call_and_leave(bool validate, const First& first, const Rest&... rest) {
  using edge = edge_of<First>;
  using T = typename edge::scalar;
  std::vector<matrix<T>> results(1);
  if constexpr (!std::is_same_v<typename Source::arguments, any_arguments>)
    results = call<Source, T, Checking>(typename Source::arguments{}, validate, first, rest...);
  constexpr std::size_t count = Source::template results<1 + sizeof...(Rest)>;
  if constexpr (count == 1)
    return edge::leave(std::move(results[0]));
  else
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return std::array{edge::leave(std::move(results[K]))...};
    }(std::make_index_sequence<count>{});
}

}  // namespace detail

/// Calls the program. Arguments: for one with rows, a matrix, matrix_view, std::vector or std::span of rows x size, a
/// std::array or a number for one row, or an xtensor expression; for a shared one the same with one row. All scalars
/// are of the first argument's type (float or double). Returns: results as the first argument's kind: matrices [rows x
/// size], a std::vector for one row, xt::xtensor; a std::array of them where there are several. Throws:
/// std::invalid_argument where columns or rows do not fit, and where the function names parameters or states;
/// std::domain_error where it validates.
template <class Source>
template <class... Given>
  requires detail::no_mistake<typename detail::program_mistake<Source, Given...>::type>
auto program_function<Source>::operator()(const Given&... given) const {
  return detail::call_and_leave<Source, detail::checking::by_default>(validates_by_default, given...);
}
template <class Source>
template <class... Given>
  requires detail::no_mistake<typename detail::program_mistake<Source, Given...>::type>
auto validating_function<Source>::operator()(const Given&... given) const {
  return detail::call_and_leave<Source, detail::checking::told>(on, given...);
}

}  // namespace pathwise
