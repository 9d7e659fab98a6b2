#pragma once
// Passes over large graphs: in several constant evaluations, each of which goes on from what the one before has left,
// since the compilers bound the steps of one.
#include <pathwise/graph/frozen.hpp>
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Nodes that one constant evaluation rewrites: a node may take some hundred of clang's million steps, or two thousand
/// of g++'s 33 million, and both what is there already and what is left behind some more. No more parts than need be:
/// each costs g++ memory that it does not get back.
#if defined(__clang__)
inline constexpr int nodes_of_part = 4000;
#else
inline constexpr int nodes_of_part = 12000;
#endif

namespace detail {

/// What a rule has made of the first nodes of a graph, and where each of them is.
template <graph_size Room, int Nodes>
struct rewritten_part {
  frozen_graph<Room> to;
  std::int32_t places[Nodes]{};

  template <class Rule>
  constexpr explicit rewritten_part(const rewriting<Rule>& r) : to(r.to) {
    copy_elements(r.places.begin(), Nodes, places);
  }
  template <class Rule>
  constexpr void resume(rewriting<Rule>& r) const {
    r.to = to.thaw();
    r.to.reserve(Nodes);
    r.places = list<std::int32_t>(places, Nodes, Nodes);
  }
};

template <const auto& From, auto RuleOf, int Nodes, int Part>
struct part_of_rewriting {
  using part = rewritten_part<room_after(From.size), From.size.nodes>;
  static constexpr int first = Part * Nodes;
  static constexpr bool is_last = first + Nodes >= From.size.nodes;

  static constexpr part make() {
    const graph from = From.thaw();
    rewriting r(from, RuleOf(from));
    if constexpr (Part > 0) {
      using previous = part_of_rewriting<From, RuleOf, Nodes, Part - 1>;
      static_assert(previous::value.to.fits(), "a pass made more nodes of a large graph than there is room for");
      previous::value.resume(r);
    }
    r.run(first, is_last ? From.size.nodes : first + Nodes);
    if (is_last) r.finish();
    return part(r);
  }
  static constexpr part value = make();
};

}  // namespace detail

/// Whether a pass takes a graph of this size in one constant evaluation.
constexpr bool is_taken_at_once(const graph_size& size) { return size.nodes <= nodes_of_part; }

/// `rewrite(g, RuleOf(g))` of the graph g that is frozen as `From`, frozen: in parts of at most `Nodes` nodes.
template <const auto& From, auto RuleOf, int Nodes = nodes_of_part>
constexpr auto freeze_rewritten() {
  if constexpr (From.size.nodes > Nodes) {
    constexpr const auto& last =
        detail::part_of_rewriting<From, RuleOf, Nodes, (From.size.nodes - 1) / Nodes>::value.to;
    static_assert(last.fits(), "a pass made more nodes of a large graph than there is room for");
    return frozen_graph<last.used>(last);
  } else {
    return freeze<[] {
      const graph from = From.thaw();
      return rewrite(from, RuleOf(from));
    },
                  room_after(From.size)>();
  }
}

}  // namespace pathwise
