// Where a matrix's numbers lie.
#include <boost/test/unit_test.hpp>

#include <cstdint>

#include <pathwise/base/matrix.hpp>

BOOST_AUTO_TEST_SUITE(matrix)

BOOST_AUTO_TEST_CASE(numbers_begin_on_a_cache_line) {
  for (const std::size_t cols : {1u, 3u, 64u, 1000u}) {
    pathwise::matrix<float> made(5, cols), given(1, 3, {1, 2, 3}), moved;
    moved = std::move(made);
    for (const auto* m : {&moved, &given})
      BOOST_TEST(reinterpret_cast<std::uintptr_t>(m->data()) % pathwise::cache_line == 0u);
    BOOST_TEST(moved.size() == 5 * cols);
    BOOST_TEST(given(0, 2) == 3.0f);
  }
}

BOOST_AUTO_TEST_SUITE_END()
