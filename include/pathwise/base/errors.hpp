#pragma once
// The catalogue of compile-time errors. Each code is an incomplete type whose name is the message: a mistake that types show is reported by a
// declared function that returns it; one that values show is recorded while tracing and lifted into it by `lifted`. Codes are never reused.
#include <utility>

#include <pathwise/base/extents.hpp>
#include <pathwise/base/text.hpp>

namespace pathwise {

template <class Left, class Right>
struct E011_elementwise_extents_differ;
template <class Left, class Right>
struct E012_product_inner_extents_differ;
template <class Shape>
struct E013_loss_is_not_a_scalar;
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
template <class First, class Second>
struct E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature;
template <class Expected, class Given>
struct E022_argument_extents_differ;
template <class Name, class Line>
struct E023_one_name_two_kinds;
template <class Line>
struct E024_minimise_called_twice;

/// What a trace can find wrong; `none` is a good trace.
enum class error_code : unsigned char {
  none,
  one_name_two_shapes,
  sample_name_repeated,
  unknown_name,
  name_repeated_so_no_cut,
  name_too_long,
  no_minimise,
  cut_needs_input,
  one_name_two_kinds,
  minimise_called_twice,
};

/// The first mistake of a trace, as a value.
struct trace_error {
  error_code code = error_code::none;
  int line = 0;
  text subject;
  extents first;
  extents second;
  constexpr explicit operator bool() const { return code != error_code::none; }
};

namespace detail {

template <const trace_error& Error>
constexpr auto subject_name() {
  fixed_string<static_cast<std::size_t>(Error.subject.size()) + 1> s;
  for (int i = 0; i < Error.subject.size(); ++i) s.at[i] = Error.subject.at[i];
  return s;
}
template <const extents& Extents, std::size_t... I>
auto shape_type(std::index_sequence<I...>) -> shape<static_cast<std::size_t>(Extents.at[I])...>;
template <const extents& Extents>
using shape_of_value = decltype(shape_type<Extents>(std::make_index_sequence<static_cast<std::size_t>(Extents.rank)>{}));

template <class Model, const trace_error& Error>
constexpr auto lift() {
  using subject = name<subject_name<Error>()>;
  using at_line = line<Error.line>;
  if constexpr (Error.code == error_code::one_name_two_shapes)
    return std::type_identity<
        E014_one_name_two_shapes<subject, shape_of_value<Error.first>, shape_of_value<Error.second>, at_line>>{};
  else if constexpr (Error.code == error_code::sample_name_repeated)
    return std::type_identity<E015_sample_name_repeated<subject, at_line>>{};
  else if constexpr (Error.code == error_code::unknown_name)
    return std::type_identity<E016_unknown_name<subject>>{};
  else if constexpr (Error.code == error_code::name_repeated_so_no_cut)
    return std::type_identity<E017_name_repeated_so_no_cut<subject>>{};
  else if constexpr (Error.code == error_code::name_too_long)
    return std::type_identity<E018_name_longer_than_63_characters<subject, at_line>>{};
  else if constexpr (Error.code == error_code::no_minimise)
    return std::type_identity<E019_model_has_no_minimise<Model>>{};
  else if constexpr (Error.code == error_code::cut_needs_input)
    return std::type_identity<E020_cut_needs_input<subject>>{};
  else if constexpr (Error.code == error_code::one_name_two_kinds)
    return std::type_identity<E023_one_name_two_kinds<subject, at_line>>{};
  else
    return std::type_identity<E024_minimise_called_twice<at_line>>{};
}

}  // namespace detail

/// `type` is the incomplete type that spells `Error` out: a variable or call of it is the one error the user sees. A member, not an alias: g++ would print the alias.
template <class Model, const trace_error& Error>
struct lifted {
  using type = typename decltype(detail::lift<Model, Error>())::type;
};

}  // namespace pathwise
