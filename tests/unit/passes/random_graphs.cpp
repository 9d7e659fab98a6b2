#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include <pathwise/graph/frozen.hpp>
#include <pathwise/graph/print.hpp>
#include <pathwise/passes/pipeline.hpp>

#include "support/random_graph.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// 300 graphs; 10,000 where PATHWISE_LONG is set.
int graph_count() { return std::getenv("PATHWISE_LONG") ? 10000 : 300; }

template <class Check>
void for_random_graphs(Check check) {
  for (int seed = 1; seed <= graph_count(); ++seed) {
    random_graph_options options;
    options.operations = 5 + seed % 40;
    check(make_random_graph(static_cast<std::uint64_t>(seed), options), seed);
  }
}

void check_equal_bits(const char* pass, const graph& after, const random_graph& r, int seed) {
  const auto before = wanted_values<double>(r.g, r.rows, r.numbers),
             found = wanted_values<double>(after, r.rows, r.numbers);
  BOOST_REQUIRE(found.size() == before.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(same_bits(found[i], before[i]), pass << " changes wanted value " << i << " of graph " << seed);
}
void check_close(const char* pass, const graph& after, const random_graph& r, int seed) {
  const auto before = wanted_values<double>(r.g, r.rows, r.numbers),
             found = wanted_values<double>(after, r.rows, r.numbers);
  const auto response = response_to_rounding(r.g, r.rows, r.numbers),
             response_after = response_to_rounding(after, r.rows, r.numbers);
  BOOST_REQUIRE(found.size() == before.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const long double off = distance(found[i], before[i]), scale = response[i] + response_after[i];
    BOOST_TEST(off <= tolerance::rewritten * scale,
               pass << " moves wanted value " << i << " of graph " << seed << " by " << off << ", terms of " << scale);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_graphs)

BOOST_AUTO_TEST_CASE(keep_their_bits_under_passes_that_promise_them) {
  for_random_graphs([](const random_graph& r, int seed) {
    check_equal_bits("fold_constants", fold_constants(r.g), r, seed);
    check_equal_bits("merge_duplicates", merge_duplicates(r.g), r, seed);
    check_equal_bits("drop_unused", drop_unused(r.g), r, seed);
    check_equal_bits("own_outputs", own_outputs(r.g), r, seed);
  });
}

BOOST_AUTO_TEST_CASE(keep_their_values_under_passes_that_rewrite) {
  for_random_graphs([](const random_graph& r, int seed) {
    check_close("simplify", simplify(r.g), r, seed);
    check_close("simplify, gradients to come", simplify(r.g, gradients::to_come), r, seed);
    check_close("contract", contract(r.g), r, seed);
    check_close("the pipeline", optimised(r.g), r, seed);
  });
}

/// A model is simplified before it is differentiated: the gradients are those of the model as written.
BOOST_AUTO_TEST_CASE(have_equal_gradients_when_simplified_before) {
  for (int seed = 1; seed <= graph_count(); ++seed) {
    random_graph_options options;
    options.gradients = false;
    options.operations = 5 + seed % 30;
    random_graph r = make_random_graph(static_cast<std::uint64_t>(seed), options);
    graph simple = simplify(r.g, gradients::to_come);
    for (graph* g : {&r.g, &simple}) {
      list<int> leaves;
      for (int s = 0; s < g->slots.size(); ++s) leaves.add(leaf(*g, s).id);
      const int outputs = g->marks.size();
      for (int m = 0; m < outputs; ++m) {
        const int of = g->marks[m].node;
        const list<int> found = reverse(*g, of, ones_like(*g, of), leaves);
        for (int i = 0; i < leaves.size(); ++i) {
          const extents axes = g->axes(leaves[i]);
          const bool rows = g->nodes[leaves[i]].positions != 0;
          const any_expr d = found[i] >= 0 ? any_expr{g, found[i]} : broadcast(literal(*g, 0), axes, rows);
          g->marks.add({"gradient", mark_kind::root, d.id});
        }
      }
    }
    check_close("simplify before reverse", simple, r, seed);
  }
}

/// Nothing is left to do after the first time, but for what contraction exposes.
BOOST_AUTO_TEST_CASE(are_no_longer_after_a_second_run) {
  for (int seed = 1; seed <= graph_count(); ++seed) {
    random_graph_options options;
    options.matrix_rows = false;  // what is laid out is no longer a graph that ops could be applied to
    const random_graph r = make_random_graph(static_cast<std::uint64_t>(seed), options);
    const graph once = optimised(r.g), twice = optimised(once);
    BOOST_TEST(once.nodes.size() <= r.g.nodes.size() + r.g.marks.size(), "graph " << seed);
    BOOST_TEST(twice.nodes.size() <= once.nodes.size(), "graph " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
