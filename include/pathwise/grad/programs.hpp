#pragma once
// The programs of a model: one training step, and cuts from named values to named values. Each starts from the one
// traced graph.
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/grad/reverse.hpp>
#include <pathwise/graph/frozen.hpp>
#include <pathwise/passes/drop_unused.hpp>
#include <pathwise/passes/in_mode.hpp>
#include <pathwise/passes/simplify.hpp>

namespace pathwise {

/// The graph of a model, as written. An erroneous one is empty but for its error, so that no later stage adds errors of
/// its own.
template <class Model>
inline constexpr auto traced = detail::freeze_trace<[] {
  graph g;
  if constexpr (requires(model_builder& b) { Model::build(b); }) {
    g = trace<Model>();
    if (!g.error && g.find_mark("loss", mark_kind::loss) < 0) g.fail(error_code::no_minimise, "loss");
  } else {
    g.fail(error_code::no_static_build, {});
  }
  if (!g.error) return g;
  graph empty;
  empty.error = g.error;
  return empty;
},
                                                    error_code::not_constant>(0);

namespace detail {

/// Stands for a model whose mistake has been reported: its graph is empty.
struct reported_model {
  static constexpr graph reported() {
    graph g;
    g.fail(error_code::already_reported, {});
    return g;
  }
};

}  // namespace detail
template <>
inline constexpr auto traced<detail::reported_model> = frozen_graph<graph_size{}>(detail::reported_model::reported());

/// The traced graph in forms whose derivatives stay finite: what is differentiated.
template <class Model, program_mode Mode = program_mode::training>
inline constexpr auto prepared =
    freeze<[] { return simplify(in_mode(traced<Model>.thaw(), Mode), gradients::to_come); },
           room_after(traced<Model>.size)>();
/// The mode in which a model is evaluated: one whose programs do not differ is prepared once.
template <class Model>
inline constexpr program_mode evaluating_mode =
    has_modes(traced<Model>) ? program_mode::evaluating : program_mode::training;

/// The first layer, if there is one, that has no statistics of a single row: a training step of one is refused.
template <class Model>
inline constexpr text layer_of_several_rows = [] {
  for (const mark& m : traced<Model>.marks)
    if (m.kind == mark_kind::several_rows) return m.name;
  return text();
}();

namespace detail {

/// The mean over rows of a number a row.
constexpr int mean_over_rows(graph& g, int id) {
  const any_expr per_row = broadcast(any_expr{&g, id}, extents{}, 1);
  return (sum_rows(per_row) * inverse_rows(g)).id;
}

/// Roots: the mean loss, then the mean of each output that is a number a row. Returns the loss.
constexpr int add_loss_roots(graph& g) {
  const int loss = mean_over_rows(g, g.marks[g.find_mark("loss", mark_kind::loss)].node);
  list<mark> roots;
  roots.add({"loss", mark_kind::root, loss});
  const int marks = g.marks.size();
  for (int m = 0; m < marks; ++m)
    if (g.marks[m].kind == mark_kind::output && g.axes(g.marks[m].node).rank == 0)
      roots.add({g.marks[m].name, mark_kind::root, mean_over_rows(g, g.marks[m].node)});
  for (const mark& r : roots) g.marks.add(r);
  return loss;
}

/// Marks the gradient of the loss in every parameter that the loss depends on.
constexpr void add_gradients(graph& g, int loss, mark_kind as) {
  list<int> leaves, slots;
  for (int s = 0; s < g.slots.size(); ++s)
    if (g.slots[s].kind == slot_kind::parameter) {
      leaves.add(leaf(g, s).id);
      slots.add(s);
    }
  const list<int> gradients = reverse(g, loss, literal(g, 1).id, leaves);
  for (int i = 0; i < slots.size(); ++i)
    if (gradients[i] >= 0) g.marks.add({g.slots[slots[i]].name, as, gradients[i]});
}

/// Has the program write what the model makes of its states.
constexpr void write_states(graph& g) {
  const int marks = g.marks.size();
  for (int m = 0; m < marks; ++m)
    if (g.marks[m].kind == mark_kind::next) g.marks.add({g.marks[m].name, mark_kind::written, g.marks[m].node});
}

}  // namespace detail

/// One training step. Roots: the mean loss and metrics; gradients go to the optimiser, parameter by parameter, and
/// states take their new values.
template <class Model>
struct training_step {
  static constexpr int likely_nodes = 4 * prepared<Model>.size.nodes;
  static constexpr graph start() {
    graph g = prepared<Model>.thaw();
    if (g.error) return g;
    detail::add_gradients(g, detail::add_loss_roots(g), mark_kind::gradient);
    detail::write_states(g);
    return g;
  }
};

/// The mean loss and metrics alone, evaluated.
template <class Model>
struct loss_program {
  static constexpr const auto& whole = prepared<Model, evaluating_mode<Model>>;
  static constexpr int likely_nodes = nodes_after(whole.size.nodes);
  static constexpr graph start() {
    graph g = whole.thaw();
    if (g.error) return g;
    detail::add_loss_roots(g);
    return drop_unused(g);
  }
};

/// The mean loss, metrics and every gradient of a training step as outputs: for inspection, clipping, and checks
/// against other systems.
template <class Model>
struct gradients_program {
  static constexpr int likely_nodes = 4 * prepared<Model>.size.nodes;
  static constexpr graph start() {
    graph g = prepared<Model>.thaw();
    if (!g.error) detail::add_gradients(g, detail::add_loss_roots(g), mark_kind::root);
    return g;
  }
};

/// The names a program is cut at: `in<"x">`, `out<"fc_mu", "fc_logvar">`.
template <fixed_string... Names>
struct in {};
template <fixed_string... Names>
struct out {};

namespace detail {

constexpr int named_node(graph& g, std::string_view name) {
  if (g.find_mark(text(name), mark_kind::repeated) >= 0) g.fail(error_code::name_repeated_so_no_cut, text(name));
  for (const mark_kind k : {mark_kind::value, mark_kind::output})
    if (const int at = g.find_mark(text(name), k); at >= 0) return g.marks[at].node;
  for (int i = 0; i < g.nodes.size(); ++i)
    if (g.kind(i) == op_kind::leaf && g.slot_of(i).name == text(name)) return i;
  g.fail(error_code::unknown_name, text(name));
  return -1;
}

/// Replaces the nodes `cuts` by inputs of their shape, named after them.
constexpr graph cut_at(const graph& from, const list<int>& cuts, const list<text>& names) {
  return rewrite(from, [&](graph& to, const node& n, int old) {
    for (int i = 0; i < cuts.size(); ++i) {
      if (cuts[i] != old || from.is_slot(old, slot_kind::input)) continue;
      slot s;
      s.name = names[i];
      s.kind = slot_kind::input;
      s.axes = n.axes;
      s.has_rows = n.positions;
      return leaf(to, to.slots.add(s)).id;
    }
    return to.add(n);
  });
}

constexpr void need_inputs_only(graph& g, const list<text>& names) {
  list<char> reached(g.nodes.size());
  for (const mark& m : g.marks)
    if (m.kind == mark_kind::root) reached[m.node] = 1;
  for (int i = g.nodes.size() - 1; i >= 0; --i) {
    if (!reached[i]) continue;
    for (int k = 0; k < g.arity(i); ++k) reached[g.nodes[i].operands[k]] = 1;
    if (!g.is_slot(i, slot_kind::input)) continue;
    bool given = false;
    for (const text& t : names) given = given || g.slot_of(i).name == t;
    if (!given) g.fail(error_code::cut_needs_input, g.slot_of(i).name);
  }
}

constexpr graph only_error(const graph& g) {
  graph empty;
  empty.error = g.error;
  return empty;
}

}  // namespace detail

/// The model with the values `In` given as inputs of those names: one whose noise is fed is `given<Model,
/// in<"z.eps">>`, and trains, differentiates and runs as every model does. Errors: E016, E017, as `cut`.
template <class Model, class In>
struct given;

template <class Model, fixed_string... In>
inline constexpr auto traced<given<Model, in<In...>>> = freeze<[] {
  graph g = traced<Model>.thaw();
  list<int> cuts;
  list<text> names;
  if (!g.error) (cuts.add(detail::named_node(g, In.view())), ...);
  (names.add(text(In.view())), ...);
  if (g.error) return detail::only_error(g);
  return detail::cut_at(g, cuts, names);
},
                                                               nodes_after(traced<Model>.size.nodes)>();

template <class Model, class In, class Out>
struct cut;

/// The values `Out` as functions of the values `In`, evaluated and pruned to what they need. Noise that is still needed
/// is drawn; parameters are the model's. Errors: E016 for a name that the model has not, E017 for one that several
/// nodes carry, E020 where an input is needed that is not given.
template <class Model, fixed_string... In, fixed_string... Out>
struct cut<Model, in<In...>, out<Out...>> {
  static constexpr int likely_nodes = traced<Model>.size.nodes;
  // Pruned before the other passes: a cut needs a fifth of the tutorial's model.
  static constexpr graph start() { return drop_unused(whole()); }
  /// The model with its inputs given, what the outputs do not need along with the rest.
  static constexpr graph whole() {
    graph g = in_mode(traced<Model>.thaw(), program_mode::evaluating);
    if (g.error) return g;
    list<int> cuts;
    list<text> names;
    (cuts.add(detail::named_node(g, In.view())), ...);
    (names.add(text(In.view())), ...);
    for (const std::string_view name : {Out.view()...}) {
      const int node = detail::named_node(g, name);
      if (node >= 0) g.marks.add({text(name), mark_kind::root, node});
    }
    if (g.error) return detail::only_error(g);
    graph c = detail::cut_at(g, cuts, names);
    detail::need_inputs_only(c, names);
    if (c.error) return detail::only_error(c);
    return c;
  }
};

/// What is wrong with a cut, if anything.
template <class Model, class In, class Out>
inline constexpr trace_error cut_error = started<cut<Model, In, Out>>.error;

}  // namespace pathwise
