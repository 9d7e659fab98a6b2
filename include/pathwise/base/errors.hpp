#pragma once
// The catalogue of compile-time errors. Each code is an incomplete type whose name is the message; docs/errors.md has a
// paragraph for each, and docs/decisions/errors.md says how they are made to be the only error, at the user's line, in
// both compilers. Codes are never reused.
#include <type_traits>
#include <utility>

#include <pathwise/base/extents.hpp>
#include <pathwise/base/text.hpp>

namespace pathwise {

// Found in types: reported by a function that is declared for the bad case alone.
template <class Shape>
struct E010_more_than_six_axes;
template <class Left, class Right>
struct E011_elementwise_extents_differ;
template <class Left, class Right>
struct E012_product_inner_extents_differ;
template <class Shape>
struct E013_loss_is_not_a_scalar;
template <class First, class Second>
struct E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature;
template <class Expected, class Given>
struct E022_argument_extents_differ;
template <class Names, class Given>
struct E026_run_takes_one_argument_for_each_name;
template <class Lambda>
struct E027_function_must_not_capture;
template <class Results>
struct E028_gradient_of_more_than_one_number;
template <class Taken, class Given>
struct E029_function_takes_other_arguments;
template <class Shape>
struct E030_layer_input_has_no_axis;
template <class Type>
struct E032_function_is_not_of_expressions;
template <class Type>
struct E034_not_numbers;
template <class Op>
struct E040_op_is_local_to_a_function;
template <class Support, class OtherSupport>
struct E041_kl_is_infinite_since_supports_do_not_nest;
template <class Distribution>
struct E042_no_pathwise_gradient_use_the_score_function;
template <class Shape, class Axes>
struct E043_axis_out_of_range;
template <class From, class To>
struct E044_reshape_changes_the_size;
template <class Shape, class Axis, class Range>
struct E045_range_out_of_the_axis;
template <class From, class To>
struct E046_shape_does_not_broadcast;
template <class First, class Second>
struct E047_shapes_differ_along_other_axes;
template <class Shape, class Windows>
struct E050_window_does_not_fit;
template <class Text, class... Shapes>
struct E048_einsum_does_not_fit;
template <class State, class Value>
struct E051_state_takes_other_extents;
template <class Function>
struct E056_rows_meet_in_the_function;
template <class Op>
struct E070_op_needs_name_value_and_derivative;
template <class Function, class... Shapes>
struct E071_custom_derivative_needs_name_value_and_backward;
template <class Given, class Arguments>
struct E072_backward_returns_other_than_one_cotangent_for_each_argument;
template <class Kernels, class Result, class... Shapes>
struct E074_opaque_op_needs_name_forward_and_backward;
template <class Op, class Taken, class Given>
struct E076_op_takes_other_operands;
template <class Results>
struct E077_step_does_not_return_its_states_and_a_number;

// Found in values: recorded while tracing, then lifted into a type.
template <class Name, class First, class Second, class Line>
struct E014_one_name_two_shapes;
template <class Name, class Line>
struct E015_sample_name_repeated;
template <class Name>
struct E016_unknown_name;
template <class Name>
struct E017_name_repeated_so_no_cut;
template <class Name, class Line>
struct E018_name_longer_than_63_characters;
template <class Model>
struct E019_model_has_no_minimise;
template <class Name>
struct E020_cut_needs_input;
template <class Name, class Line>
struct E023_one_name_two_kinds;
template <class Line>
struct E024_minimise_called_twice;
template <class Model>
struct E025_build_is_not_a_constant_expression;
template <class Model>
struct E031_model_has_no_static_build;
template <class Operation>
struct E049_a_row_meets_a_position_of_vmap;
template <class Name, class Line>
struct E052_state_takes_a_value_without_rows;
template <class Line>
struct E053_update_of_no_state;
template <class Name, class Line>
struct E054_state_updated_twice;
template <class Name, class Line>
struct E055_dropout_rate_out_of_range;
template <class Name>
struct E073_value_uses_what_is_no_argument;
template <class Operation>
struct E075_no_rule_for_this_derivative;
template <class Transform>
struct E078_kl_of_one_transform_with_two_sets_of_parameters;

/// What a trace can find wrong; `none` is a good trace.
enum class error_code : unsigned char {
  none,
  already_reported,  // by the compiler, where it was made: nothing more is said
  one_name_two_shapes,
  sample_name_repeated,
  unknown_name,
  name_repeated_so_no_cut,
  name_too_long,
  no_minimise,
  cut_needs_input,
  one_name_two_kinds,
  minimise_called_twice,
  not_constant,
  no_static_build,
  rows_meet_positions,
  state_takes_no_rows,
  update_of_no_state,
  state_updated_twice,
  rate_out_of_range,
  used_beside_arguments,
  no_rule_for_derivative,
  transforms_differ,
};

/// The first mistake of a trace, as a value.
struct trace_error {
  error_code code = error_code::none;
  int line = 0;
  text subject;
  extents first;
  extents second;
  constexpr explicit operator bool() const { return code != error_code::none; }
  /// False also where the compiler has said it already.
  constexpr bool unsaid() const { return code != error_code::none && code != error_code::already_reported; }
};

// Inside a diagnostic: how many there are, and what a function returns.
template <std::size_t Count>
struct count;
template <class... Shapes>
struct results;

namespace detail {

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
/// A note that outlives the constraint that made it: an overload for a bad case requires `note_mistake<0>::made`, so
/// where a stage is no constant expression, `mistake_noted` tells whether the user has been told why.
template <int N>
struct mistake_note {
  friend constexpr auto mistake_made(mistake_note);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <int N>
struct note_mistake {
  friend constexpr auto mistake_made(mistake_note<N>) { return true; }
  static constexpr bool made = true;
};
/// What overloads are chosen by: a mistake is the error's type, or void.
template <class Mistake>
concept no_mistake = std::is_void_v<Mistake>;
template <class Mistake>
concept mistaken = !std::is_void_v<Mistake> && note_mistake<0 * sizeof(Mistake*)>::made;
template <class>
inline constexpr int nothing = 0;
/// Whether a mistake has been noted before `Context`, a type that no one else asks with, asks.
template <class Context>
constexpr bool mistake_noted() {
  return requires { typename std::bool_constant<mistake_made(mistake_note<nothing<Context>>{})>; };
}

template <const trace_error& Error>
constexpr auto subject_name() {
  fixed_string<static_cast<std::size_t>(Error.subject.size()) + 1> s;
  for (int i = 0; i < Error.subject.size(); ++i) s.at[i] = Error.subject.at[i];
  return s;
}
template <const extents& Extents, std::size_t... I>
auto shape_type(std::index_sequence<I...>) -> shape<static_cast<std::size_t>(Extents.at[I])...>;
template <const extents& Extents>
using shape_of_value =
    decltype(shape_type<Extents>(std::make_index_sequence<static_cast<std::size_t>(Extents.rank)>{}));

template <class Model, const trace_error& Error>
constexpr auto lift() {
  using enum error_code;
  using subject = name<subject_name<Error>()>;
  using at_line = line<Error.line>;
  if constexpr (Error.code == one_name_two_shapes)
    return std::type_identity<
        E014_one_name_two_shapes<subject, shape_of_value<Error.first>, shape_of_value<Error.second>, at_line>>{};
  else if constexpr (Error.code == sample_name_repeated)
    return std::type_identity<E015_sample_name_repeated<subject, at_line>>{};
  else if constexpr (Error.code == unknown_name)
    return std::type_identity<E016_unknown_name<subject>>{};
  else if constexpr (Error.code == name_repeated_so_no_cut)
    return std::type_identity<E017_name_repeated_so_no_cut<subject>>{};
  else if constexpr (Error.code == name_too_long)
    return std::type_identity<E018_name_longer_than_63_characters<subject, at_line>>{};
  else if constexpr (Error.code == no_minimise)
    return std::type_identity<E019_model_has_no_minimise<Model>>{};
  else if constexpr (Error.code == cut_needs_input)
    return std::type_identity<E020_cut_needs_input<subject>>{};
  else if constexpr (Error.code == one_name_two_kinds)
    return std::type_identity<E023_one_name_two_kinds<subject, at_line>>{};
  else if constexpr (Error.code == minimise_called_twice)
    return std::type_identity<E024_minimise_called_twice<at_line>>{};
  else if constexpr (Error.code == not_constant)
    return std::type_identity<E025_build_is_not_a_constant_expression<Model>>{};
  else if constexpr (Error.code == rows_meet_positions)
    return std::type_identity<E049_a_row_meets_a_position_of_vmap<subject>>{};
  else if constexpr (Error.code == state_takes_no_rows)
    return std::type_identity<E052_state_takes_a_value_without_rows<subject, at_line>>{};
  else if constexpr (Error.code == update_of_no_state)
    return std::type_identity<E053_update_of_no_state<at_line>>{};
  else if constexpr (Error.code == state_updated_twice)
    return std::type_identity<E054_state_updated_twice<subject, at_line>>{};
  else if constexpr (Error.code == rate_out_of_range)
    return std::type_identity<E055_dropout_rate_out_of_range<subject, at_line>>{};
  else if constexpr (Error.code == used_beside_arguments)
    return std::type_identity<E073_value_uses_what_is_no_argument<subject>>{};
  else if constexpr (Error.code == no_rule_for_derivative)
    return std::type_identity<E075_no_rule_for_this_derivative<subject>>{};
  else if constexpr (Error.code == transforms_differ)
    return std::type_identity<E078_kl_of_one_transform_with_two_sets_of_parameters<subject>>{};
  else
    return std::type_identity<E031_model_has_no_static_build<Model>>{};
}

}  // namespace detail

/// `type` is the incomplete type that spells `Error` out. A member, not an alias: g++ would print the alias.
template <class Model, const trace_error& Error>
struct lifted {
  using type = typename decltype(detail::lift<Model, Error>())::type;
};

// How a mistake that types show is reported, by an overload that is chosen in the bad case alone.
// clang: it returns the incomplete type. clang then goes on as if the call had some type, so nothing else is an error;
// only constant evaluation cannot go on, so the mistake is noted for it. After a member's call, clang goes on with the
// incomplete type itself: there, the type is a template argument, and the return type is an `auto` that nothing
// defines. g++: it uses something unavailable, which is an error but leaves types and constant evaluation whole. After
// an incomplete type g++ would add to the error in `sum(x + y)` that sum is not declared, since it is found by its
// argument.
#if defined(__clang__)
#define PATHWISE_UNAVAILABLE
#else
#define PATHWISE_UNAVAILABLE __attribute__((unavailable("docs/errors.md says more")))
/// For g++: the default argument of a function that is chosen in a bad case alone.
template <class Error>
struct mistake {
  PATHWISE_UNAVAILABLE constexpr mistake() {}
};
#endif

}  // namespace pathwise
