#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

#include <pathwise/kernels/permutation.hpp>

using pathwise::row_order;

BOOST_AUTO_TEST_SUITE(permutation)

BOOST_AUTO_TEST_CASE(every_row_comes_once) {
  for (const std::uint64_t n : {1, 2, 3, 7, 8, 9, 1000, 1024, 60000}) {
    for (const std::uint64_t epoch : {0, 1, 17}) {
      const row_order order(n, 42, epoch);
      BOOST_TEST(order.size() == n);
      std::vector<int> seen(n);
      for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t row = order(i);
        BOOST_REQUIRE(row < n);
        BOOST_REQUIRE_EQUAL(seen[row]++, 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(seed_and_epoch_decide_the_order) {
  const std::uint64_t n = 10000;
  const row_order base(n, 42, 3), again(n, 42, 3);
  for (const row_order& other :
       {row_order(n, 42, 4), row_order(n, 43, 3), row_order(n, 42 + (std::uint64_t{1} << 40), 3)}) {
    int equal = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      BOOST_REQUIRE_EQUAL(base(i), again(i));
      equal += base(i) == other(i) ? 1 : 0;
    }
    BOOST_TEST(equal < 8);  // one on average
  }
}

// All 24 orders of four rows and all 6 of three come about equally often; the first row of many is uniform.
BOOST_AUTO_TEST_CASE(no_order_is_preferred) {
  for (const std::uint64_t n : {3, 4}) {
    std::vector<int> seen(256);
    const int epochs = 24000;
    for (int e = 0; e < epochs; ++e) {
      const row_order order(n, 7, static_cast<std::uint64_t>(e));
      std::size_t code = 0;
      for (std::uint64_t i = 0; i < n; ++i) code = 4 * code + order(i);
      ++seen[code];
    }
    int orders = 0;
    const double mean = epochs / (n == 3 ? 6.0 : 24.0);
    for (const int count : seen) {
      if (count == 0) continue;
      ++orders;
      BOOST_TEST(std::abs(count - mean) < 5 * std::sqrt(mean));
    }
    BOOST_TEST(orders == (n == 3 ? 6 : 24));
  }
  const std::uint64_t n = 1000;
  double sum = 0, neighbours = 0;
  for (std::uint64_t e = 0; e < 4000; ++e) {
    const row_order order(n, 9, e);
    sum += static_cast<double>(order(0));
    neighbours += order(1) == order(0) + 1 || order(0) == order(1) + 1 ? 1 : 0;
  }
  BOOST_TEST(std::abs(sum / 4000 - 499.5) < 5 * 288.7 / std::sqrt(4000.0));
  BOOST_TEST(neighbours < 30);  // eight on average
}

BOOST_AUTO_TEST_CASE(orders_are_known_to_the_compiler) {
  static_assert(row_order(1, 5, 6)(0) == 0);
  constexpr row_order order(100, 5, 6);
  static_assert(order(17) < 100 && order(17) != order(18));
}

BOOST_AUTO_TEST_SUITE_END()
