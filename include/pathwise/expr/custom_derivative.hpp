#pragma once
// A function with a backward of its user's own, both written in the language.
#include <tuple>

#include <pathwise/expr/axes.hpp>
#include <pathwise/expr/record.hpp>

namespace pathwise {
namespace detail {

inline constexpr int most_custom_arguments = 8;

/// A node has three operands: what a custom derivative has beyond two arguments hangs on the value in front of it.
template <int Arguments>
struct further_arguments_op {
  static constexpr auto name = "further_arguments";
  static constexpr int arity = 1 + Arguments;
  static constexpr auto kind = op_kind::custom_derivative;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr void pull_back(graph&, int, int, int*) {}  // its cotangents are those of the function's node
};

/// The arguments of the custom derivative at node `id`, in order. Returns how many.
constexpr int arguments_of_custom_derivative(const graph& g, int id, int* arguments) {
  int count = 0;
  do {
    const node& n = g.nodes[id];
    for (int k = 1; k < n.arity; ++k) arguments[count++] = n.operands[k];
    id = n.operands[0];
  } while (g.is<further_arguments_op<1>>(id) || g.is<further_arguments_op<2>>(id));
  return count;
}

/// The function's node: the value, and its arguments.
template <class F, class Result, class... Arguments>
struct custom_derivative_op {
  static constexpr auto name = F::name;
  static constexpr int arity = sizeof...(Arguments) > 1 ? 3 : 2;
  static constexpr auto kind = op_kind::custom_derivative;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }

  static constexpr void pull_back(graph& g, int self, int cotangent, int* out) {
    int x[most_custom_arguments] = {};
    arguments_of_custom_derivative(g, self, x);
    const auto backward = [&]<std::size_t... K>(std::index_sequence<K...>) {
      return F::backward(Arguments(any_expr{&g, x[K]})..., Result(any_expr{&g, self}), Result(any_expr{&g, cotangent}));
    };
    const auto found = backward(std::index_sequence_for<Arguments...>{});
    if constexpr (sizeof...(Arguments) == 1)
      out[0] = found.id;
    else
      std::apply([&](const auto&... d) { ((*out++ = d.id), ...); }, found);
  }
};

/// The first parameter or input that a value depends on by another way than its arguments, or -1.
constexpr int used_beside_arguments(const graph& g, int value, const any_expr* arguments, std::size_t count) {
  list<char> seen(g.nodes.size());
  for (std::size_t k = 0; k < count; ++k) seen[arguments[k].id] = 1;
  list<int> open;
  if (!seen[value]) open.add(value);
  while (!open.empty()) {
    const int i = open[open.size() - 1];
    open.resize(open.size() - 1);
    if (g.is_slot(i, slot_kind::parameter) || g.is_slot(i, slot_kind::input)) return i;
    for (int k = 0; k < g.arity(i); ++k) {
      const int o = g.nodes[i].operands[k];
      if (!seen[o]) open.add(o);
      seen[o] = 1;
    }
  }
  return -1;
}

template <std::size_t Arguments>
constexpr any_expr with_custom_derivative(any_expr value, const any_expr (&x)[Arguments],
                                          any_expr (*append_first)(any_expr, const any_expr*)) {
  graph& g = *value.g;
  if (const int leaf = used_beside_arguments(g, value.id, x, Arguments); leaf >= 0)
    g.fail(error_code::used_beside_arguments, g.slot_of(leaf).name);
  int positions = value.positions();
  for (const any_expr a : x) positions = positions == 0 ? a.positions() : positions;
  any_expr y = broadcast(value, extents(value.axes()), positions);
  constexpr int pairs = (Arguments - 1) / 2;  // beyond the first two
  for (int p = pairs; p > 0; --p) {
    if (const std::size_t k = static_cast<std::size_t>(2 * p); k + 1 < Arguments)
      y = append<further_arguments_op<2>>({y, x[k], x[k + 1]});
    else
      y = append<further_arguments_op<1>>({y, x[k]});
  }
  return append_first(y, x);
}

template <class T>
using plain_handle = typename expr_of_shape<shape_of<T>>::type;

/// A cotangent has the shape of its argument, or is `zero_derivative`.
template <class Given, class Argument>
inline constexpr bool is_cotangent = std::is_same_v<Given, any_expr> || std::is_same_v<Given, Argument>;
template <class Given, class... Arguments>
struct are_cotangents : std::false_type {};
template <class Given, class Argument>
struct are_cotangents<Given, Argument> : std::bool_constant<is_cotangent<Given, Argument>> {};
template <class... Given, class... Arguments>
  requires(sizeof...(Given) == sizeof...(Arguments) && sizeof...(Given) > 1)
struct are_cotangents<std::tuple<Given...>, Arguments...>
    : std::bool_constant<(is_cotangent<Given, Arguments> && ...)> {};

template <class F, class Result, class... Arguments>
constexpr auto mistake_of_custom_backward() {
  if constexpr (!requires(Arguments... x, Result y) {
                  F::name;
                  F::backward(x..., y, y);
                })
    return std::type_identity<E071_custom_derivative_needs_name_value_and_backward<F, shape_of<Arguments>...>>{};
  else {
    using given = decltype(F::backward(std::declval<Arguments>()..., std::declval<Result>(), std::declval<Result>()));
    if constexpr (are_cotangents<given, Arguments...>::value)
      return std::type_identity<void>{};
    else
      return std::type_identity<
          E072_backward_returns_other_than_one_cotangent_for_each_argument<given, std::tuple<Arguments...>>>{};
  }
}
template <class F, class... Arguments>
constexpr auto mistake_of_custom_derivative() {
  if constexpr (!has_own_name<F>())
    return std::type_identity<E040_op_is_local_to_a_function<F>>{};
  else if constexpr (requires(Arguments... x) { shape_type_of(F::value(x...)); })
    return mistake_of_custom_backward<F, plain_handle<decltype(F::value(std::declval<Arguments>()...))>,
                                      Arguments...>();
  else
    return std::type_identity<E071_custom_derivative_needs_name_value_and_backward<F, shape_of<Arguments>...>>{};
}
/// void where F fits its arguments, otherwise what is wrong.
template <class F, class... Arguments>
using custom_mistake = typename decltype(mistake_of_custom_derivative<F, plain_handle<Arguments>...>())::type;

template <class F, class... Arguments>
constexpr auto call_with_custom_derivative(Arguments... arguments) {
  const auto value = F::value(arguments...);
  using Result = plain_handle<decltype(value)>;
  const any_expr x[] = {arguments...};
  return Result(with_custom_derivative(value, x, [](any_expr y, const any_expr* a) {
    using op = custom_derivative_op<F, Result, Arguments...>;
    if constexpr (sizeof...(Arguments) == 1)
      return append<op>({y, a[0]});
    else
      return append<op>({y, a[0], a[1]});
  }));
}

}  // namespace detail

/// F::value(x...), differentiated by F::backward(x..., y, dy) instead of by what it is made of: for each argument the
/// sum over the result's elements of dy times their derivatives in it, as one expression of the argument's shape where
/// there is one argument, as a std::tuple of them otherwise; `zero_derivative` stands for none. Both are written in the
/// language, so derivatives of `backward` are those of any function, and a program computes nothing more than the two.
///
///     struct clipped_gradient {
///       static constexpr auto name = "clipped_gradient";
///       template <std::size_t... E>
///       static constexpr auto value(pw::expr<E...> x) { return x; }
///       template <std::size_t... E>
///       static constexpr auto backward(pw::expr<E...>, pw::expr<E...>, pw::expr<E...> dy) {
///         return min(max(dy, -1.0), 1.0);
///       }
///     };
///     auto y = pw::custom_derivative<clipped_gradient>(x);
///
/// Shapes: any, of up to 8 arguments; an argument without rows is given the sum of its cotangent over rows. Gradient:
/// jvp, hvp and Jacobians pull back by `backward` too, so they are right where it is linear in dy. Errors: E071 where F
/// has no name, value or backward for these arguments; E072 where backward returns other shapes; E073 where value uses
/// a parameter or an input that is not among the arguments, since that would get no gradient; E040 where F is local to
/// a function. Checked: `testing::expect_gradients`. Source: JAX's custom_vjp, PyTorch's autograd.Function.
template <class F, std::size_t... E, class... More>
  requires(sizeof...(More) < detail::most_custom_arguments &&
           detail::no_mistake<detail::custom_mistake<F, expr<E...>, More...>>)
constexpr auto custom_derivative(expr<E...> x, More... more) {
  return detail::call_with_custom_derivative<F>(x, detail::plain_handle<More>(more)...);
}
PATHWISE_WRONG((class F, std::size_t... E), (detail::custom_mistake<F, expr<E...>>), custom_derivative, (expr<E...> x))
PATHWISE_WRONG((class F, std::size_t... E, class Y), (detail::custom_mistake<F, expr<E...>, Y>), custom_derivative,
               (expr<E...> x, Y))
PATHWISE_WRONG((class F, std::size_t... E, class Y, class Z), (detail::custom_mistake<F, expr<E...>, Y, Z>),
               custom_derivative, (expr<E...> x, Y, Z))

}  // namespace pathwise
