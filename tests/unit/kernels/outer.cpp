#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/outer.hpp>
#include <pathwise/kernels/reference.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

namespace {

/// A weight's gradient in panels, with what it takes to compare it with PyTorch's layout.
template <class V>
struct weight_gradient {
  using T = typename V::value_type;
  long in, out;
  guarded<T> values;

  weight_gradient(long inputs, long outputs)
      : in(inputs), out(outputs), values(packed_weights_size<V>(inputs, outputs)) {}
  T* panel(long p) { return values.data() + p * in * panel_width<V>; }
  bool equals(const std::vector<T>& expected) {
    for (long o = 0; o < out; o++)
      for (long i = 0; i < in; i++)
        if (!same(values[panel_offset<V>(i, o, in * panel_width<V>)], expected[static_cast<std::size_t>(o * in + i)]))
          return false;
    return values.intact();
  }
};

template <class V>
void whole_outer(std::vector<activation<V>>& x, std::vector<activation<V>>& dy, weight_gradient<V>& g, bool add,
                 long chunk, rule_place place = rule_place::at_once) {
  using T = typename V::value_type;
  for (long p = 0; p < panels<V>(g.out); p++) {
    std::vector<gradient_term<T>> terms;
    for (std::size_t t = 0; t < x.size(); t++) terms.push_back({x[t].data(), x[t].stride, dy[t].panel(p), x[t].rows});
    for (long i = 0; i < g.in; i += chunk)
      outer_panel<V>(terms.data(), static_cast<int>(terms.size()), i, std::min(chunk, g.in - i),
                     vectors_in<V>(g.out, p), store_rule<V>{g.panel(p)}, add ? g.panel(p) : nullptr, place);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outer)

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_bits_of_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long in : extents)
    for (const long out : extents)
      for (const long rows : {1l, 2l, 13l, 128l}) {
        if (rows == 128 && in * out > 10000 && in != out) continue;
        const auto x = numbers<T>(rows * in, 1), dy = numbers<T>(rows * out, 2);
        std::vector<T> expected(static_cast<std::size_t>(in * out));
        reference::add_outer(x.data(), dy.data(), rows, in, out, expected.data());
        std::vector<activation<V>> panels_x{{x, rows, in}}, panels_dy{{dy, rows, out}};
        for (const auto place : {rule_place::at_once, rule_place::among_products}) {
          weight_gradient<V> g(in, out);
          whole_outer(panels_x, panels_dy, g, false, in, place);
          BOOST_TEST(g.equals(expected), rows << " rows, " << in << " x " << out);
        }
      }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(blocks_of_rows_change_no_bit, V, widths) {
  using T = typename V::value_type;
  const long in = 37, out = 20;
  for (const long rows : row_counts)
    for (const long more : {0l, outer_block<V> - rows % outer_block<V>, 3 * outer_block<V>}) {
      const long all = rows + more;
      const auto x = numbers<T>(all * in, 3), dy = numbers<T>(all * out, 4);
      std::vector<T> expected(static_cast<std::size_t>(in * out));
      reference::add_outer(x.data(), dy.data(), all, in, out, expected.data());
      std::vector<activation<V>> panels_x{{x, all, in}}, panels_dy{{dy, all, out}};
      for (const auto place : {rule_place::at_once, rule_place::among_products}) {
        weight_gradient<V> g(in, out);
        whole_outer(panels_x, panels_dy, g, false, in, place);
        BOOST_TEST(g.equals(expected), all << " rows");
      }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_range_of_inputs_can_be_asked_for, V, widths) {
  using T = typename V::value_type;
  const long rows = 11, in = 53, out = 17;
  const auto x = numbers<T>(rows * in, 5), dy = numbers<T>(rows * out, 6);
  std::vector<T> expected(static_cast<std::size_t>(in * out));
  reference::add_outer(x.data(), dy.data(), rows, in, out, expected.data());
  std::vector<activation<V>> panels_x{{x, rows, in}}, panels_dy{{dy, rows, out}};
  for (const long chunk : {1l, 3l, 16l, 50l}) {
    weight_gradient<V> g(in, out);
    whole_outer(panels_x, panels_dy, g, false, chunk);
    BOOST_TEST(g.equals(expected), "in chunks of " << chunk);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(terms_are_summed_in_order, V, widths) {
  using T = typename V::value_type;
  const long in = 20, out = 37;
  std::vector<T> expected(static_cast<std::size_t>(in * out)), expected_bias(static_cast<std::size_t>(out));
  std::vector<activation<V>> panels_x, panels_dy;
  for (const long rows : {13l, 1l, 200l}) {
    const auto x = numbers<T>(rows * in, 7), dy = numbers<T>(rows * out, 8);
    reference::add_outer(x.data(), dy.data(), rows, in, out, expected.data());
    reference::add_column_sums(dy.data(), rows, out, expected_bias.data());
    panels_x.emplace_back(x, rows, in);
    panels_dy.emplace_back(dy, rows, out);
  }
  weight_gradient<V> g(in, out), bias(1, out);
  whole_outer(panels_x, panels_dy, g, false, in);
  BOOST_TEST(g.equals(expected));
  for (long p = 0; p < panels<V>(out); p++) {
    std::vector<gradient_term<T>> terms;
    for (auto& dy : panels_dy) terms.push_back({nullptr, 0, dy.panel(p), dy.rows});
    column_sums<V>(terms.data(), 3, vectors_in<V>(out, p), store_rule<V>{bias.panel(p)});
  }
  BOOST_TEST(bias.equals(expected_bias));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(accumulated_batches_have_the_bits_of_one, V, widths) {
  using T = typename V::value_type;
  const long in = 53, out = 20, rows = 37, first = 16;
  const auto x = numbers<T>(rows * in, 9), dy = numbers<T>(rows * out, 10);
  std::vector<T> expected(static_cast<std::size_t>(in * out)), expected_bias(static_cast<std::size_t>(out));
  reference::add_outer(x.data(), dy.data(), rows, in, out, expected.data());
  reference::add_column_sums(dy.data(), rows, out, expected_bias.data());
  weight_gradient<V> g(in, out), bias(1, out);
  for (const bool second : {false, true}) {
    const long from = second ? first : 0, count = second ? rows - first : first;
    std::vector<activation<V>> panels_x{{{x.begin() + from * in, x.begin() + (from + count) * in}, count, in}};
    std::vector<activation<V>> panels_dy{{{dy.begin() + from * out, dy.begin() + (from + count) * out}, count, out}};
    whole_outer(panels_x, panels_dy, g, second, in);
    for (long p = 0; p < panels<V>(out); p++) {
      const gradient_term<T> term{nullptr, 0, panels_dy[0].panel(p), count};
      column_sums<V>(&term, 1, vectors_in<V>(out, p), store_rule<V>{bias.panel(p)}, second ? bias.panel(p) : nullptr);
    }
  }
  BOOST_TEST(g.equals(expected));
  BOOST_TEST(bias.equals(expected_bias));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(column_sums_have_the_bits_of_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long out : extents)
    for (const long rows : row_counts) {
      const auto dy = numbers<T>(rows * out, 11);
      std::vector<T> expected(static_cast<std::size_t>(out));
      reference::add_column_sums(dy.data(), rows, out, expected.data());
      activation<V> panels_dy(dy, rows, out);
      weight_gradient<V> bias(1, out);
      for (long p = 0; p < panels<V>(out); p++) {
        const gradient_term<T> term{nullptr, 0, panels_dy.panel(p), rows};
        column_sums<V>(&term, 1, vectors_in<V>(out, p), store_rule<V>{bias.panel(p)});
      }
      BOOST_TEST(bias.equals(expected), rows << " x " << out);
    }
}

BOOST_AUTO_TEST_SUITE_END()
