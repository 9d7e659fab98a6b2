#pragma once
// What a model's `build` is given: inputs, parameters, states, run-time scalars, outputs and the loss. It records; it
// computes nothing.
#include <source_location>
#include <string_view>

#include <pathwise/base/math.hpp>
#include <pathwise/expr/expr.hpp>
#include <pathwise/expr/leaf.hpp>

namespace pathwise {

/// How a parameter or state starts: uniform on [centre - bound, centre + bound].
struct uniform_within {
  double bound = 0;
  double centre = 0;
};

namespace detail {

/// The slot of a named leaf; an existing one of the same name, kind and shape is shared. Reports E014, E018, E023.
constexpr any_expr named_leaf(graph& g, const slot& wanted, int source_line) {
  if (wanted.name.was_cut()) g.fail(error_code::name_too_long, wanted.name, source_line);
  const int at = g.find_slot(wanted.name);
  if (at < 0) return leaf(g, g.slots.add(wanted));
  const slot& old = g.slots[at];
  if (old.kind != wanted.kind || old.has_rows != wanted.has_rows)
    g.fail(error_code::one_name_two_kinds, wanted.name, source_line);
  else if (old.axes != wanted.axes)
    g.fail(error_code::one_name_two_shapes, wanted.name, source_line, g.shapes[old.axes], g.shapes[wanted.axes]);
  else
    return leaf(g, at);
  return leaf(g, g.slots.add(wanted));  // a stand-in of the shape asked for, so that tracing can go on to the report
}

/// Remembers `x` under `name`; a second, different node of that name makes both uncuttable.
constexpr void name_value(graph& g, const text& name, int id) {
  for (const mark_kind k : {mark_kind::value, mark_kind::output})
    if (const int at = g.find_mark(name, k); at >= 0 && g.marks[at].node != id) {
      if (g.find_mark(name, mark_kind::repeated) < 0) g.marks.add({name, mark_kind::repeated, id});
      return;
    }
  g.marks.add({name, mark_kind::value, id});
}

}  // namespace detail

namespace detail {

/// The leaf of numbers that outlive a call: the kinds of slot that `is_kept` knows.
template <std::size_t... E>
constexpr expr<E...> kept_leaf(graph& g, const text& name, slot_kind kind, uniform_within start,
                               std::source_location where) {
  slot s;
  s.name = name;
  s.kind = kind;
  s.axes = g.intern(extents_of<E...>());
  s.initial = start.bound;
  s.centre = start.centre;
  return expr<E...>(named_leaf(g, s, static_cast<int>(where.line())));
}

}  // namespace detail

/// The parameter `name` of extents E, shared by all who name it. PyTorch's names and layouts ([out, in]) hold at the
/// file border. Errors: E014 where one name has two shapes.
template <std::size_t... E>
constexpr expr<E...> parameter(graph& g, const text& name, uniform_within start = {},
                               std::source_location where = std::source_location::current()) {
  return detail::kept_leaf<E...>(g, name, slot_kind::parameter, start, where);
}

/// The state `name` of extents E, shared by all who name it: numbers that are kept, saved and restored with the
/// parameters, and that no optimiser moves. A program reads them as they are stored; a training step then stores what
/// `update_state` says. Errors: E014, E023.
template <std::size_t... E>
constexpr expr<E...> state(graph& g, const text& name, uniform_within start = {},
                           std::source_location where = std::source_location::current()) {
  return detail::kept_leaf<E...>(g, name, slot_kind::state, start, where);
}
/// What every training step makes of a state, once all that reads it is computed. Nothing else writes it. Errors: E052
/// for a value with rows, E053 for what is no state, E054 for a state that has a new value already.
template <std::size_t... E>
constexpr void update_state(expr<E...> of, expr<E...> value,
                            std::source_location where = std::source_location::current()) {
  graph& g = *of.g;
  const int line = static_cast<int>(where.line());
  if (!g.is_slot(of.id, slot_kind::state)) return g.fail(error_code::update_of_no_state, {}, line);
  const text name = g.slot_of(of.id).name;
  if (value.has_rows()) g.fail(error_code::state_takes_no_rows, name, line);
  if (g.find_mark(name, mark_kind::next) >= 0) g.fail(error_code::state_updated_twice, name, line);
  g.marks.add({name, mark_kind::next, value.id});
}

// Declares the member `function<E...>(name)` for more than six axes: a mistake (E010).
#if defined(__clang__)
#define PATHWISE_SIX_AXES(function)                                                            \
  template <std::size_t... E, class Error = E010_more_than_six_axes<shape<E...>>>              \
    requires(sizeof...(E) > extents::max_rank && detail::note_mistake<0 * sizeof...(E)>::made) \
  auto function(std::string_view, uniform_within = {});
#else
#define PATHWISE_SIX_AXES(function)                                                   \
  template <std::size_t... E>                                                         \
    requires(sizeof...(E) > extents::max_rank)                                        \
  constexpr expr<E...> function(std::string_view, uniform_within = {},                \
                                mistake<E010_more_than_six_axes<shape<E...>>> = {}) { \
    return expr<E...>(literal(g_, 0));                                                \
  }
#endif

class model_builder {
 public:
  constexpr explicit model_builder(graph& recording) : g_(recording) {}

  /// An input with rows. Shapes: rows x E.
  template <std::size_t... E>
    requires(sizeof...(E) <= extents::max_rank)
  constexpr expr<E...> input(std::string_view name, std::source_location where = std::source_location::current()) {
    return expr<E...>(add_input(name, extents_of<E...>(), true, static_cast<int>(where.line())));
  }
  /// An input that is one value for all rows.
  template <std::size_t... E>
    requires(sizeof...(E) <= extents::max_rank)
  constexpr shared<E...> shared_input(std::string_view name,
                                      std::source_location where = std::source_location::current()) {
    return shared<E...>(add_input(name, extents_of<E...>(), false, static_cast<int>(where.line())));
  }
  /// A parameter, trained unless the program says otherwise. It starts at 0 unless `start` says otherwise.
  template <std::size_t... E>
    requires(sizeof...(E) <= extents::max_rank)
  constexpr expr<E...> parameter(std::string_view name, uniform_within start = {},
                                 std::source_location where = std::source_location::current()) {
    return pathwise::parameter<E...>(g_, text(name), start, where);
  }
  /// A value without rows that is kept with the parameters and changed by `update` alone. It starts at 0 unless `start`
  /// says otherwise. Example: `auto average = model.state<20>("average"); model.update(average, 0.9 * average + 0.1 *
  /// mean_rows(h));`
  template <std::size_t... E>
    requires(sizeof...(E) <= extents::max_rank)
  constexpr expr<E...> state(std::string_view name, uniform_within start = {},
                             std::source_location where = std::source_location::current()) {
    return pathwise::state<E...>(g_, text(name), start, where);
  }
  /// What a training step makes of a state: of values as the step's forward pass sees them, so of parameters before the
  /// optimiser moves them. Errors: E051 where the extents are not the state's; E052, E053, E054.
  template <std::size_t... E>
  constexpr void update(expr<E...> of, expr<E...> value, std::source_location where = std::source_location::current()) {
    update_state(of, value, where);
  }
#if defined(__clang__)
  template <std::size_t... A, std::size_t... B>
    requires(!std::is_same_v<shape<A...>, shape<B...>> && detail::note_mistake<0 * sizeof...(A)>::made)
  E051_state_takes_other_extents<shape<A...>, shape<B...>> update(expr<A...>, expr<B...>);
#else
  template <std::size_t... A, std::size_t... B>
    requires(!std::is_same_v<shape<A...>, shape<B...>>)
  constexpr void update(expr<A...>, expr<B...>,
                        mistake<E051_state_takes_other_extents<shape<A...>, shape<B...>>> = {}) {}
#endif
  PATHWISE_SIX_AXES(input)
  PATHWISE_SIX_AXES(shared_input)
  PATHWISE_SIX_AXES(parameter)
  PATHWISE_SIX_AXES(state)
#undef PATHWISE_SIX_AXES
  /// A number that the program's owner may change while it runs, as `set(name, value)`.
  constexpr expr<> scalar(std::string_view name, double initial,
                          std::source_location where = std::source_location::current()) {
    slot s;
    s.name = text(name);
    s.kind = slot_kind::scalar;
    s.axes = g_.intern(extents{});
    s.initial = initial;
    return expr<>(detail::named_leaf(g_, s, static_cast<int>(where.line())));
  }
  /// Names a value so that programs can be cut at it.
  template <std::size_t... E>
  constexpr expr<E...> name(std::string_view label, expr<E...> x,
                            std::source_location where = std::source_location::current()) {
    if (text(label).was_cut()) g_.fail(error_code::name_too_long, label, static_cast<int>(where.line()));
    detail::name_value(g_, text(label), x.id);
    return x;
  }
  /// Declares an output. One that is a number a row is also a metric: its mean over rows is reported while training.
  template <std::size_t... E>
  constexpr expr<E...> output(std::string_view label, expr<E...> x,
                              std::source_location where = std::source_location::current()) {
    const text named(label);
    if (named.was_cut()) g_.fail(error_code::name_too_long, named, static_cast<int>(where.line()));
    if (g_.find_mark(named, mark_kind::output) >= 0 || g_.find_mark(named, mark_kind::value) >= 0)
      detail::name_value(g_, named, x.id);
    g_.marks.add({named, mark_kind::output, x.id});
    return x;
  }
  /// The mean over rows of this number is minimised. Errors: E013 where it is not a number a row, E024 at a second
  /// call.
  constexpr void minimise(expr<> per_row, std::source_location where = std::source_location::current()) {
    if (g_.find_mark("loss", mark_kind::loss) >= 0)
      g_.fail(error_code::minimise_called_twice, "loss", static_cast<int>(where.line()));
    g_.marks.add({"loss", mark_kind::loss, per_row.id});
  }
#if defined(__clang__)
  template <std::size_t... E>
    requires(sizeof...(E) > 0 && detail::note_mistake<0 * sizeof...(E)>::made)
  E013_loss_is_not_a_scalar<shape<E...>> minimise(expr<E...>);
#else
  template <std::size_t... E>
    requires(sizeof...(E) > 0)
  constexpr void minimise(expr<E...> x, mistake<E013_loss_is_not_a_scalar<shape<E...>>> = {}) {
    minimise(expr<>(sum(static_cast<any_expr>(x))));
  }
#endif

 private:
  graph& g_;

  constexpr any_expr add_input(std::string_view name, const extents& axes, bool rows, int source_line) {
    slot s;
    s.name = text(name);
    s.kind = slot_kind::input;
    s.axes = g_.intern(axes);
    s.has_rows = rows;
    const any_expr x = detail::named_leaf(g_, s, source_line);
    if (g_.find_mark(s.name, mark_kind::value) < 0) detail::name_value(g_, s.name, x.id);
    return x;
  }
};

/// The graph of a model: its `build`, recorded. Streams of noise are numbered by sorted sample name, so that adding an
/// unrelated line moves no stream but by name.
template <class Model>
constexpr graph trace();

/// Of a noise slot that reads the stream of another: the slot's name is the other's, a dot and this.
inline constexpr std::string_view complement_part = "complement";

constexpr void number_noise_streams(graph& g) {
  const auto is_complement = [](const slot& s) { return s.law == noise_law::uniform_complement; };
  for (slot& s : g.slots) {
    if (s.kind != slot_kind::noise) continue;
    std::string_view own = s.name.view();
    if (is_complement(s)) own.remove_suffix(complement_part.size() + 1);
    std::uint16_t before = 0;
    for (const slot& other : g.slots)
      if (other.kind == slot_kind::noise && !is_complement(other) && other.name.view() < own) ++before;
    s.stream = before;
  }
}

template <class Model>
constexpr graph trace() {
  graph g;
  model_builder model(g);
  Model::build(model);
  number_noise_streams(g);
  return g;
}

}  // namespace pathwise
