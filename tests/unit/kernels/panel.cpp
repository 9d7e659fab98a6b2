#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/transpose.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

BOOST_AUTO_TEST_SUITE(panel)

BOOST_AUTO_TEST_CASE_TEMPLATE(width_is_two_registers, V, widths) {
  BOOST_TEST(panel_width<V> == 2 * V::size);
  BOOST_TEST(panels<V>(0) == 0);
  BOOST_TEST(panels<V>(1) == 1);
  BOOST_TEST(panels<V>(2 * V::size) == 1);
  BOOST_TEST(panels<V>(2 * V::size + 1) == 2);
  BOOST_TEST(vectors_in<V>(V::size, 0) == 1);
  BOOST_TEST(vectors_in<V>(V::size + 1, 0) == 2);
  BOOST_TEST(vectors_in<V>(5 * V::size, 1) == 2);
  BOOST_TEST(vectors_in<V>(5 * V::size, 2) == 1);
  BOOST_TEST(vectors_in<V>(5 * V::size, 3) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_packed_and_unpacked, V, widths) {
  using T = typename V::value_type;
  for (const long cols : extents)
    for (const long rows : {1l, 5l, 37l}) {
      const long leading = cols + 3;
      const auto x = numbers<T>(rows * leading, 1);
      activation<V> packed_x(rows, cols);
      pack_rows<V>(x.data(), leading, rows, cols, packed_x.data(), packed_x.stride);
      bool right = packed_x.values.intact();
      for (long r = 0; r < rows; r++)
        for (long c = 0; c < panels<V>(cols) * panel_width<V>; c++)
          right = right && packed_x.at(r, c) == (c < cols ? x[static_cast<std::size_t>(r * leading + c)] : T(0));
      BOOST_TEST(right, "pack_rows " << rows << " x " << cols);

      for (long r = 0; r < rows; r++)
        for (long c = cols; c < panels<V>(cols) * panel_width<V>; c++) packed_x.at(r, c) = not_a_number<T>;
      guarded<T> back(rows * leading);
      unpack_rows<V>(packed_x.data(), packed_x.stride, rows, cols, back.data(), leading);
      right = back.intact();
      for (long r = 0; r < rows; r++)
        for (long c = 0; c < leading; c++)
          right = right && same(back[r * leading + c],
                                c < cols ? x[static_cast<std::size_t>(r * leading + c)] : not_a_number<T>);
      BOOST_TEST(right, "unpack_rows " << rows << " x " << cols);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_packed_in_a_given_order, V, widths) {
  using T = typename V::value_type;
  const long rows = 7, cols = 37;
  const auto x = numbers<T>(20 * cols, 2);
  const std::int64_t order[rows] = {19, 0, 3, 3, 11, 18, 1};
  activation<V> packed_x(rows, cols);
  pack_rows<V>(x.data(), cols, order, rows, cols, packed_x.data(), packed_x.stride);
  bool right = packed_x.values.intact();
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < cols; c++)
      right = right && packed_x.at(r, c) == x[static_cast<std::size_t>(order[r] * cols + c)];
  BOOST_TEST(right);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(weights_are_packed_and_unpacked, V, widths) {
  using T = typename V::value_type;
  for (const long in : extents)
    for (const long out : {1l, 7l, 16l, 20l, 53l}) {
      const auto w = numbers<T>(in * out, 3);
      guarded<T> expected = packed<V>(w, in, out), packed_w(packed_weights_size<V>(in, out)), back(in * out);
      pack_weights<V>(w.data(), in, out, packed_w.data());
      bool right = packed_w.intact();
      for (long i = 0; i < expected.size(); i++)
        right = right && packed_w[i] == (expected[i] == expected[i] ? expected[i] : T(0));
      BOOST_TEST(right, "pack_weights " << out << " x " << in);
      unpack_weights<V>(expected.data(), in, out, back.data());
      right = back.intact();
      for (long i = 0; i < in * out; i++) right = right && back[i] == w[static_cast<std::size_t>(i)];
      BOOST_TEST(right, "unpack_weights " << out << " x " << in);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(blocks_are_transposed, V, widths) {
  using T = typename V::value_type;
  constexpr long width = panel_width<V>,
                 chunk = 16 / sizeof(T);  // of the rows of `to` beyond cols, those of the last chunk may be written
  const auto from = numbers<T>(width * width, 4);
  for (long rows = 1; rows <= width; rows++)
    for (long cols = 1; cols <= width; cols++) {
      guarded<T> to(width * width);
      transpose_block<V>(from.data(), rows, cols, to.data());
      bool right = to.intact();
      for (long j = 0; j < width; j++)
        for (long i = 0; i < width; i++)
          right = right && ((j >= cols && j < (cols + chunk - 1) / chunk * chunk) ||
                            same(to[j * width + i], j >= cols  ? not_a_number<T>
                                                    : i < rows ? from[static_cast<std::size_t>(i * width + j)]
                                                               : T(0)));
      BOOST_TEST(right, rows << " x " << cols);
    }
}

BOOST_AUTO_TEST_SUITE_END()
