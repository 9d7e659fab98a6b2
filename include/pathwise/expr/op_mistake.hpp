#pragma once
// What an operation of a user's own must bring, told by its type.
#include <concepts>

#include <pathwise/base/errors.hpp>
#include <pathwise/expr/any_expr.hpp>

namespace pathwise {
namespace detail {

template <class Op, class T>
constexpr int value_arity() {
  if constexpr (requires(T x) { Op::value(x); })
    return 1;
  else if constexpr (requires(T x) { Op::value(x, x); })
    return 2;
  else
    return 3;
}
template <class Op>
constexpr int arity_of() {
  if constexpr (requires { Op::arity; })
    return Op::arity;
  else
    return value_arity<Op, double>();
}

template <class Op, class T>
concept has_value = requires(T x) {
  { Op::value(x) } -> std::same_as<T>;
} || requires(T x) {
  { Op::value(x, x) } -> std::same_as<T>;
} || requires(T x) {
  { Op::value(x, x, x) } -> std::same_as<T>;
};
/// One expression for one operand, and partials of as many as there are otherwise; or the whole rule.
template <class Op>
concept has_derivative = (arity_of<Op>() == 1 && requires(any_expr x) {
                           { Op::derivative(x, x) } -> std::convertible_to<any_expr>;
                         }) || (arity_of<Op>() == 2 && requires(any_expr x) {
                           { Op::derivative(x, x, x) } -> std::convertible_to<partials<2>>;
                         }) || (arity_of<Op>() == 3 && requires(any_expr x) {
                           { Op::derivative(x, x, x, x) } -> std::convertible_to<partials<3>>;
                         }) || requires(const any_expr* x, any_expr y) {
  { Op::vjp(x, y, y) } -> std::convertible_to<partials<arity_of<Op>()>>;
};
/// One that says its kind brings a rule for it instead.
template <class Op>
concept complete_op =
    requires {
      { Op::name } -> std::convertible_to<const char*>;
    } && (requires { Op::kind; } ||
          (has_value<Op, float> && has_value<Op, double> && has_value<Op, long double> && has_derivative<Op>));

template <class Op, int Given>
constexpr auto mistake_of_op() {
  if constexpr (!has_own_name<Op>())
    return std::type_identity<E040_op_is_local_to_a_function<Op>>{};
  else if constexpr (!complete_op<Op>)
    return std::type_identity<E070_op_needs_name_value_and_derivative<Op>>{};
  else if constexpr (arity_of<Op>() != Given)
    return std::type_identity<E076_op_takes_other_operands<Op, count<arity_of<Op>()>, count<Given>>>{};
  else
    return std::type_identity<void>{};
}
/// void where Op is one and takes so many operands, otherwise what is wrong.
template <class Op, int Given>
using op_mistake = typename decltype(mistake_of_op<Op, Given>())::type;

}  // namespace detail
}  // namespace pathwise
