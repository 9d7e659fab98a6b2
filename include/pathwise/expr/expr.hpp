#pragma once
// `expr<Extents...>`: the user's handle. Its type carries the shape, so a wrong one is an error at the user's line; its value is a node of the graph.
#include <cstddef>
#include <type_traits>
#include <utility>

#include <pathwise/expr/any_expr.hpp>

namespace pathwise {

template <std::size_t... Extents>
struct expr;

namespace detail {

template <std::size_t... E>
shape<E...> shape_type_of(const expr<E...>&);
shape<> shape_type_of(const any_expr&);
template <class Expression>
using shape_of = decltype(shape_type_of(std::declval<Expression>()));

template <class Left, class Right>
inline constexpr bool differ = !std::is_same_v<Left, Right> && !std::is_same_v<Left, shape<>> && !std::is_same_v<Right, shape<>>;

}  // namespace detail

// Declares `function` for two operands whose extents differ, which is a mistake (E011); the operators are members for g++.
#if defined(__clang__)
#define PATHWISE_EXTENTS_DIFFER(function)                                                              \
  template <std::size_t... A, std::size_t... B>                                                        \
    requires(detail::differ<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made) \
  E011_elementwise_extents_differ<shape<A...>, shape<B...>> function(expr<A...>, expr<B...>);
#define PATHWISE_OPERATOR_EXTENTS_DIFFER(function) PATHWISE_EXTENTS_DIFFER(function)
#define PATHWISE_MEMBER_EXTENTS_DIFFER(function)
#else
#define PATHWISE_EXTENTS_DIFFER(function)                                                                                          \
  template <std::size_t... A, std::size_t... B>                                                                                    \
    requires detail::differ<shape<A...>, shape<B...>>                                                                              \
  constexpr expr<A...> function(expr<A...> a, expr<B...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) { \
    return a;                                                                                                                      \
  }
#define PATHWISE_OPERATOR_EXTENTS_DIFFER(function)
#define PATHWISE_MEMBER_EXTENTS_DIFFER(function)                                                                    \
  template <std::size_t... Other, class Error = E011_elementwise_extents_differ<shape<Extents...>, shape<Other...>>> \
    requires detail::differ<shape<Extents...>, shape<Other...>>                                                     \
  PATHWISE_UNAVAILABLE constexpr expr function(expr<Other...>) const {                                              \
    return *this;                                                                                                   \
  }
#endif

/// A value with static axes; rows (the batch) are implicit. `expr<>` is one number a row.
template <std::size_t... Extents>
struct expr : any_expr {
  constexpr expr() = default;
  constexpr explicit expr(any_expr e) : any_expr(e) {}

  PATHWISE_MEMBER_EXTENTS_DIFFER(operator+)
  PATHWISE_MEMBER_EXTENTS_DIFFER(operator-)
  PATHWISE_MEMBER_EXTENTS_DIFFER(operator*)
  PATHWISE_MEMBER_EXTENTS_DIFFER(operator/)
};

/// An argument of a `pw::function` that is one value for all rows; its gradient is summed over rows, as a parameter's is.
template <std::size_t... Extents>
struct shared : expr<Extents...> {
  using expr<Extents...>::expr;
};

// The elementwise functions, forwarded to the untyped handles.
#define PATHWISE_UNARY(function)                                                    \
  template <std::size_t... E>                                                       \
  constexpr expr<E...> function(expr<E...> x) {                                     \
    return expr<E...>(function(static_cast<any_expr>(x)));                          \
  }
#define PATHWISE_BINARY(function)                                                   \
  template <std::size_t... E>                                                       \
  constexpr expr<E...> function(expr<E...> a, expr<E...> b) {                       \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b))); \
  }                                                                                 \
  template <std::size_t... E>                                                       \
    requires(sizeof...(E) > 0)                                                      \
  constexpr expr<E...> function(expr<E...> a, expr<> b) {                           \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b))); \
  }                                                                                 \
  template <std::size_t... E>                                                       \
    requires(sizeof...(E) > 0)                                                      \
  constexpr expr<E...> function(expr<> a, expr<E...> b) {                           \
    return expr<E...>(function(static_cast<any_expr>(a), static_cast<any_expr>(b))); \
  }                                                                                 \
  template <std::size_t... E>                                                       \
  constexpr expr<E...> function(double a, expr<E...> b) {                           \
    return expr<E...>(function(literal(*b.g, a), static_cast<any_expr>(b)));        \
  }                                                                                 \
  template <std::size_t... E>                                                       \
  constexpr expr<E...> function(expr<E...> a, double b) {                           \
    return expr<E...>(function(static_cast<any_expr>(a), literal(*a.g, b)));        \
  }

PATHWISE_BINARY(operator+)
PATHWISE_OPERATOR_EXTENTS_DIFFER(operator+)
PATHWISE_BINARY(operator-)
PATHWISE_OPERATOR_EXTENTS_DIFFER(operator-)
PATHWISE_BINARY(operator*)
PATHWISE_OPERATOR_EXTENTS_DIFFER(operator*)
PATHWISE_BINARY(operator/)
PATHWISE_OPERATOR_EXTENTS_DIFFER(operator/)
PATHWISE_BINARY(min)
PATHWISE_EXTENTS_DIFFER(min)
PATHWISE_BINARY(max)
PATHWISE_EXTENTS_DIFFER(max)
PATHWISE_UNARY(operator-)
PATHWISE_UNARY(abs)
PATHWISE_UNARY(sign)
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
constexpr expr<A...> fma(expr<A...> a, expr<B...>, expr<C...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <std::size_t... A, std::size_t... C>
  requires detail::differ<shape<A...>, shape<C...>>
constexpr expr<A...> fma(expr<A...> a, expr<A...>, expr<C...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<C...>>> = {}) {
  return a;
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

/// Reductions over rows: the result has no rows. Row-coupled, so it ends a phase.
template <std::size_t... E>
constexpr expr<E...> sum_rows(expr<E...> x) {
  return expr<E...>(sum_rows(static_cast<any_expr>(x)));
}
template <std::size_t... E>
constexpr expr<E...> mean_rows(expr<E...> x) {
  return expr<E...>(sum_rows(static_cast<any_expr>(x)) * inverse_rows(*x.g));
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
E012_product_inner_extents_differ<shape<In...>, shape<Out, WeightIn>> linear_product(expr<In...> x, expr<Out, WeightIn> weight);
#else
template <std::size_t... In, std::size_t Out, std::size_t WeightIn>
  requires(!std::is_same_v<shape<In...>, shape<WeightIn>>)
constexpr expr<Out> linear_product(expr<In...> x, expr<Out, WeightIn>, mistake<E012_product_inner_extents_differ<shape<In...>, shape<Out, WeightIn>>> = {}) {
  return expr<Out>(broadcast(literal(*x.g, 0), extents_of<Out>(), true));
}
#endif

/// One operation of the user's own on typed handles: `apply<my_op>(x)`. Operands agree, or are numbers that broadcast.
template <class Op, std::size_t... E, class... Rest>
  requires(detail::has_own_name<Op>() && (!detail::differ<shape<E...>, detail::shape_of<Rest>> && ...))
constexpr expr<E...> apply(expr<E...> x, Rest... rest) {
  return expr<E...>(apply<Op>(static_cast<any_expr>(x), static_cast<any_expr>(rest)...));
}
#if defined(__clang__)
template <class Op, std::size_t... A, std::size_t... B, class... Rest>
  requires(detail::has_own_name<Op>() && detail::differ<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<B...>> apply(expr<A...>, expr<B...>, Rest...);
template <class Op, std::size_t... A, std::size_t... C>
  requires(detail::has_own_name<Op>() && detail::differ<shape<A...>, shape<C...>> && detail::note_mistake<0 * sizeof...(A)>::made)
E011_elementwise_extents_differ<shape<A...>, shape<C...>> apply(expr<A...>, expr<A...>, expr<C...>);
#else
template <class Op, std::size_t... A, std::size_t... B>
  requires(detail::has_own_name<Op>() && detail::differ<shape<A...>, shape<B...>>)
constexpr expr<A...> apply(expr<A...> a, expr<B...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <class Op, std::size_t... A, std::size_t... B, class C>
  requires(detail::has_own_name<Op>() && detail::differ<shape<A...>, shape<B...>>)
constexpr expr<A...> apply(expr<A...> a, expr<B...>, C, mistake<E011_elementwise_extents_differ<shape<A...>, shape<B...>>> = {}) {
  return a;
}
template <class Op, std::size_t... A, std::size_t... C>
  requires(detail::has_own_name<Op>() && detail::differ<shape<A...>, shape<C...>>)
constexpr expr<A...> apply(expr<A...> a, expr<A...>, expr<C...>, mistake<E011_elementwise_extents_differ<shape<A...>, shape<C...>>> = {}) {
  return a;
}
#endif

}  // namespace pathwise
