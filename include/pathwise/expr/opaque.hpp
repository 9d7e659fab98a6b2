#pragma once
// An operation of a user's own that is a pair of kernels: plain functions of a row's numbers.
#include <span>
#include <tuple>

#include <pathwise/expr/axes.hpp>
#include <pathwise/expr/record.hpp>

namespace pathwise {
namespace detail {

/// How many numbers each of some operands has, one behind the other.
template <std::size_t... Sizes>
struct sizes {
  static constexpr std::size_t total = (Sizes + ... + 0);
};

/// `call` with a span for each of some operands that lie one behind the other.
template <class T, std::size_t... Sizes, class Call>
constexpr void with_spans(sizes<Sizes...>, T* numbers, const Call& call) {
  std::size_t at = 0;
  const auto next = [&](std::size_t size) {
    T* const from = numbers + at;
    at += size;
    return from;
  };
  const std::tuple<std::span<T, Sizes>...> spans{std::span<T, Sizes>(next(Sizes), Sizes)...};
  std::apply(call, spans);
}

constexpr node_shape row_of(std::size_t size, std::uint16_t positions) {
  return {{1, {static_cast<std::int32_t>(size)}}, positions};
}

template <class Kernels, class Of, std::size_t Result>
struct opaque_tangent_op;

/// dx of (x, y, dy), where x is all arguments, one behind the other.
template <class Kernels, class Of, std::size_t Result>
struct opaque_backward_op {
  static constexpr auto name = Kernels::name;
  static constexpr int arity = 3;
  static constexpr auto kind = op_kind::opaque;
  static constexpr std::size_t operand_sizes[] = {Of::total, Result, Result};
  static constexpr std::size_t result_size = Of::total;

  static constexpr node_shape shape(const node_shape* x) { return row_of(Of::total, x[0].positions); }
  template <class T>
  static constexpr void run(const T* const* operands, T* result) {
    const std::span<const T, Result> y(operands[1], Result), dy(operands[2], Result);
    with_spans(Of{}, operands[0], [&](auto... x) {
      with_spans(Of{}, result, [&](auto... dx) { Kernels::backward(x..., y, dy, dx...); });
    });
  }
  static constexpr partials<3> vjp(const any_expr* x, any_expr /*dx*/, any_expr along) {
    return {{no_rule, no_rule, opaque_tangent_op<Kernels, Of, Result>::apply_to(x[0], x[1], along)}};
  }
};

/// dy of (x, y, dx).
template <class Kernels, class Of, std::size_t Result>
struct opaque_tangent_op {
  static constexpr auto name = Kernels::name;
  static constexpr int arity = 3;
  static constexpr auto kind = op_kind::opaque;
  static constexpr std::size_t operand_sizes[] = {Of::total, Result, Of::total};
  static constexpr std::size_t result_size = Result;

  static constexpr node_shape shape(const node_shape* x) { return row_of(Result, x[0].positions); }
  template <class T>
  static constexpr void run(const T* const* operands, T* result) {
    const std::span<const T, Result> y(operands[1], Result);
    with_spans(Of{}, operands[0], [&](auto... x) {
      with_spans(Of{}, operands[2], [&](auto... dx) {
        Kernels::forward_derivative(x..., y, dx..., std::span<T, Result>(result, Result));
      });
    });
  }
  static constexpr partials<3> vjp(const any_expr* x, any_expr /*dy*/, any_expr along) {
    return {{no_rule, no_rule, apply<opaque_backward_op<Kernels, Of, Result>>(x[0], x[1], along)}};
  }
  /// The node, where the user has given the kernel.
  static constexpr any_expr apply_to(any_expr x, any_expr y, any_expr dx);
};

/// y of x.
template <class Kernels, class Of, std::size_t Result>
struct opaque_op {
  static constexpr auto name = Kernels::name;
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::opaque;
  static constexpr std::size_t operand_sizes[] = {Of::total};
  static constexpr std::size_t result_size = Result;

  static constexpr node_shape shape(const node_shape* x) { return row_of(Result, x[0].positions); }
  template <class T>
  static constexpr void run(const T* const* operands, T* result) {
    with_spans(Of{}, operands[0], [&](auto... x) { Kernels::forward(x..., std::span<T, Result>(result, Result)); });
  }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return {{apply<opaque_backward_op<Kernels, Of, Result>>(x[0], y, dy)}};
  }
};

template <class Kernels, class T, std::size_t Result, std::size_t... Sizes>
concept has_kernels = requires(std::span<const T, Sizes>... x, std::span<const T, Result> y, std::span<T, Result> to,
                               std::span<T, Sizes>... dx) {
  Kernels::name;
  Kernels::forward(x..., to);
  Kernels::backward(x..., y, y, dx...);
};
template <class Kernels, class T, std::size_t Result, std::size_t... Sizes>
concept has_forward_derivative = requires(std::span<const T, Sizes>... x, std::span<const T, Result> y,
                                          std::span<T, Result> to) { Kernels::forward_derivative(x..., y, x..., to); };

template <class Kernels, std::size_t Result, std::size_t... Sizes>
constexpr bool derives_forward(sizes<Sizes...>) {
  return has_forward_derivative<Kernels, double, Result, Sizes...>;
}
template <class Kernels, class Of, std::size_t Result>
constexpr any_expr opaque_tangent_op<Kernels, Of, Result>::apply_to(any_expr x, any_expr y, any_expr dx) {
  if constexpr (derives_forward<Kernels, Result>(Of{}))
    return apply<opaque_tangent_op>(x, y, dx);
  else
    return no_rule;
}

template <class Shape>
inline constexpr std::size_t size_of_shape = 0;
template <std::size_t... E>
inline constexpr std::size_t size_of_shape<shape<E...>> = (E * ... * 1);

template <class Kernels, std::size_t Result, class... Shapes>
constexpr auto mistake_of_opaque() {
  if constexpr (!has_own_name<Kernels>())
    return std::type_identity<E040_op_is_local_to_a_function<Kernels>>{};
  else if constexpr (has_kernels<Kernels, float, Result, size_of_shape<Shapes>...> &&
                     has_kernels<Kernels, double, Result, size_of_shape<Shapes>...> &&
                     has_kernels<Kernels, long double, Result, size_of_shape<Shapes>...>)
    return std::type_identity<void>{};
  else
    return std::type_identity<E074_opaque_op_needs_name_forward_and_backward<Kernels, count<Result>, Shapes...>>{};
}
template <class Kernels, class Result, class... Arguments>
using opaque_mistake_of =
    typename decltype(mistake_of_opaque<Kernels, size_of_shape<Result>, shape_of<Arguments>...>())::type;

/// All arguments as one flat value, one behind the other.
template <std::size_t Total, std::size_t... Sizes>
constexpr any_expr joined(const any_expr (&parts)[sizeof...(Sizes)]) {
  constexpr extents whole = extents_of<Total>(), each[] = {extents_of<Sizes>()...};
  if constexpr (sizeof...(Sizes) == 1) return reshape(parts[0], whole);
  any_expr all;
  int begin = 0;
  for (std::size_t k = 0; k < sizeof...(Sizes); ++k) {
    const any_expr part = gather(reshape(parts[k], each[k]), part_map(whole, each[k], 0, begin));
    all = all ? all + part : part;
    begin += each[k].at[0];
  }
  return all;
}

}  // namespace detail

/// A function that the language cannot write, by kernels of the user's: `Kernels::forward(x..., y)` on a row's numbers,
/// each argument a `std::span<const T, n>` in row-major order and the result a `std::span<T, m>`, and
/// `Kernels::backward(x..., y, dy, dx...)`, which writes each argument's cotangent. With
/// `Kernels::forward_derivative(x..., y, dx..., dy)`, dy = J dx, there are jvp and Jacobian products of gradients, too.
///
///     struct running_product {
///       static constexpr auto name = "running_product";
///       template <class T>
///       static void forward(std::span<const T, 4> x, std::span<T, 4> y);
///       template <class T>
///       static void backward(std::span<const T, 4> x, std::span<const T, 4> y, std::span<const T, 4> dy,
///                            std::span<T, 4> dx);
///     };
///     auto y = pw::opaque<running_product, 4>(x);  // the extents of the result
///
/// Shapes: arguments of any; the kernels are templates over float, double and long double (which the checks use). What
/// has no rows is computed once, beside the rows of another argument it is repeated over them. Cost: a step of its own
/// that nothing is fused into; a row's numbers are copied to the stack and back. Threads: kernels run on several rows
/// at once, so they keep no state. Errors: E074 where a kernel does not take these arguments; E075 where a second
/// derivative is taken, or a jvp without `forward_derivative`; E040 where Kernels is local to a function. Checked:
/// `testing::expect_gradients`.
template <class Kernels, std::size_t... Result, std::size_t... E, class... More>
  requires detail::no_mistake<detail::opaque_mistake_of<Kernels, shape<Result...>, expr<E...>, More...>>
constexpr expr<Result...> opaque(expr<E...> x, More... more) {
  using of = detail::sizes<(E * ... * 1), detail::size_of_shape<detail::shape_of<More>>...>;
  const any_expr all =
      detail::joined<of::total, (E * ... * 1), detail::size_of_shape<detail::shape_of<More>>...>({x, more...});
  return expr<Result...>(
      reshape(apply<detail::opaque_op<Kernels, of, (Result * ... * 1)>>(all), extents_of<Result...>()));
}
PATHWISE_WRONG((class Kernels, std::size_t... Result, std::size_t... E),
               (detail::opaque_mistake_of<Kernels, shape<Result...>, expr<E...>>), opaque, (expr<E...> x))
PATHWISE_WRONG((class Kernels, std::size_t... Result, std::size_t... E, class Y),
               (detail::opaque_mistake_of<Kernels, shape<Result...>, expr<E...>, Y>), opaque, (expr<E...> x, Y))

}  // namespace pathwise
