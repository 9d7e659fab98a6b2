#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <tuple>

#include <pathwise/graph/print.hpp>

#include "support/random_graph.hpp"
#include "support/run_time_program.hpp"
#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// 150 graphs; 5,000 where PATHWISE_LONG is set.
int graph_count() { return std::getenv("PATHWISE_LONG") ? 5000 : 150; }

struct planned_case {
  random_graph r;
  graph program;
};
planned_case make_case(int seed) {
  const std::size_t rows[] = {1, 2, 3, 11, 29};
  const int widths[] = {3, 7, 20, 40};
  random_graph_options options;
  options.operations = 4 + seed % 30;
  options.rows = rows[seed % 5];
  options.widest = widths[seed % 4];
  planned_case c{make_random_graph(static_cast<std::uint64_t>(seed) + 1000, options), {}};
  c.program = optimised(c.r.g);
  return c;
}

template <class V>
std::vector<std::vector<typename V::value_type>> run(const planned_case& c, const schedule& how) {
  run_time_program<V> p(c.program, how);
  return p.run(c.r.rows, c.r.numbers);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_graphs)

BOOST_AUTO_TEST_CASE(run_as_the_interpreter_does) {
  for (int seed = 1; seed <= graph_count(); ++seed) {
    const planned_case c = make_case(seed);
    const auto expected = wanted_values<double>(c.program, c.r.rows, c.r.numbers);
    const auto response = response_to_rounding(c.program, c.r.rows, c.r.numbers);
    const auto found = run<native<double>>(c, {});
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const long double off = distance(found[i], expected[i]);
      BOOST_TEST(off <= tolerance::compiled<double> * response[i],
                 "wanted value " << i << " of graph " << seed << " is off by " << off << ", terms of " << response[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(have_equal_bits_for_threads_slabs_and_lanes) {
  for (int seed = 1; seed <= graph_count(); ++seed) {
    const planned_case c = make_case(seed);
    const auto expected = run<native<float>>(c, {});
    const auto check = [&](const char* how, const std::vector<std::vector<float>>& found) {
      for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(same_bits(found[i], expected[i]),
                   "wanted value " << i << " of graph " << seed << " has other bits with " << how);
    };
    check("2 threads", run<native<float>>(c, {2, 128}));
    check("5 threads, slabs of 2 rows", run<native<float>>(c, {5, 2}));
    check("slabs of 7 rows", run<native<float>>(c, {1, 7}));
    check("one lane", run<lanes<float, 1>>(c, {}));
    check("sixteen lanes", run<lanes<float, 16>>(c, {2, 3}));
  }
}

/// `recompute` changes what is kept, and no bit of any value or gradient.
BOOST_AUTO_TEST_CASE(have_the_bits_of_what_is_kept_where_it_is_recomputed) {
  int recomputing = 0;
  for (int seed = 1; seed <= graph_count(); ++seed) {
    const auto made = [&](regions chains) {
      random_graph_options options;
      options.rows = 5;
      options.chains = chains;
      planned_case c{make_random_graph(static_cast<std::uint64_t>(seed) + 7000, options), {}};
      c.program = optimised(c.r.g);
      return c;
    };
    const planned_case kept = made(regions::kept), recomputed = made(regions::recomputed);
    const auto expected = run<native<float>>(kept, {}), found = run<native<float>>(recomputed, {2, 2});
    for (std::size_t i = 0; i < expected.size(); ++i)
      BOOST_TEST(same_bits(found[i], expected[i]), "wanted value " << i << " of graph " << seed << " has other bits");
    for (const op_entry& op : recomputed.program.ops) recomputing += op.id == id_of<pathwise::detail::recomputed_op>();
  }
  BOOST_TEST(recomputing > graph_count() / 2);
}

/// What an earlier call left in the arenas must not matter, nor a smaller batch after a larger one.
BOOST_AUTO_TEST_CASE(do_not_depend_on_earlier_calls) {
  for (int seed = 1; seed <= graph_count() / 3; ++seed) {
    const planned_case c = make_case(seed);
    const auto expected = run<native<float>>(c, {});
    run_time_program<native<float>> p(c.program, {1, 7});
    numbers_by_name other, poison;
    random_numbers random(5);
    for (const slot& s : c.r.g.slots) {
      const std::string name(s.name.view());
      if (name == inverse_rows_name) continue;
      const std::size_t count = static_cast<std::size_t>(c.r.g.shapes[s.axes].size()) * (s.has_rows ? c.r.rows + 5 : 1);
      other[name] = random.vector(count);
      poison[name] = std::vector<long double>(count, std::numeric_limits<long double>::quiet_NaN());
    }
    p.run(c.r.rows + 5, other);
    p.run(c.r.rows + 5, poison);
    const auto found = p.run(c.r.rows, c.r.numbers);
    for (std::size_t i = 0; i < expected.size(); ++i)
      BOOST_TEST(same_bits(found[i], expected[i]), "wanted value " << i << " of graph " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
