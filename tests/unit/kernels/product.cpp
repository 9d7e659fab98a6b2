#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/product.hpp>
#include <pathwise/kernels/reference.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

namespace {

/// All panels of y = x w, or of dx = dy w^T, with the number of registers that each panel needs.
template <class V>
void whole_product(activation<V>& x, typename V::value_type* w, activation<V>& y, bool add = false) {
  for (long p = 0; p < panels<V>(y.cols); p++)
    product_panel<V>(x.data(), x.stride, x.rows, x.cols, w + p * x.cols * panel_width<V>, y.panel(p),
                     vectors_in<V>(y.cols, p), add);
}

template <class V>
void whole_transposed(activation<V>& dy, typename V::value_type* w, activation<V>& dx, bool add = false) {
  for (long p = 0; p < panels<V>(dx.cols); p++)
    product_panel_transposed<V>(dy.data(), dy.stride, dy.rows, dy.cols, w, dx.cols, p * panel_width<V>, dx.panel(p),
                                vectors_in<V>(dx.cols, p), add);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product)

BOOST_AUTO_TEST_CASE_TEMPLATE(tiles_cover_the_rows, V, widths) {
  for (const int vectors : {1, 2})
    for (long rows = 1; rows <= 200; rows++) {
      long left = rows;
      while (left > 0) {
        const int m = next_product_rows<V>(left, vectors);
        BOOST_REQUIRE(m >= 1);
        BOOST_REQUIRE(m <= product_rows<V>(vectors));
        left -= m;
      }
      BOOST_REQUIRE(left == 0);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_bits_of_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long in : extents)
    for (const long out : extents) {
      const auto w = numbers<T>(in * out, 1), x = numbers<T>(128 * in, 2);
      guarded<T> packed_w = packed<V>(w, in, out);
      std::vector<T> expected(static_cast<std::size_t>(128 * out));
      reference::product(x.data(), w.data(), 128, in, out, expected.data());
      for (const long rows : row_counts) {
        activation<V> panels_x(x, rows, in), y(rows, out);
        whole_product(panels_x, packed_w.data(), y);
        BOOST_TEST(y.differs_from(expected) == -1, rows << " x " << in << " x " << out);
      }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(transposed_has_the_bits_of_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long in : extents)
    for (const long out : extents) {
      const auto w = numbers<T>(in * out, 3), dy = numbers<T>(128 * out, 4);
      guarded<T> packed_w = packed<V>(w, in, out);
      std::vector<T> expected(static_cast<std::size_t>(128 * in));
      reference::product_transposed(dy.data(), w.data(), 128, in, out, expected.data());
      for (const long rows : row_counts) {
        activation<V> panels_dy(dy, rows, out), dx(rows, in);
        whole_transposed(panels_dy, packed_w.data(), dx);
        BOOST_TEST(dx.differs_from(expected) == -1, rows << " x " << out << " x " << in);
      }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(adds_to_what_is_there, V, widths) {
  using T = typename V::value_type;
  for (const long in : {3l, 37l, 400l, 600l}) {
    const long rows = 13, out = 53;
    const auto w = numbers<T>(in * out, 5), x = numbers<T>(rows * in, 6);
    auto y = numbers<T>(rows * out, 7), dx = numbers<T>(rows * in, 8);
    guarded<T> packed_w = packed<V>(w, in, out);
    activation<V> panels_x(x, rows, in), panels_y(y, rows, out), panels_dx(dx, rows, in);
    whole_product(panels_x, packed_w.data(), panels_y, true);
    reference::product(x.data(), w.data(), rows, in, out, y.data(), true);
    BOOST_TEST(panels_y.differs_from(y) == -1, "plain, k = " << in);
    whole_transposed(panels_y, packed_w.data(), panels_dx, true);
    reference::product_transposed(y.data(), w.data(), rows, in, out, dx.data(), true);
    BOOST_TEST(panels_dx.differs_from(dx) == -1, "transposed, k = " << out << " to " << in);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(slabs_of_rows_change_no_bit, V, widths) {
  using T = typename V::value_type;
  const long rows = 37, in = 300, out = 20;
  const auto w = numbers<T>(in * out, 9), x = numbers<T>(rows * in, 10);
  guarded<T> packed_w = packed<V>(w, in, out);
  std::vector<T> expected(static_cast<std::size_t>(rows * out));
  reference::product(x.data(), w.data(), rows, in, out, expected.data());
  activation<V> panels_x(x, rows, in), y(rows, out);
  for (const long slab : {1l, 5l, 16l}) {
    for (long r = 0; r < rows; r += slab)
      for (long p = 0; p < panels<V>(out); p++)
        product_panel<V>(panels_x.data() + r * panel_width<V>, panels_x.stride, std::min(slab, rows - r), in,
                         packed_w.data() + p * in * panel_width<V>, y.panel(p) + r * panel_width<V>,
                         vectors_in<V>(out, p));
    BOOST_TEST(y.differs_from(expected) == -1, "slabs of " << slab);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(few_rows_have_the_bits_of_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long in : extents)
    for (const long out : extents) {
      const auto w = numbers<T>(in * out, 13), x = numbers<T>(few_rows * in, 14);
      guarded<T> packed_w = packed<V>(w, in, out);
      std::vector<T> expected(static_cast<std::size_t>(few_rows * out));
      reference::product(x.data(), w.data(), few_rows, in, out, expected.data());
      for (long rows = 1; rows <= few_rows; rows++) {
        activation<V> panels_x(x, rows, in), y(rows, out);
        product_of_few_rows<V>(panels_x.data(), panels_x.stride, rows, in, packed_w.data(), out, y.data(), y.stride);
        BOOST_TEST(y.differs_from(expected) == -1, rows << " x " << in << " x " << out);
      }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_register_leaves_the_other_alone, V, widths) {
  using T = typename V::value_type;
  const long rows = 9, in = 20;
  const auto w = numbers<T>(in * panel_width<V>, 11), x = numbers<T>(rows * in, 12);
  guarded<T> packed_w = packed<V>(w, in, panel_width<V>);
  activation<V> panels_x(x, rows, in), y(rows, panel_width<V>);
  product_panel<V>(panels_x.data(), panels_x.stride, rows, in, packed_w.data(), y.data(), 1);
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < panel_width<V>; c++) BOOST_TEST((y.at(r, c) != y.at(r, c)) == (c >= V::size));
}

BOOST_AUTO_TEST_SUITE_END()
