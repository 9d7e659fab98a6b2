// A guest in somebody else's program: the floating-point mode is put back, and an enclosing OpenMP region does no harm.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include <pathwise/engine.hpp>

namespace {

namespace pw = pathwise;

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<9>("x");
    model.minimise(sum(square(linear<4>("b", relu(linear<6>("a", x))))));
  }
};

struct wide_net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<37>("x");
    auto y = model.output("y", linear<83>("b", relu(linear<70>("a", x))));
    model.minimise(sum(square(y)));
  }
};

/// Whether this thread keeps denormals: read at run time, so that no compiler knows the answer.
bool keeps_denormals() {
  volatile float smallest = std::numeric_limits<float>::min();
  volatile float half = smallest * 0.5f;
  return half != 0.0f;
}

std::vector<float> trained(int threads) {
  pw::matrix<float> rows(40, 9);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 5) - 2.0f;
  pw::trainer<net> t({.batch = 40, .threads = threads, .slab_rows = 8});
  for (int i = 0; i < 5; ++i) t.step(rows);
  return t.parameters().read("a.weight");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(workers_flush_denormals_and_put_the_mode_back) {
  BOOST_TEST(keeps_denormals());
  for (const int threads : {1, 2, 3}) {
    std::atomic<int> flushing{0}, members{0};
    pw::parallel(threads, [&](const pw::team_member& me) {
      flushing += !keeps_denormals();
      members = me.count;
      me.barrier();
    });
    BOOST_TEST(flushing == members);
    BOOST_TEST(members == threads);
    std::atomic<int> keeping{0};
#ifdef _OPENMP
#pragma omp parallel num_threads(3)
    keeping += keeps_denormals();
    BOOST_TEST(keeping == 3);  // the same workers, in the host program's next region
#endif
  }
  BOOST_TEST(keeps_denormals());
}

BOOST_AUTO_TEST_CASE(runs_inside_the_host_s_own_region) {
  const std::vector<float> alone = trained(1);
  std::vector<float> inside[2];
#ifdef _OPENMP
#pragma omp parallel for num_threads(2)
#endif
  for (int i = 0; i < 2; ++i) inside[i] = trained(2);
  BOOST_TEST((inside[0] == alone));
  BOOST_TEST((inside[1] == alone));
}

BOOST_AUTO_TEST_CASE(threads_share_the_products_of_a_row_or_two) {
  pw::matrix<float> rows(9, 37);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 7) - 3.0f;
  const pw::matrix<float> all = pw::trainer<wide_net>({.seed = 1, .threads = 1}).run<"x", "y">(rows);
  for (const int threads : {1, 2, 3}) {
    pw::trainer<wide_net> t({.seed = 1, .threads = threads});
    for (const std::size_t count : {1u, 2u, 3u, 9u, 2u, 1u}) {
      const pw::matrix<float> some = t.run<"x", "y">(rows.view().slice(0, count));
      BOOST_TEST(std::equal(some.values.begin(), some.values.end(), all.values.begin()),
                 threads << " threads, " << count << " rows");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_team_of_changing_size_does_all_the_work) {
  std::atomic<int> done{0}, early{0};
  int expected = 0;
  for (int round = 0; round < 300; ++round) {
    const int threads = 1 + round % 5;
    expected += threads * 2;
    pw::parallel(threads, [&](const pw::team_member& me) {
      ++done;
      me.barrier();
      if (done < expected - threads) ++early;
      ++done;
    });
    BOOST_REQUIRE(done == expected);
  }
  BOOST_TEST(early == 0);
}

BOOST_AUTO_TEST_CASE(tasks_are_dealt_once_to_their_owners_first) {
  for (const int members : {1, 2, 3}) {
    pw::task_deal deal(members);
    for (const long count : {0, 1, 2, 7, 12}) {
      for (const bool backwards : {false, true}) {
        deal.begin(backwards);
        std::vector<long> alone;
        deal.each(members - 1, count, [&](long i) { alone.push_back(i); });
        const long own = (count + members - 1 - (members - 1)) / members;
        for (long i = 0; i < own; ++i) BOOST_TEST(alone[static_cast<std::size_t>(i)] % members == members - 1);
        if (own > 1) BOOST_TEST((alone[0] > alone[1]) == backwards);
        std::sort(alone.begin(), alone.end());
        std::vector<long> each(static_cast<std::size_t>(count));
        std::iota(each.begin(), each.end(), 0L);
        BOOST_TEST(alone == each, boost::test_tools::per_element());

        deal.begin(backwards);
        std::vector<std::atomic<int>> done(static_cast<std::size_t>(count));
        pw::parallel(members, [&](const pw::team_member& me) {
          deal.each(me.index, count, [&](long i) { ++done[static_cast<std::size_t>(i)]; });
        });
        for (const auto& times : done) BOOST_TEST(times == 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(programs_of_several_threads_do_not_meet) {
  const std::vector<float> alone = trained(1);
  std::vector<float> one, two;
  std::thread other([&] { two = trained(2); });
  one = trained(2);
  other.join();
  BOOST_TEST((one == alone));
  BOOST_TEST((two == alone));
}

BOOST_AUTO_TEST_SUITE_END()
