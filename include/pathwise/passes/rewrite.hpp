#pragma once
// The frame of every pass that maps nodes to nodes.
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// A graph with the tables of `from` (ops, shapes, slots, marks, domains, maps), no nodes yet.
constexpr graph with_tables_of(const graph& from) {
  graph to;
  to.ops = from.ops;
  to.shapes = from.shapes;
  to.slots = from.slots;
  to.marks = from.marks;
  to.domains = from.domains;
  to.maps = from.maps;
  to.error = from.error;
  return to;
}

/// A graph on its way to another, node by node: `rule(to, n, old)` appends what stands for node `old`, which is `n`
/// with operands that are already nodes of `to`, and returns its id. Equal nodes become one, since adding hash-conses.
/// It can stop at any node and go on in another constant evaluation: see rewrite_in_parts.hpp.
template <class Rule>
class rewriting {
 public:
  graph to;
  list<std::int32_t> places;  // of each node so far

  constexpr rewriting(const graph& from, Rule rule)
      : to(with_tables_of(from)), places(from.nodes.size()), from_(from), rule_(std::move(rule)) {
    to.reserve(from.nodes.size());
  }

  constexpr void run(int first, int last) {
    std::int32_t* const place = places.begin();
    const node* const all = from_.nodes.begin();
    for (int i = first; i < last; ++i) {
      node n = all[i];
      if (n.operands[0] >= 0) n.operands[0] = place[n.operands[0]];
      if (n.operands[1] >= 0) n.operands[1] = place[n.operands[1]];
      if (n.operands[2] >= 0) n.operands[2] = place[n.operands[2]];
      place[i] = rule_(to, n, i);
    }
  }
  /// After the last node.
  constexpr void finish() {
    for (mark& m : to.marks) m.node = places[m.node];
    for (parameter_domain& d : to.domains) {
      d.node = places[d.node];
      if (d.previous >= 0) d.previous = places[d.previous];
    }
  }

 private:
  const graph& from_;
  Rule rule_;
};
template <class Rule>
constexpr graph rewrite(const graph& from, Rule rule) {
  rewriting<Rule> r(from, std::move(rule));
  r.run(0, from.nodes.size());
  r.finish();
  return std::move(r.to);
}

/// How many operands refer to each node; marks count too, since they must survive.
constexpr list<std::int32_t> use_counts(const graph& g) {
  list<std::int32_t> uses(g.nodes.size());
  std::int32_t* const count = uses.begin();
  for (const node& n : g.nodes)
    for (int k = 0; k < 3 && n.operands[k] >= 0; ++k) ++count[n.operands[k]];
  for (const mark& m : g.marks) ++uses[m.node];
  return uses;
}

}  // namespace pathwise
