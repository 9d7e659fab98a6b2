#pragma once
// Any captureless constexpr function of expressions is a program: it can be called on numbers (exec/call.hpp) and
// differentiated (grad/function_gradients.hpp).
#include <tuple>
#include <type_traits>
#include <utility>

#include <pathwise/expr/model_builder.hpp>
#include <pathwise/graph/frozen.hpp>

namespace pathwise {

/// One argument of a function: its extents, and whether it has a value per row.
template <bool HasRows, std::size_t... E>
struct argument {
  static constexpr bool has_rows = HasRows;
  static constexpr std::size_t size = (E * ... * 1);
  using extents_type = shape<E...>;
  static constexpr extents axes() { return extents_of<E...>(); }
};

template <class... Arguments>
struct argument_list {
  static constexpr std::size_t size = sizeof...(Arguments);
};

namespace detail {

template <class Parameter>
struct argument_of;
template <std::size_t... E>
struct argument_of<expr<E...>> {
  using type = argument<true, E...>;
};
template <std::size_t... E>
struct argument_of<shared<E...>> {
  using type = argument<false, E...>;
};

template <class Signature>
struct signature_of;
template <class L, class R, class... P>
struct signature_of<R (L::*)(P...) const> {
  using result = R;
  using parameters = std::tuple<std::decay_t<P>...>;
  using arguments = argument_list<typename argument_of<std::decay_t<P>>::type...>;
};

template <class R>
inline constexpr std::size_t results_of = 1;
template <class... R>
inline constexpr std::size_t results_of<std::tuple<R...>> = sizeof...(R);

/// "0", "1", ...: how arguments are named.
constexpr text position_name(std::size_t i) {
  char digits[8] = {};
  int n = 0;
  do digits[n++] = static_cast<char>('0' + i % 10);
  while ((i /= 10) > 0);
  text t;
  while (n > 0) t.append(std::string_view(&digits[--n], 1));
  return t;
}

template <class Argument>
constexpr any_expr argument_leaf(graph& g, std::size_t position) {
  slot s;
  s.name = position_name(position);
  s.kind = slot_kind::input;
  s.axes = g.intern(Argument::axes());
  s.has_rows = Argument::has_rows;
  return leaf(g, g.slots.add(s));
}

constexpr void add_root(graph& g, any_expr x) { g.marks.add({"result", mark_kind::root, x.id}); }

template <std::size_t... E>
constexpr void add_results(graph& g, const expr<E...>& result) {
  add_root(g, result);
}
template <class... R>
constexpr void add_results(graph& g, const std::tuple<R...>& results) {
  std::apply([&](const auto&... r) { (add_root(g, r), ...); }, results);
}
template <class Lambda, class... P, std::size_t... I>
constexpr graph trace_lambda(std::type_identity<std::tuple<P...>>, std::index_sequence<I...>) {
  graph g;
  const any_expr leaves[] = {argument_leaf<typename argument_of<P>::type>(g, I)...};
  add_results(g, Lambda{}(P(leaves[I])...));
  number_noise_streams(g);
  return g;
}
template <class Lambda, class Signature>
inline constexpr auto traced_lambda = pathwise::freeze_trace<[] {
  return trace_lambda<Lambda>(std::type_identity<typename Signature::parameters>{},
                              std::make_index_sequence<Signature::arguments::size>{});
}>();

}  // namespace detail

/// A lambda as the source of a program: its arguments are inputs in order, its result (an expr or a std::tuple of them)
/// the roots.
template <class Lambda>
struct lambda_source {
  using signature = detail::signature_of<decltype(&Lambda::operator())>;
  using arguments = typename signature::arguments;
  template <std::size_t /*Given*/>
  static constexpr std::size_t results = detail::results_of<typename signature::result>;
  static constexpr int likely_nodes = detail::traced_lambda<Lambda, signature>.size.nodes;

  static constexpr graph start() { return detail::traced_lambda<Lambda, signature>.thaw(); }
};

namespace detail {

/// `type` is void where `Given...` may be given for a program's arguments, and says what is wrong otherwise. Defined in
/// exec/call.hpp.
template <class Arguments, class... Given>
struct call_mistake;
/// The same for a program: what its trace found wrong counts, too.
template <class Source, class... Given>
struct program_mistake;

template <std::size_t... E>
void takes_expression(const expr<E...>&);
template <class T>
inline constexpr bool is_expression = requires(const T& x) { takes_expression(x); };
template <class... R>
inline constexpr bool is_expression<std::tuple<R...>> = (is_expression<R> && ...);

template <class Lambda, class R, class... P>
constexpr auto mistake_of_signature() {
  if constexpr (!std::is_empty_v<Lambda>)
    return std::type_identity<E027_function_must_not_capture<Lambda>>{};
  else if constexpr (is_expression<R> && (is_expression<std::decay_t<P>> && ...))
    return std::type_identity<void>{};
  else
    return std::type_identity<E032_function_is_not_of_expressions<R(P...)>>{};
}
template <class L, class R, class... P>
auto mistake_of(R (L::*)(P...) const) -> decltype(mistake_of_signature<L, R, P...>());
/// void for a lambda that takes and returns expressions, and for one whose mistake has been reported (clang: it has no
/// type then); otherwise what is wrong.
template <class Lambda>
constexpr auto mistake_of_function() {
  if constexpr (requires { &Lambda::operator(); })
    return decltype(mistake_of(&Lambda::operator())){};
  else if constexpr (mistake_noted<Lambda>())
    return std::type_identity<void>{};
  else
    return std::type_identity<E032_function_is_not_of_expressions<Lambda>>{};
}
template <class Lambda>
using function_mistake = typename decltype(mistake_of_function<Lambda>())::type;

/// Stands for the source of a function whose mistake has been reported.
struct any_arguments {
  static constexpr std::size_t size = 0;
};
struct reported_source {
  using arguments = any_arguments;
  template <std::size_t /*Given*/>
  static constexpr std::size_t results = 1;
  static constexpr int likely_nodes = 1;
  static constexpr graph start() {
    graph g;
    g.fail(error_code::already_reported, {});
    return g;
  }
};
template <class Lambda>
constexpr auto source_of() {
  if constexpr (requires { &Lambda::operator(); })
    return std::type_identity<lambda_source<Lambda>>{};
  else
    return std::type_identity<reported_source>{};
}

}  // namespace detail

template <class Source>
struct validating_function;

/// A program of numbers in order: `f(mu, scale, x)`; see exec/call.hpp for what may be given and what comes back.
/// Errors: E022, E029, E034, and those of the traced function.
template <class Source>
struct program_function {
  using source = Source;
  using arguments = typename Source::arguments;

  template <class... Given>
    requires detail::no_mistake<typename detail::program_mistake<Source, Given...>::type>
  auto operator()(const Given&... given) const;
  template <class... Given, class Error = typename detail::program_mistake<Source, Given...>::type>
    requires detail::mistaken<Error>
  Error operator()(const Given&...) const;

  /// The same function, which checks the parameters of its distributions first, or does not; see `program`.
  constexpr validating_function<Source> validate(bool on = true) const { return {on}; }
};

/// `f.validate()(x...)`: f(x...) that throws std::domain_error where a parameter of a distribution is outside its
/// domain, and says which, in which row, and what to do.
template <class Source>
struct validating_function {
  using source = Source;
  using arguments = typename Source::arguments;
  bool on = true;

  template <class... Given>
    requires detail::no_mistake<typename detail::program_mistake<Source, Given...>::type>
  auto operator()(const Given&... given) const;
  template <class... Given, class Error = typename detail::program_mistake<Source, Given...>::type>
    requires detail::mistaken<Error>
  Error operator()(const Given&...) const;
};

/// Makes a program of a captureless lambda whose parameters are expr<...> (a value per row) or shared<...> (one value
/// for all rows). Errors: E027 for a lambda that captures, E032 for one that is not of expressions.
template <class Lambda>
  requires detail::no_mistake<detail::function_mistake<Lambda>>
constexpr program_function<typename decltype(detail::source_of<Lambda>())::type> function(Lambda) {
  return {};
}
template <class Lambda, class Error = detail::function_mistake<Lambda>>
  requires detail::mistaken<Error>
Error function(Lambda);

}  // namespace pathwise
