#pragma once
// The program of the values that a program's distributions take for parameters: what is computed first where they are
// to be checked.
#include <pathwise/grad/function_jacobians.hpp>
#include <pathwise/grad/programs.hpp>

namespace pathwise {

/// Stands for all programs of a model that compute its loss in one mode.
template <class Model, program_mode Mode = program_mode::training>
struct whole_model {};

namespace detail {

/// Whose distributions a program computes with: a function's derivatives ask no more than the function.
template <class Program>
struct domains_of {
  using type = Program;
};
template <class Source>
struct domains_of<gradient_source<Source>> : domains_of<Source> {};
template <class Source>
struct domains_of<jvp_source<Source>> : domains_of<Source> {};
template <class Source>
struct domains_of<vjp_source<Source>> : domains_of<Source> {};
template <class Source>
struct domains_of<jacobian_source<Source>> : domains_of<Source> {};
template <class Source>
struct domains_of<per_row_source<Source>> : domains_of<Source> {};
template <class Model>
struct domains_of<training_step<Model>> {
  using type = whole_model<Model>;
};
template <class Model>
struct domains_of<loss_program<Model>> {
  using type = whole_model<Model, evaluating_mode<Model>>;
};
template <class Model>
struct domains_of<gradients_program<Model>> {
  using type = whole_model<Model>;
};

/// The graph with its domains; a program of another kind than these has none.
template <class Source>
struct graph_with_domains {
  static constexpr graph make() { return {}; }
};
template <class Lambda>
struct graph_with_domains<lambda_source<Lambda>> {
  static constexpr graph make() { return lambda_source<Lambda>::start(); }
};
template <class Model, program_mode Mode>
struct graph_with_domains<whole_model<Model, Mode>> {
  static constexpr graph make() { return in_mode(traced<Model>.thaw(), Mode); }
};
/// Of a cut, what its outputs are computed from: the rest may need inputs that are not given.
template <class Model, class In, class Out>
struct graph_with_domains<cut<Model, In, Out>> {
  static constexpr graph make() {
    graph g = cut<Model, In, Out>::whole();
    list<char> reached(g.nodes.size());
    for (const mark& m : g.marks)
      if (m.kind == mark_kind::root) reached[m.node] = 1;
    for (int i = g.nodes.size() - 1; i >= 0; --i)
      for (int k = 0; reached[i] && k < g.arity(i); ++k) reached[g.nodes[i].operands[k]] = 1;
    list<parameter_domain> kept;
    for (const parameter_domain& d : g.domains)
      if (reached[d.node] && (d.previous < 0 || reached[d.previous])) kept.add(d);
    g.domains = kept;
    return g;
  }
};

/// Roots: for every domain the parameter, then the one before it where that is its bound.
template <class Source>
inline constexpr auto rooted_at_domains = freeze<[] {
  graph g = graph_with_domains<Source>::make();
  if (g.error || g.domains.size() == 0) return graph();
  list<mark> kept;
  for (const mark& m : g.marks)
    if (m.kind == mark_kind::value || m.kind == mark_kind::output) kept.add(m);
  g.marks = kept;
  for (const parameter_domain& d : g.domains) {
    g.marks.add({d.parameter, mark_kind::root, d.node});
    if (d.previous >= 0) g.marks.add({d.parameter, mark_kind::root, d.previous});
  }
  return g;
}>();

}  // namespace detail

/// The parameters of `Program`'s distributions as outputs: forward values alone, in the order in which the model states
/// them, each followed by the one before it where that is its bound.
template <class Program>
struct parameter_values {
  static constexpr const auto& whole = detail::rooted_at_domains<typename detail::domains_of<Program>::type>;
  static constexpr int likely_nodes = whole.size.nodes;
  static constexpr graph start() { return drop_unused(whole.thaw()); }
};

/// A domain to check, and the name that the model gives the parameter's value, if it does.
struct named_domain {
  parameter_domain domain;
  text value;
};
template <int Count>
struct domain_table {
  static constexpr int count = Count;
  named_domain at[Count > 0 ? Count : 1]{};

  template <class Frozen>
  constexpr explicit domain_table(const Frozen& g) {
    for (int i = 0; i < Count; ++i) {
      at[i].domain = g.domains[i];
      for (const mark& m : g.marks)
        if (m.node == g.domains[i].node && m.kind != mark_kind::root) at[i].value = m.name;
    }
  }
};
/// What to check of `parameter_values<Program>`: a table without the graph, for run time.
template <class Program>
inline constexpr domain_table<parameter_values<Program>::whole.size.domains> domains_to_check{
    parameter_values<Program>::whole};

}  // namespace pathwise
