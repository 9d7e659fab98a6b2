#pragma once
// A graph as a constant: what a stage of the pipeline leaves behind. Each stage is its own constant, since the
// compilers bound the steps of one evaluation.
#include <iterator>

#include <pathwise/graph/graph.hpp>

namespace pathwise {

struct graph_size {
  int nodes, ops, shapes, slots, marks, domains, maps;
};

constexpr graph_size size_of(const graph& g) {
  return {g.nodes.size(), g.ops.size(),     g.shapes.size(), g.slots.size(),
          g.marks.size(), g.domains.size(), g.maps.size()};
}

namespace detail {

template <class T>
constexpr void copy_elements(const T* from, int count, T* to) {
  for (int i = 0; i < count; ++i) to[i] = from[i];
}

}  // namespace detail

/// A graph in arrays of fixed size. `thaw` gives back the growing form, node ids unchanged.
template <graph_size Size>
struct frozen_graph {
  static constexpr graph_size size = Size;
  node nodes[Size.nodes > 0 ? Size.nodes : 1]{};
  op_entry ops[Size.ops > 0 ? Size.ops : 1]{};
  extents shapes[Size.shapes > 0 ? Size.shapes : 1]{};
  slot slots[Size.slots > 0 ? Size.slots : 1]{};
  mark marks[Size.marks > 0 ? Size.marks : 1]{};
  parameter_domain domains[Size.domains > 0 ? Size.domains : 1]{};
  index_map maps[Size.maps > 0 ? Size.maps : 1]{};
  trace_error error{};
  graph_size used;  // may be less than Size while a stage is evaluated; more where the graph does not fit, and nothing
                    // is copied

  constexpr explicit frozen_graph(const graph& g) : error(g.error), used(size_of(g)) {
    if (fits()) copy(g);
  }
  template <graph_size Room>
  constexpr explicit frozen_graph(const frozen_graph<Room>& g) : error(g.error), used(g.used) {
    copy(g);
  }
  constexpr bool fits() const {
    return used.nodes <= Size.nodes && used.ops <= Size.ops && used.shapes <= Size.shapes && used.slots <= Size.slots &&
           used.marks <= Size.marks && used.domains <= Size.domains && used.maps <= Size.maps;
  }
  constexpr graph thaw() const {
    graph g;
    g.nodes = list<node>(nodes, used.nodes, used.nodes);  // no two are equal
    g.ops = list<op_entry>(ops, used.ops, used.ops);
    g.shapes = list<extents>(shapes, used.shapes, used.shapes);
    g.slots = list<slot>(slots, used.slots, used.slots);
    g.marks = list<mark>(marks, used.marks, used.marks);
    g.domains = list<parameter_domain>(domains, used.domains, used.domains);
    g.maps = list<index_map>(maps, used.maps, used.maps);
    g.error = error;
    return g;
  }

 private:
  template <class Graph>
  constexpr void copy(const Graph& g) {
    detail::copy_elements(std::begin(g.nodes), used.nodes, nodes);
    detail::copy_elements(std::begin(g.ops), used.ops, ops);
    detail::copy_elements(std::begin(g.shapes), used.shapes, shapes);
    detail::copy_elements(std::begin(g.slots), used.slots, slots);
    detail::copy_elements(std::begin(g.marks), used.marks, marks);
    detail::copy_elements(std::begin(g.domains), used.domains, domains);
    detail::copy_elements(std::begin(g.maps), used.maps, maps);
  }
};

namespace detail {

/// Room for what a stage is likely to return.
constexpr graph_size room_for(int nodes) {
  return {nodes, 48, 24 + nodes / 8, 24 + nodes / 4, 40 + nodes / 2, 16 + nodes / 16, nodes / 8};
}
template <auto Stage, graph_size Room>
inline constexpr frozen_graph<Room> roomy{Stage()};

template <auto Stage, error_code, graph_size Size = size_of(Stage())>
constexpr auto freeze_trace(int) {
  return frozen_graph<Size>(Stage());
}
template <auto Stage, error_code Otherwise>
constexpr auto freeze_trace(...) {
  constexpr bool noted = mistake_noted<decltype(Stage)>();
  if constexpr (noted || Otherwise != error_code::none) {
    graph g;
    g.fail(noted ? error_code::already_reported : Otherwise, {});
    return frozen_graph<graph_size{}>(g);
  } else {
    constexpr graph_size size = size_of(Stage());  // the compiler says why
    return frozen_graph<size>(Stage());
  }
}

}  // namespace detail

/// Nodes that there is room for where a stage's size is not known beforehand.
inline constexpr int usual_nodes = 256;
/// The same for a stage that follows one of `nodes` nodes.
constexpr int nodes_after(int nodes) { return nodes + nodes / 4 + 16; }
/// Room for what a pass makes of a graph.
constexpr graph_size room_after(const graph_size& g) {
  const int nodes = nodes_after(g.nodes);
  return {nodes, g.ops + 24, g.shapes + 16 + nodes / 16, g.slots + 2, g.marks + 8, g.domains, 2 * g.maps + 8};
}

/// Evaluates `Stage`, a captureless function object that returns a graph, into a constant: once where it fits into the
/// room, twice otherwise.
template <auto Stage, graph_size Room>
constexpr auto freeze() {
  constexpr graph_size size = detail::roomy<Stage, Room>.used;
  if constexpr (detail::roomy<Stage, Room>.fits())
    return frozen_graph<size>(detail::roomy<Stage, Room>);
  else
    return frozen_graph<size>(Stage());
}
template <auto Stage, int Nodes = usual_nodes>
constexpr auto freeze() {
  return freeze<Stage, detail::room_for(Nodes)>();
}
/// The same for a stage that runs a user's code. Where that is no constant expression the graph is empty if the user
/// has been told why, or has the error `Otherwise` if there is one; if not, the compiler's own error is let out.
template <auto Stage, error_code Otherwise = error_code::none>
constexpr auto freeze_trace() {
  return detail::freeze_trace<Stage, Otherwise>(0);
}

namespace detail {

template <class Program>
constexpr int likely_nodes_of() {
  if constexpr (requires { Program::likely_nodes; })
    return Program::likely_nodes;
  else
    return usual_nodes;
}

}  // namespace detail

/// A program is a type with `static constexpr graph start()`: a graph whose root and gradient marks say what is wanted.
template <class Program>
inline constexpr auto started = freeze<[] { return Program::start(); }, detail::likely_nodes_of<Program>()>();

/// A root of a frozen graph by name.
struct named_root {
  text name;
  std::uint16_t axes = 0;  // index into shapes
  std::uint16_t has_rows = 0;
};

/// The leaves and roots of a frozen graph by name: all of it that is left at run time. What refers to a frozen_graph
/// itself at run time drags the record of every operation, and with it the code that differentiates, into the object:
/// 15 % of the time that the tutorial's program compiled.
template <graph_size Size, int Roots>
struct frozen_names {
  slot slots[Size.slots > 0 ? Size.slots : 1]{};
  extents shapes[Size.shapes > 0 ? Size.shapes : 1]{};
  named_root roots[Roots > 0 ? Roots : 1]{};
  static constexpr int slot_count = Size.slots, root_count = Roots;

  constexpr explicit frozen_names(const frozen_graph<Size>& g) {
    for (int i = 0; i < Size.slots; ++i) slots[i] = g.slots[i];
    for (int i = 0; i < Size.shapes; ++i) shapes[i] = g.shapes[i];
    int r = 0;
    for (const mark& m : g.marks)
      if (m.kind == mark_kind::root) roots[r++] = {m.name, g.nodes[m.node].axes, g.nodes[m.node].positions};
  }
};

namespace detail {

template <const auto& Graph>
constexpr auto freeze_maps() {
  struct {
    index_map at[Graph.size.maps > 0 ? Graph.size.maps : 1];
  } maps{};
  for (int i = 0; i < Graph.size.maps; ++i) maps.at[i] = Graph.maps[i];
  return maps;
}
template <const auto& Graph>
constexpr auto freeze_names() {
  constexpr int roots = [] {
    int n = 0;
    for (const mark& m : Graph.marks) n += m.kind == mark_kind::root;
    return n;
  }();
  return frozen_names<Graph.size, roots>(Graph);
}

}  // namespace detail

/// The index maps of a frozen graph, by themselves.
template <const auto& Graph>
inline constexpr auto maps_of = detail::freeze_maps<Graph>();
template <const auto& Graph>
inline constexpr auto names_of = detail::freeze_names<Graph>();

}  // namespace pathwise
