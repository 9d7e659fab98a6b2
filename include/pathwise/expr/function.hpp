#pragma once
// Any captureless constexpr function of expressions is a program: it can be called on numbers (exec/call.hpp) and differentiated (grad/function_gradients.hpp).
#include <tuple>
#include <type_traits>
#include <utility>

#include <pathwise/expr/model_builder.hpp>

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

template <class Lambda>
struct E027_function_must_not_capture;

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

}  // namespace detail

/// A lambda as the source of a program: its arguments are inputs in order, its result (an expr or a std::tuple of them) the roots.
template <class Lambda>
struct lambda_source {
  using signature = detail::signature_of<decltype(&Lambda::operator())>;
  using arguments = typename signature::arguments;

  static constexpr graph start() {
    graph g;
    record(g, std::type_identity<typename signature::parameters>{}, std::make_index_sequence<arguments::size>{});
    number_noise_streams(g);
    return g;
  }

 private:
  template <class... P, std::size_t... I>
  static constexpr void record(graph& g, std::type_identity<std::tuple<P...>>, std::index_sequence<I...>) {
    const any_expr leaves[] = {detail::argument_leaf<typename detail::argument_of<P>::type>(g, I)...};
    add_results(g, Lambda{}(P(leaves[I])...));
  }
  template <std::size_t... E>
  static constexpr void add_results(graph& g, const expr<E...>& result) {
    detail::add_root(g, result);
  }
  template <class... R>
  static constexpr void add_results(graph& g, const std::tuple<R...>& results) {
    std::apply([&](const auto&... r) { (detail::add_root(g, r), ...); }, results);
  }
};

/// A program of numbers in order: `f(mu, scale, x)`; see exec/call.hpp for what may be given and what comes back.
template <class Source>
struct program_function {
  using source = Source;
  using arguments = typename Source::arguments;

  template <class First, class... Rest>
  auto operator()(const First& first, const Rest&... rest) const;
};

/// Makes a program of a captureless lambda whose parameters are expr<...> (a value per row) or shared<...> (one value for all rows).
/// Errors: E027 for a lambda that captures.
template <class Lambda>
  requires std::is_empty_v<Lambda>
constexpr program_function<lambda_source<Lambda>> function(Lambda) {
  return {};
}
template <class Lambda>
  requires(!std::is_empty_v<Lambda>)
E027_function_must_not_capture<Lambda> function(Lambda);

}  // namespace pathwise
