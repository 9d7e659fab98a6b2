#pragma once
// `expr<Extents...>`: the user's handle. Its type carries the shape, so a wrong one is an error at the user's line; its
// value is a node of the graph.
#include <cstddef>
#include <type_traits>
#include <utility>

#include <pathwise/expr/op_mistake.hpp>

namespace pathwise {

template <std::size_t... Extents>
struct expr;

namespace detail {

template <std::size_t... E>
shape<E...> shape_type_of(const expr<E...>&);
shape<> shape_type_of(const any_expr&);
shape<> shape_type_of(double);
template <class Expression>
using shape_of = decltype(shape_type_of(std::declval<Expression>()));

template <class Left, class Right>
inline constexpr bool differ =
    !std::is_same_v<Left, Right> && !std::is_same_v<Left, shape<>> && !std::is_same_v<Right, shape<>>;

/// The extents that two broadcast to as NumPy's do: from the last axis on they agree, or are 1 or missing in one; rank
/// -1 where they do not.
constexpr extents common_extents(const extents& a, const extents& b) {
  extents r;
  r.rank = a.rank > b.rank ? a.rank : b.rank;
  for (int k = 1; k <= r.rank; ++k) {
    const std::int32_t left = k > a.rank ? 1 : a.at[a.rank - k], right = k > b.rank ? 1 : b.at[b.rank - k];
    if (left != right && left != 1 && right != 1) return {-1, {}};
    r.at[r.rank - k] = left == 1 ? right : left;
  }
  return r;
}
template <std::size_t... E>
constexpr extents extents_of_shape(shape<E...>) {
  return extents_of<E...>();
}
/// Different extents that broadcast, and such that do not.
template <class Left, class Right>
inline constexpr bool broadcast_together =
    differ<Left, Right> && common_extents(extents_of_shape(Left()), extents_of_shape(Right())).rank >= 0;
template <class Left, class Right>
inline constexpr bool clash = differ<Left, Right> && !broadcast_together<Left, Right>;

/// From the elements of `to` to those of x, repeated along the axes where it has 1 or none.
constexpr index_map broadcast_map(const extents& x, const extents& to) {
  index_map m{to, x};
  for (int k = 0; k < x.rank; ++k) m.step[k][to.rank - x.rank + k] = x.at[k] == 1 ? 0 : 1;
  return m;
}

template <class... Shapes>
struct common_shape {
  using type = shape<>;
};
template <class First, class... Rest>
struct common_shape<First, Rest...> {
  using type = First;
};
template <class... Rest>
  requires(sizeof...(Rest) > 0)
struct common_shape<shape<>, Rest...> : common_shape<Rest...> {};
/// The extents of elementwise operands, of which some may be numbers: those of the first that has any.
template <class... Operands>
using common_shape_of = typename common_shape<shape_of<Operands>...>::type;

template <class Shape>
struct expr_of_shape;
template <std::size_t... E>
struct expr_of_shape<shape<E...>> {
  using type = expr<E...>;
};

template <extents Axes, std::size_t... I>
auto expr_of_extents(std::index_sequence<I...>) -> expr<static_cast<std::size_t>(Axes.at[I])...>;
/// The handle of a shape known as a value.
template <extents Axes>
using expr_of = decltype(expr_of_extents<Axes>(std::make_index_sequence<static_cast<std::size_t>(Axes.rank)>{}));

constexpr any_expr operand_in(graph&, any_expr x) { return x; }
constexpr any_expr operand_in(graph& g, double x) { return literal(g, x); }

/// An expression or a plain number, beside which there is an expression.
template <class T>
concept operand = std::is_convertible_v<T, any_expr> || std::is_arithmetic_v<T>;

}  // namespace detail

// Declares `function` for two operands whose extents differ, which is a mistake (E011); the operators are members for
// g++.
#if defined(__clang__)
#define PATHWISE_EXTENTS(relation, function)                                                             \
  template <std::size_t... A, std::size_t... B>                                                          \
    requires(detail::relation<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made) \
  E011_elementwise_extents_differ<shape<A...>, shape<B...>> function(expr<A...>, expr<B...>);
#define PATHWISE_OPERATOR_EXTENTS_CLASH(function) PATHWISE_EXTENTS(clash, function)
#define PATHWISE_MEMBER_EXTENTS_CLASH(function)
#else
#define PATHWISE_EXTENTS(relation, function)                                                               \
  template <std::size_t... A, std::size_t... B>                                                            \
    requires detail::relation<shape<A...>, shape<B...>>                                                    \
  constexpr expr<A...> function(expr<A...> a, expr<B...>,                                                  \
                                mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) { \
    return a;                                                                                              \
  }
#define PATHWISE_OPERATOR_EXTENTS_CLASH(function)
#define PATHWISE_MEMBER_EXTENTS_CLASH(function)                                                                      \
  template <std::size_t... Other, class Error = E011_elementwise_extents_differ<shape<Extents...>, shape<Other...>>> \
    requires detail::clash<shape<Extents...>, shape<Other...>>                                                       \
  PATHWISE_UNAVAILABLE constexpr expr function(expr<Other...>) const {                                               \
    return *this;                                                                                                    \
  }
#endif

#define PATHWISE_EXTENTS_DIFFER(function) PATHWISE_EXTENTS(differ, function)
#define PATHWISE_EXTENTS_CLASH(function) PATHWISE_EXTENTS(clash, function)

/// A value with static axes; rows (the batch) are implicit. `expr<>` is one number a row.
template <std::size_t... Extents>
struct expr : any_expr {
  constexpr expr() = default;
  constexpr explicit expr(any_expr e) : any_expr(e) {}

  PATHWISE_MEMBER_EXTENTS_CLASH(operator+)
  PATHWISE_MEMBER_EXTENTS_CLASH(operator-)
  PATHWISE_MEMBER_EXTENTS_CLASH(operator*)
  PATHWISE_MEMBER_EXTENTS_CLASH(operator/)
};

/// An argument of a `pw::function` that is one value for all rows; its gradient is summed over rows, as a parameter's
/// is.
template <std::size_t... Extents>
struct shared : expr<Extents...> {
  using expr<Extents...>::expr;
};

// The elementwise functions, forwarded to the untyped handles.
#define PATHWISE_UNARY(function)                           \
  template <std::size_t... E>                              \
  constexpr expr<E...> function(expr<E...> x) {            \
    return expr<E...>(function(static_cast<any_expr>(x))); \
  }
#define PATHWISE_BINARY(function)                                                                   \
  template <std::size_t... E>                                                                       \
  constexpr expr<E...> function(expr<E...> a, expr<E...> b) {                                       \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b)));                \
  }                                                                                                 \
  template <std::size_t... A, std::size_t... B>                                                     \
    requires detail::broadcast_together<shape<A...>, shape<B...>>                                   \
  constexpr auto function(expr<A...> a, expr<B...> b) {                                             \
    constexpr extents to = detail::common_extents(extents_of<A...>(), extents_of<B...>());          \
    return detail::expr_of<to>(function(gather(a, detail::broadcast_map(extents_of<A...>(), to)),   \
                                        gather(b, detail::broadcast_map(extents_of<B...>(), to)))); \
  }                                                                                                 \
  template <std::size_t... E>                                                                       \
    requires(sizeof...(E) > 0)                                                                      \
  constexpr expr<E...> function(expr<E...> a, expr<> b) {                                           \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b)));                \
  }                                                                                                 \
  template <std::size_t... E>                                                                       \
    requires(sizeof...(E) > 0)                                                                      \
  constexpr expr<E...> function(expr<> a, expr<E...> b) {                                           \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b)));                \
  }                                                                                                 \
  template <std::size_t... E>                                                                       \
  constexpr expr<E...> function(double a, expr<E...> b) {                                           \
    return expr<E...>(function(literal(*b.g, a), static_cast<any_expr>(b)));                        \
  }                                                                                                 \
  template <std::size_t... E>                                                                       \
  constexpr expr<E...> function(expr<E...> a, double b) {                                           \
    return expr<E...>(function(static_cast<any_expr>(a), literal(*a.g, b)));                        \
  }

PATHWISE_BINARY(operator+)
PATHWISE_OPERATOR_EXTENTS_CLASH(operator+)
PATHWISE_BINARY(operator-)
PATHWISE_OPERATOR_EXTENTS_CLASH(operator-)
PATHWISE_BINARY(operator*)
PATHWISE_OPERATOR_EXTENTS_CLASH(operator*)
PATHWISE_BINARY(operator/)
PATHWISE_OPERATOR_EXTENTS_CLASH(operator/)
PATHWISE_BINARY(min)
PATHWISE_EXTENTS_CLASH(min)
PATHWISE_BINARY(max)
PATHWISE_EXTENTS_CLASH(max)
PATHWISE_BINARY(less)
PATHWISE_EXTENTS_CLASH(less)
PATHWISE_BINARY(less_equal)
PATHWISE_EXTENTS_CLASH(less_equal)
PATHWISE_BINARY(greater)
PATHWISE_EXTENTS_CLASH(greater)
PATHWISE_BINARY(greater_equal)
PATHWISE_EXTENTS_CLASH(greater_equal)
PATHWISE_BINARY(straight_through)
PATHWISE_EXTENTS_CLASH(straight_through)
PATHWISE_BINARY(when_training)
PATHWISE_EXTENTS_CLASH(when_training)
PATHWISE_BINARY(polygamma)
PATHWISE_BINARY(lgamma_half_step)
PATHWISE_BINARY(log_ratio)
PATHWISE_BINARY(log_gamma_density)
PATHWISE_BINARY(gamma_lower_tail)
PATHWISE_BINARY(gamma_tail)
PATHWISE_BINARY(student_t_tail)
PATHWISE_BINARY(expm1_ratio)
PATHWISE_BINARY(log1p_ratio)
PATHWISE_BINARY(langevin)
PATHWISE_BINARY(log_i0e)
PATHWISE_BINARY(von_mises_tail)
PATHWISE_BINARY(von_mises_slope)
PATHWISE_UNARY(operator-)
PATHWISE_UNARY(abs)
PATHWISE_UNARY(sign)
PATHWISE_UNARY(floor)
PATHWISE_UNARY(positive)
PATHWISE_UNARY(half_step)
PATHWISE_UNARY(square)
PATHWISE_UNARY(sqrt)
PATHWISE_UNARY(exp)
PATHWISE_UNARY(expm1)
PATHWISE_UNARY(log)
PATHWISE_UNARY(log1p)
PATHWISE_UNARY(relu)
PATHWISE_UNARY(tanh)
PATHWISE_UNARY(sigmoid)
PATHWISE_UNARY(softplus)
PATHWISE_UNARY(log_softplus)
PATHWISE_UNARY(softplus_ratio)
PATHWISE_UNARY(erf)
PATHWISE_UNARY(erfinv)
PATHWISE_UNARY(erfc)
PATHWISE_UNARY(erfcx)
PATHWISE_UNARY(log_erfc)
PATHWISE_UNARY(log_erfc_inverse)
PATHWISE_UNARY(sin)
PATHWISE_UNARY(cos)
PATHWISE_UNARY(atan)
PATHWISE_UNARY(lgamma)
PATHWISE_UNARY(digamma)
PATHWISE_UNARY(log_less_digamma)
PATHWISE_UNARY(stirling_rest)
PATHWISE_UNARY(exponential_excess)
PATHWISE_UNARY(log1p_square)
PATHWISE_UNARY(log1mexp)
PATHWISE_UNARY(log_expm1_ratio)
PATHWISE_UNARY(stop_gradient)
#undef PATHWISE_UNARY
#undef PATHWISE_BINARY

/// a * b + c with one rounding.
template <std::size_t... E>
constexpr expr<E...> fma(expr<E...> a, expr<E...> b, expr<E...> c) {
  return expr<E...>(fma(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(c)));
}
#if defined(__clang__)
template <std::size_t... A, std::size_t... B, std::size_t... C>
  requires(detail::differ<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<B...>> fma(expr<A...>, expr<B...>, expr<C...>);
template <std::size_t... A, std::size_t... C>
  requires(detail::differ<shape<A...>, shape<C...>> && detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<C...>> fma(expr<A...>, expr<A...>, expr<C...>);
#else
template <std::size_t... A, std::size_t... B, std::size_t... C>
  requires detail::differ<shape<A...>, shape<B...>>
constexpr expr<A...> fma(expr<A...> a, expr<B...>, expr<C...>,
                         mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <std::size_t... A, std::size_t... C>
  requires detail::differ<shape<A...>, shape<C...>>
constexpr expr<A...> fma(expr<A...> a, expr<A...>, expr<C...>,
                         mistake<E011_elementwise_extents_differ<shape<A...>, shape<C...>>> = {}) {
  return a;
}
#endif

/// The logarithm of the density of logit x for a beta variable x, and its probabilities below x and above.
template <std::size_t... E>
constexpr expr<E...> log_beta_density(expr<E...> a, expr<E...> b, expr<E...> x) {
  return expr<E...>(log_beta_density(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<E...> beta_lower_tail(expr<E...> a, expr<E...> b, expr<E...> x) {
  return expr<E...>(beta_lower_tail(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<E...> beta_tail(expr<E...> a, expr<E...> b, expr<E...> x) {
  return expr<E...>(beta_tail(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(x)));
}

/// log(x / shape) for the x below which a gamma variable of rate 1 lies with probability p = 1 - q.
template <std::size_t... E>
constexpr expr<E...> gamma_log_quantile(expr<E...> shape, expr<E...> p, expr<E...> q) {
  return expr<E...>(
      gamma_log_quantile(static_cast<any_expr>(shape), static_cast<any_expr>(p), static_cast<any_expr>(q)));
}

/// logit x for the x below which a beta variable lies with probability p; infinite at 0 and 1. Of the upper tail: the
/// opposite, with a and b exchanged.
template <std::size_t... E>
constexpr expr<E...> beta_logit_quantile(expr<E...> a, expr<E...> b, expr<E...> p) {
  return expr<E...>(beta_logit_quantile(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(p)));
}

/// The angle below which a von Mises variable about 0 lies with probability p = 1 - q.
template <std::size_t... E>
constexpr expr<E...> von_mises_quantile(expr<E...> k, expr<E...> p, expr<E...> q) {
  return expr<E...>(von_mises_quantile(static_cast<any_expr>(k), static_cast<any_expr>(p), static_cast<any_expr>(q)));
}

/// (a / b)^power, of positive numbers.
template <std::size_t... E>
constexpr expr<E...> raised_ratio(expr<E...> a, expr<E...> b, expr<E...> power) {
  return expr<E...>(raised_ratio(static_cast<any_expr>(a), static_cast<any_expr>(b), static_cast<any_expr>(power)));
}

/// A cumulant of a standard normal number between start and start + width: see ops/truncated_cumulant.hpp.
template <std::size_t... E>
constexpr expr<E...> truncated_cumulant(int order, expr<E...> start, expr<E...> width) {
  const any_expr from = start;
  return expr<E...>(truncated_cumulant(literal(*from.g, order), from, static_cast<any_expr>(width)));
}

/// a where the condition is not 0, b where it is. a and b may be plain numbers.
template <std::size_t... C, detail::operand A, detail::operand B>
  requires(!detail::differ<shape<C...>, detail::common_shape_of<A, B>> &&
           !detail::differ<detail::shape_of<A>, detail::shape_of<B>>)
constexpr auto where(expr<C...> condition, A a, B b) {
  graph& g = *condition.g;
  const any_expr chosen = where(static_cast<any_expr>(condition), detail::operand_in(g, a), detail::operand_in(g, b));
  return typename detail::expr_of_shape<detail::common_shape_of<expr<C...>, A, B>>::type(chosen);
}
#if defined(__clang__)
template <std::size_t... C, detail::operand A, detail::operand B>
  requires(detail::differ<detail::shape_of<A>, detail::shape_of<B>> && detail::note_mistake<0 * sizeof(A)>::made)
E011_elementwise_extents_differ<detail::shape_of<A>, detail::shape_of<B>> where(expr<C...>, A, B);
template <std::size_t... C, detail::operand A, detail::operand B>
  requires(!detail::differ<detail::shape_of<A>, detail::shape_of<B>> &&
           detail::differ<shape<C...>, detail::common_shape_of<A, B>> && detail::note_mistake<0 * sizeof(A)>::made)
E011_elementwise_extents_differ<shape<C...>, detail::common_shape_of<A, B>> where(expr<C...>, A, B);
#else
template <std::size_t... C, detail::operand A, detail::operand B>
  requires detail::differ<detail::shape_of<A>, detail::shape_of<B>>
constexpr expr<C...> where(expr<C...> c, A, B,
                           mistake<E011_elementwise_extents_differ<detail::shape_of<A>, detail::shape_of<B>>> = {}) {
  return c;
}
template <std::size_t... C, detail::operand A, detail::operand B>
  requires(!detail::differ<detail::shape_of<A>, detail::shape_of<B>> &&
           detail::differ<shape<C...>, detail::common_shape_of<A, B>>)
constexpr expr<C...> where(expr<C...> c, A, B,
                           mistake<E011_elementwise_extents_differ<shape<C...>, detail::common_shape_of<A, B>>> = {}) {
  return c;
}
#endif

/// Reductions over all static axes.
template <std::size_t... E>
constexpr expr<> sum(expr<E...> x) {
  return expr<>(sum(static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<> mean(expr<E...> x) {
  return expr<>(sum(static_cast<any_expr>(x)) * (1.0 / static_cast<double>((E * ... * 1))));
}
template <std::size_t... E>
constexpr expr<> max_features(expr<E...> x) {
  return expr<>(max_features(static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<> min_features(expr<E...> x) {
  return expr<>(min_features(static_cast<any_expr>(x)));
}
/// log(sum(exp(x))), shifted by the largest element so that no finite x overflows.
template <std::size_t... E>
constexpr expr<> logsumexp(expr<E...> x) {
  const expr<> top = stop_gradient(max_features(x));
  return log(sum(exp(x - top))) + top;
}

/// Reductions over rows, and over their positions inside `vmap`: the result has no rows. Row-coupled, so it ends a
/// phase.
template <std::size_t... E>
constexpr expr<E...> sum_rows(expr<E...> x) {
  return expr<E...>(sum_rows(static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<E...> mean_rows(expr<E...> x) {
  const any_expr total = sum_rows(static_cast<any_expr>(x)) * inverse_rows(*x.g);
  return expr<E...>(x.positions() > 1 ? total * (1.0 / x.positions()) : total);
}

/// y[o] = sum_i x[i] W[o, i]. Shapes: x [In], W [Out, In].
template <std::size_t In, std::size_t Out, std::size_t WeightIn>
  requires(In == WeightIn)
constexpr expr<Out> linear_product(expr<In> x, expr<Out, WeightIn> weight) {
  return expr<Out>(linear_product(static_cast<any_expr>(x), static_cast<any_expr>(weight)));
}
#if defined(__clang__)
template <std::size_t... In, std::size_t Out, std::size_t WeightIn>
  requires(!std::is_same_v<shape<In...>, shape<WeightIn>> && detail::note_mistake<0 * Out>::made)
E012_product_inner_extents_differ<shape<In...>, shape<Out, WeightIn>> linear_product(expr<In...> x,
                                                                                     expr<Out, WeightIn> weight);
#else
template <std::size_t... In, std::size_t Out, std::size_t WeightIn>
  requires(!std::is_same_v<shape<In...>, shape<WeightIn>>)
constexpr expr<Out> linear_product(
    expr<In...> x, expr<Out, WeightIn>,
    mistake<E012_product_inner_extents_differ<shape<In...>, shape<Out, WeightIn>>> = {}) {
  return expr<Out>(broadcast(literal(*x.g, 0), extents_of<Out>(), 1));
}
#endif

/// One operation of the user's own on typed handles: `apply<my_op>(x)`. Operands agree, or are numbers that broadcast.
template <class Op, std::size_t... E, class... Rest>
  requires(detail::no_mistake<detail::op_mistake<Op, 1 + sizeof...(Rest)>> &&
           (!detail::differ<shape<E...>, detail::shape_of<Rest>> && ...))
constexpr expr<E...> apply(expr<E...> x, Rest... rest) {
  return expr<E...>(apply<Op>(static_cast<any_expr>(x), static_cast<any_expr>(rest)...));
}
#if defined(__clang__)
template <class Op, std::size_t... A, std::size_t... B, class... Rest>
  requires(detail::no_mistake<detail::op_mistake<Op, 2 + sizeof...(Rest)>> &&
           detail::differ<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<B...>> apply(expr<A...>, expr<B...>, Rest...);
template <class Op, std::size_t... A, std::size_t... C>
  requires(detail::no_mistake<detail::op_mistake<Op, 3>> && detail::differ<shape<A...>, shape<C...>> &&
           detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<C...>> apply(expr<A...>, expr<A...>, expr<C...>);
#else
template <class Op, std::size_t... A, std::size_t... B>
  requires(detail::no_mistake<detail::op_mistake<Op, 2>> && detail::differ<shape<A...>, shape<B...>>)
constexpr expr<A...> apply(expr<A...> a, expr<B...>,
                           mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <class Op, std::size_t... A, std::size_t... B, class C>
  requires(detail::no_mistake<detail::op_mistake<Op, 3>> && detail::differ<shape<A...>, shape<B...>>)
constexpr expr<A...> apply(expr<A...> a, expr<B...>, C,
                           mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <class Op, std::size_t... A, std::size_t... C>
  requires(detail::no_mistake<detail::op_mistake<Op, 3>> && detail::differ<shape<A...>, shape<C...>>)
constexpr expr<A...> apply(expr<A...> a, expr<A...>, expr<C...>,
                           mistake<E011_elementwise_extents_differ<shape<A...>, shape<C...>>> = {}) {
  return a;
}
#endif

}  // namespace pathwise
