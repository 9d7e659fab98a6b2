#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/reduce.hpp>
#include <pathwise/kernels/reference.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

BOOST_AUTO_TEST_SUITE(reduce)

// Registers and pairs of registers; the padding columns of the last panel are NaN.
BOOST_AUTO_TEST_CASE_TEMPLATE(features_are_summed_in_one_order, V, widths) {
  using T = typename V::value_type;
  constexpr long width = panel_width<V>;
  for (const long cols : extents) {
    const auto row = numbers<T>(cols, 1);
    const T expected = reference::sum(row.data(), cols);
    activation<V> x(row, 1, cols);
    guarded<T> sums(virtual_lanes), pair_sums(virtual_lanes), whole_sums(virtual_lanes);
    for (int i = 0; i < virtual_lanes; i++) sums[i] = pair_sums[i] = whole_sums[i] = 0;
    for (long p = 0; p < panels<V>(cols); p++) {
      for (int v = 0; v < 2; v++)
        accumulate(sums.data(), V::load(x.panel(p) + v * V::size), p * width + v * V::size, cols);
      accumulate(pair_sums.data(), pathwise::twin<V>::load(x.panel(p)), p * width, cols);
      if ((p + 1) * width <= cols) accumulate(whole_sums.data(), pathwise::twin<V>::load(x.panel(p)), p * width);
    }
    BOOST_TEST(same(fold16(sums.data()), expected), cols << " columns");
    BOOST_TEST(same(fold16(pair_sums.data()), expected), cols << " columns, two registers at a time");
    if (cols % width == 0) BOOST_TEST(same(fold16(whole_sums.data()), expected), cols << " columns, no mask");
    BOOST_TEST((sums.intact() && pair_sums.intact() && whole_sums.intact()));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(padding_adds_nothing, V, widths) {
  using T = typename V::value_type;
  for (int count = -3; count <= V::size + 3; count++) {
    T kept[V::size];
    keep_first(V::splat(not_a_number<T>), count).store(kept);
    for (int i = 0; i < V::size; i++) BOOST_TEST(same(kept[i], i < count ? not_a_number<T> : T(0)));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(values_are_summed_in_one_order, V, widths) {
  using T = typename V::value_type;
  for (const long count : {0l, 1l, 2l, 3l, 5l, 7l, 15l, 16l, 17l, 20l, 31l, 32l, 33l, 128l, 1000l}) {
    const auto values = numbers<T>(count, 2);
    BOOST_TEST(same(sum_values<V>(values.data(), count), reference::sum(values.data(), count)), count << " values");
  }
}

BOOST_AUTO_TEST_CASE(fold_is_the_fixed_tree) {
  const auto s = numbers<float>(16, 3);
  const float even = ((s[0] + s[8]) + (s[4] + s[12])) + ((s[2] + s[10]) + (s[6] + s[14]));
  const float odd = ((s[1] + s[9]) + (s[5] + s[13])) + ((s[3] + s[11]) + (s[7] + s[15]));
  BOOST_TEST(same(fold16(s.data()), even + odd));
  const float lopsided[16] = {1e8f, 1, -1e8f};  // in ascending order the 1 is lost
  BOOST_TEST(fold16(lopsided) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
