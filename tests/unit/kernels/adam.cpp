#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include <pathwise/kernels/adam.hpp>
#include <pathwise/kernels/outer.hpp>
#include <pathwise/kernels/reference.hpp>
#include <pathwise/kernels/sgd.hpp>

#include "guarded.hpp"

using namespace kernel_tests;
using namespace pathwise::kernels;

namespace {

static_assert(update_rule<adam_rule<native<float>>, native<float>>);
static_assert(update_rule<sgd_rule<native<float>>, native<float>>);
static_assert(update_rule<store_rule<native<float>>, native<float>>);
static_assert(!update_rule<adam_constants<float>, native<float>>);
static_assert(adam_rule<native<float>>::slots == 2 && sgd_rule<native<float>>::slots == 1);
static_assert(adam_at<double>(1e-3, 0.9, 0.999, 1e-8, 1).step_size > 0, "the factory is constexpr");

/// A weight and its slots, padded to `size`, with a gradient for each step.
template <class V>
struct trained {
  using T = typename V::value_type;
  guarded<T> w, first, second, gradient;
  explicit trained(const std::vector<T>& start)
      : w(padded(start)), first(padded(start)), second(padded(start)), gradient(padded(start)) {
    for (long i = 0; i < w.size(); i++) {
      w[i] = i < static_cast<long>(start.size()) ? start[static_cast<std::size_t>(i)] : T(0);
      first[i] = second[i] = gradient[i] = T(0);
    }
  }
  static long padded(const std::vector<T>& start) {
    return panels<V>(static_cast<long>(start.size())) * panel_width<V>;
  }
  bool intact() const { return w.intact() && first.intact() && second.intact() && gradient.intact(); }
  /// ||w - expected|| / ||expected||.
  template <class Numbers>
  double distance(const Numbers& expected) {
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < expected.size(); i++) {
      const auto truth = static_cast<double>(expected[i]);
      const double d = static_cast<double>(w[static_cast<long>(i)]) - truth;
      difference += d * d;
      size += truth * truth;
    }
    return std::sqrt(difference / size);
  }
};

/// Float32 keeps about 7 digits a step, and ten steps add up; float64 is held to what the project promises.
template <class T>
constexpr double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-12;

/// The gradients that gave the recorded figures: exact in float32 but for the tiny one.
template <class T>
void set_gradient(guarded<T>& g, int t) {
  for (int i = 0; i < 4; i++) g[i] = static_cast<T>(((t * 7 + i * 13) % 11 - 5) / 8.0 * (i == 3 ? 1e-6 : 1));
}

template <class V>
constexpr auto four_weights = std::array<typename V::value_type, 4>{-1, -0.25, 0.5, 1.25};

template <class V>
trained<V> of_four() {
  return trained<V>({four_weights<V>.begin(), four_weights<V>.end()});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(adam)

// torch 1.13.1, float64: torch.optim.Adam([w], lr=1e-3) and (lr=0.03, betas=(0.8, 0.99), eps=1e-4), ten steps.
BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_torch, V, widths) {
  using T = typename V::value_type;
  auto usual = of_four<V>(), other = of_four<V>();
  for (int t = 1; t <= 10; t++) {
    set_gradient(usual.gradient, t);
    apply_rule<V>(
        adam_rule<V>{usual.w.data(), usual.first.data(), usual.second.data(), adam_at<T>(1e-3, 0.9, 0.999, 1e-8, t)},
        usual.gradient.data(), usual.gradient.size());
    apply_rule<V>(
        adam_rule<V>{other.w.data(), other.first.data(), other.second.data(), adam_at<T>(0.03, 0.8, 0.99, 1e-4, t)},
        usual.gradient.data(), usual.gradient.size());
  }
  const std::array usual_torch{-1.0032149293079942, -0.25155566637124094, 0.50135204408502798, 1.2516222403581914};
  const std::array other_torch{-1.0887749553304442, -0.28849076468079127, 0.52911230207658833, 1.2501843875377994};
  BOOST_TEST(usual.distance(usual_torch) <= tolerance<T>);
  BOOST_TEST(other.distance(other_torch) <= tolerance<T>);
  BOOST_TEST((usual.intact() && other.intact()));
}

// torch 1.13.1, float64: torch.optim.SGD([w], lr=0.03, momentum=0.9), ten steps.
BOOST_AUTO_TEST_CASE_TEMPLATE(sgd_agrees_with_torch, V, widths) {
  using T = typename V::value_type;
  auto four = of_four<V>();
  for (int t = 1; t <= 10; t++) {
    set_gradient(four.gradient, t);
    apply_rule<V>(sgd_rule<V>{four.w.data(), four.first.data(), T(0.03), T(0.9)}, four.gradient.data(),
                  four.gradient.size());
  }
  const std::array torch{-1.1149455305425, -0.27144832673499997, 0.5152388696562501, 1.2500000619422014};
  BOOST_TEST(four.distance(torch) <= tolerance<T>);
  BOOST_TEST(four.intact());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_the_reference, V, widths) {
  using T = typename V::value_type;
  for (const long count : {1l, 20l, 400l}) {
    const auto start = numbers<T>(count, 1);
    trained<V> fast(start), moved(start);
    auto w = start, plain_w = start;
    std::vector<T> m(start.size()), v(start.size()), velocity(start.size());
    for (int t = 1; t <= 10; t++) {
      const auto g = numbers<T>(count, static_cast<std::uint32_t>(10 + t));
      for (std::size_t i = 0; i < g.size(); i++) {
        fast.gradient[static_cast<long>(i)] = moved.gradient[static_cast<long>(i)] = g[i];
        reference::adam(g[i], 1e-3, 0.9, 0.999, 1e-8, t, w[i], m[i], v[i]);
        reference::sgd(g[i], 0.01, 0.9, plain_w[i], velocity[i]);
      }
      apply_rule<V>(
          adam_rule<V>{fast.w.data(), fast.first.data(), fast.second.data(), adam_at<T>(1e-3, 0.9, 0.999, 1e-8, t)},
          fast.gradient.data(), fast.gradient.size());
      apply_rule<V>(sgd_rule<V>{moved.w.data(), moved.first.data(), T(0.01), T(0.9)}, moved.gradient.data(),
                    moved.gradient.size());
    }
    BOOST_TEST(fast.distance(w) <= tolerance<T>, count << " numbers, Adam");
    BOOST_TEST(moved.distance(plain_w) <= tolerance<T>, count << " numbers, SGD");
    BOOST_TEST((fast.intact() && moved.intact()));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_bits_of_one_lane, V, widths) {
  using T = typename V::value_type;
  using one = lanes<T, 1>;
  const auto start = numbers<T>(100, 2), g = numbers<T>(100, 3);
  trained<V> wide(start);
  trained<one> narrow(start);
  for (int t = 1; t <= 3; t++) {
    for (long i = 0; i < 100; i++) wide.gradient[i] = narrow.gradient[i] = g[static_cast<std::size_t>((i + t) % 100)];
    const auto at = adam_at<T>(1e-2, 0.9, 0.999, 1e-8, t);
    apply_rule<V>(adam_rule<V>{wide.w.data(), wide.first.data(), wide.second.data(), at}, wide.gradient.data(),
                  wide.gradient.size());
    apply_rule<one>(adam_rule<one>{narrow.w.data(), narrow.first.data(), narrow.second.data(), at},
                    narrow.gradient.data(), narrow.gradient.size());
  }
  for (long i = 0; i < 100; i++) BOOST_TEST(same(wide.w[i], narrow.w[i]));
}

// As in torch, a gradient whose square overflows stops its weight and spoils nothing else.
BOOST_AUTO_TEST_CASE_TEMPLATE(overflowing_squares_are_no_nan, V, widths) {
  using T = typename V::value_type;
  auto four = of_four<V>();
  for (int t = 1; t <= 3; t++) {
    set_gradient(four.gradient, t);
    four.gradient[1] = std::numeric_limits<T>::max() / 4;
    apply_rule<V>(
        adam_rule<V>{four.w.data(), four.first.data(), four.second.data(), adam_at<T>(1e-3, 0.9, 0.999, 1e-8, t)},
        four.gradient.data(), four.gradient.size());
  }
  BOOST_TEST(four.w[1] == four_weights<V>[1]);
  BOOST_TEST(four.w[0] != four_weights<V>[0]);
  BOOST_TEST(std::isfinite(static_cast<double>(four.w[0])));
}

// The two modes of training: the rule in the kernel that makes the gradient, and the gradient written out first.
BOOST_AUTO_TEST_CASE_TEMPLATE(fused_has_the_bits_of_materialised, V, widths) {
  using T = typename V::value_type;
  const long rows = 37, in = 100, out = 53;
  const auto x = numbers<T>(rows * in, 4), dy = numbers<T>(rows * out, 5);
  const auto start = numbers<T>(packed_weights_size<V>(in, out), 6);
  activation<V> panels_x(x, rows, in), panels_dy(dy, rows, out);
  trained<V> fused(start), strewn(start), written(start);
  const auto at = adam_at<T>(1e-3, 0.9, 0.999, 1e-8, 1);
  const adam_rule<V> fused_rule{fused.w.data(), fused.first.data(), fused.second.data(), at};
  const adam_rule<V> strewn_rule{strewn.w.data(), strewn.first.data(), strewn.second.data(), at};
  const adam_rule<V> written_rule{written.w.data(), written.first.data(), written.second.data(), at};
  for (long p = 0; p < panels<V>(out); p++) {
    const gradient_term<T> term{panels_x.data(), panels_x.stride, panels_dy.panel(p), rows};
    const long base = p * in * panel_width<V>;
    const int vectors = vectors_in<V>(out, p);
    outer_panel<V>(&term, 1, 0, in, vectors, fused_rule.from(base));
    outer_panel<V>(&term, 1, 0, in, vectors, strewn_rule.from(base), nullptr, rule_place::among_products);
    outer_panel<V>(&term, 1, 0, in, vectors, store_rule<V>{written.gradient.data()}.from(base));
  }
  apply_rule<V>(written_rule, written.gradient.data(), written.gradient.size());
  bool equal = fused.intact() && strewn.intact() && written.intact();
  for (long o = 0; o < out; o++)
    for (long i = 0; i < in; i++) {
      const long e = panel_offset<V>(i, o, in * panel_width<V>);
      equal = equal && same(fused.w[e], written.w[e]) && same(fused.first[e], written.first[e]) &&
              same(fused.second[e], written.second[e]) && same(fused.w[e], strewn.w[e]) &&
              same(fused.second[e], strewn.second[e]) && !same(fused.w[e], start[static_cast<std::size_t>(e)]);
    }
  BOOST_TEST(equal);
}

// Squaring doubles the relative error, so the worst is at t base^t's peak: 37,000 units in the last place for 0.99999.
BOOST_AUTO_TEST_CASE(powers_need_no_libm) {
  for (const double base : {0.5, 0.9, 0.999, 0.99999})
    for (const long t : {0l, 1l, 2l, 10l, 469l, 4690l, 100000l})
      BOOST_TEST(std::abs(integer_power(base, t) - std::pow(base, static_cast<double>(t))) <= 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
