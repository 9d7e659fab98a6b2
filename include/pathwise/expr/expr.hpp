#pragma once
// `expr<Extents...>`: the user's handle. Its type carries the shape, so a wrong one is an error at the user's line; its value is a node of the graph.
#include <cstddef>

#include <pathwise/expr/any_expr.hpp>

namespace pathwise {

/// A value with static axes; rows (the batch) are implicit. `expr<>` is one number a row.
template <std::size_t... Extents>
struct expr : any_expr {
  constexpr expr() = default;
  constexpr explicit expr(any_expr e) : any_expr(e) {}
};

/// An argument of a `pw::function` that is one value for all rows; its gradient is summed over rows, as a parameter's is.
template <std::size_t... Extents>
struct shared : expr<Extents...> {
  using expr<Extents...>::expr;
};

// The elementwise functions, forwarded to the untyped handles. The second overload of a binary one is chosen only where extents differ; it is never defined and
// returns an incomplete type, which both compilers report at the user's line with both shapes.
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
  template <std::size_t... A, std::size_t... B>                                     \
    requires(sizeof...(A) > 0 && sizeof...(B) > 0)                                  \
  E011_elementwise_extents_differ<shape<A...>, shape<B...>> function(expr<A...>, expr<B...>); \
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
PATHWISE_BINARY(operator-)
PATHWISE_BINARY(operator*)
PATHWISE_BINARY(operator/)
PATHWISE_BINARY(min)
PATHWISE_BINARY(max)
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
template <std::size_t In, std::size_t Out, std::size_t WeightIn>
  requires(In != WeightIn)
E012_product_inner_extents_differ<shape<In>, shape<Out, WeightIn>> linear_product(expr<In> x, expr<Out, WeightIn> weight);

/// One operation of the user's own on typed handles: `apply<my_op>(x)`.
template <class Op, std::size_t... E, class... Rest>
constexpr expr<E...> apply(expr<E...> x, Rest... rest) {
  return expr<E...>(apply<Op>(static_cast<any_expr>(x), static_cast<any_expr>(rest)...));
}

}  // namespace pathwise
