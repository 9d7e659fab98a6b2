#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <pathwise/kernels/random.hpp>

#include "guarded.hpp"

using namespace pathwise;
using namespace pathwise::kernels;
using namespace kernel_tests;

namespace {

const noise_law laws[] = {noise_law::normal, noise_law::signed_uniform, noise_law::uniform,
                          noise_law::uniform_complement, noise_law::exponential};
const noise_key key{0x0123456789abcdef, 0x42f1e2d3c4, 0xbeef};  // every field of the counter in use
constexpr std::uint64_t first_id = 0xff12345678;

/// Row-major noise, drawn `group` rows at a time.
template <class V>
std::vector<typename V::value_type> drawn(noise_law law, long rows, long cols, long group, bool by_ids,
                                          noise_key k = key) {
  std::vector<std::uint64_t> ids(static_cast<std::size_t>(rows));
  std::iota(ids.begin(), ids.end(), first_id);
  activation<V> out(rows, cols);
  for (long r = 0; r < rows; r += group) {
    const auto count = static_cast<int>(std::min(group, rows - r));
    draw<V>(law, out.data() + r * panel_width<V>, out.stride, static_cast<int>(cols),
            by_ids ? 0 : first_id + static_cast<std::uint64_t>(r), by_ids ? ids.data() + r : nullptr, count, k);
  }
  BOOST_TEST(out.values.intact());
  for (long p = 0; p < panels<V>(cols); ++p) {  // the row between panels belongs to nobody
    for (long c = 0; c < panel_width<V>; ++c) BOOST_TEST(std::isnan(out.panel(p)[rows * panel_width<V> + c]));
  }
  std::vector<typename V::value_type> numbers;
  for (long r = 0; r < rows; ++r) {
    for (long c = 0; c < cols; ++c) numbers.push_back(out.at(r, c));
  }
  return numbers;
}

/// Row-major noise of these rows, drawn in one call.
template <class V>
std::vector<typename V::value_type> drawn_rows(noise_law law, const std::vector<std::uint64_t>& ids, long cols) {
  const auto rows = static_cast<long>(ids.size());
  activation<V> out(rows, cols);
  draw<V>(law, out.data(), out.stride, static_cast<int>(cols), 0, ids.data(), static_cast<int>(rows), key);
  std::vector<typename V::value_type> numbers;
  for (long r = 0; r < rows; ++r) {
    for (long c = 0; c < cols; ++c) numbers.push_back(out.at(r, c));
  }
  return numbers;
}

/// The docstring of `draw`, read once more: slowly, one number at a time, by the C library in long double.
long double expected(noise_law law, bool wide, std::uint64_t row, std::uint64_t col, noise_key k) {
  const auto integer_of = [&](std::uint64_t c) {
    const std::uint64_t per_block = wide ? 2 : 4;
    const std::array<std::uint32_t, 4> counter = {
        static_cast<std::uint32_t>(c / per_block), static_cast<std::uint32_t>(row),
        static_cast<std::uint32_t>((row >> 32) | (k.step << 8)),
        static_cast<std::uint32_t>((k.step >> 24) | std::uint64_t{k.stream} << 16)};
    const auto w = philox(counter, k.seed);
    return wide ? std::uint64_t{w[2 * (c % 2)]} << 32 | w[2 * (c % 2) + 1] : std::uint64_t{w[c % 4]};
  };
  const int bits = wide ? 64 : 32;
  const auto unit = [&](std::uint64_t m, int of) {
    return (static_cast<long double>(m) + 0.5L) * std::ldexp(1.0L, -of);
  };
  const std::uint64_t m = integer_of(col);
  if (law == noise_law::uniform) return unit(m, bits);
  if (law == noise_law::uniform_complement) return unit(bits == 64 ? ~m : ~m & 0xffffffff, bits);  // 1 - u, exactly
  if (law == noise_law::exponential) {
    const long double u = unit(m, bits), c = unit(bits == 64 ? ~m : ~m & 0xffffffff, bits);
    return u < 0.5L ? -std::log(u) : -std::log1p(-c);
  }
  const std::uint64_t top = std::uint64_t{1} << (bits - 1);
  if (law == noise_law::signed_uniform) return (m & top) != 0 ? -unit(m - top, bits - 1) : unit(m, bits - 1);
  const std::uint64_t m0 = integer_of(col / 2 * 2), m1 = integer_of(col / 2 * 2 + 1), rest = m1 & (top / 2 - 1);
  const long double in_quarter =
      static_cast<long double>(rest) - (rest >= top / 4 ? static_cast<long double>(top / 2) : 0) + 0.5L;
  const long double quarters = static_cast<long double>(m1 >> (bits - 2)) + in_quarter * std::ldexp(1.0L, 2 - bits);
  const long double angle = quarters * 1.57079632679489661923132169163975144L,
                    radius = std::sqrt(-2 * std::log(unit(m0, bits)));
  return radius * (col % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

template <int Lanes>
void known_answers() {
  const struct {
    std::array<std::uint32_t, 4> counter, answer;
    std::uint64_t seed;
  } cases[] = {{{0, 0, 0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, 0},
               {{~0u, ~0u, ~0u, ~0u}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, ~std::uint64_t{0}},
               {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
                0x299f31d0a4093822}};
  for (const auto& c : cases) {
    kernels::detail::noise_chunk<float> chunk;
    for (unsigned q = 0; q < 4; ++q) std::fill(chunk.word[q], chunk.word[q] + 2 * Lanes, c.counter[q]);
    kernels::detail::philox_chunk<Lanes>(chunk, 2 * Lanes, c.seed);
    for (unsigned q = 0; q < 4; ++q) {
      for (int l = 0; l < 2 * Lanes; ++l) BOOST_TEST(chunk.word[q][l] == c.answer[q]);
      BOOST_TEST(philox(c.counter, c.seed)[q] == c.answer[q]);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(noise)

// From Random123's kat_vectors, philox4x32 10.
BOOST_AUTO_TEST_CASE(philox_gives_the_known_answers) {
  static_assert(philox({0, 0, 0, 0}, 0)[0] == 0x6627e8d5);
  known_answers<1>();
  known_answers<2>();
  known_answers<4>();
  known_answers<8>();
  known_answers<16>();
}

BOOST_AUTO_TEST_CASE(counters_are_laid_out_as_stated) {
  const auto c = noise_counter(0x01020304, 0xa1b2c3d4e5, {0, 0x1122334455, 0x6677});
  BOOST_TEST(c[0] == 0x01020304u);
  BOOST_TEST(c[1] == 0xb2c3d4e5u);
  BOOST_TEST(c[2] == 0x334455a1u);
  BOOST_TEST(c[3] == 0x66771122u);
  BOOST_TEST(noise_layout_version == 1);
}

using floats = std::tuple<lanes<float, 2>, lanes<float, 4>, lanes<float, 8>, lanes<float, 16>>;
using doubles = std::tuple<lanes<double, 2>, lanes<double, 4>, lanes<double, 8>>;
constexpr long widths_drawn[] = {1, 2, 3, 20, 37, 64, 100};

template <class V>
void expect_the_same_as_one_lane() {
  using one = lanes<typename V::value_type, 1>;
  for (const noise_law law : laws) {
    for (const long cols : widths_drawn) {
      for (const long rows : {1, 5, 53}) {
        const auto scalar = drawn<one>(law, rows, cols, rows, false);
        for (const long group : {rows, 7L, 1L}) {
          BOOST_TEST((drawn<V>(law, rows, cols, group, false) == scalar));
          BOOST_TEST((drawn<V>(law, rows, cols, group, true) == scalar));
        }
        BOOST_TEST((drawn<one>(law, rows, cols, 3, true) == scalar));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(floats_depend_on_key_row_and_column_alone, V, floats) {
  expect_the_same_as_one_lane<V>();
}
BOOST_AUTO_TEST_CASE_TEMPLATE(doubles_depend_on_key_row_and_column_alone, V, doubles) {
  expect_the_same_as_one_lane<V>();
}

/// Rows whose ids differ above bit 31 within one call, and rows that are not in order.
BOOST_AUTO_TEST_CASE(rows_need_not_share_their_upper_bits) {
  const std::vector<std::uint64_t> ids = {0xfffffffe, 0xffffffff, 0x100000000, 7, 0xff00000007, 0x100000001, 3};
  for (const noise_law law : laws) {
    const auto together = drawn_rows<native<float>>(law, ids, 40);
    const auto wide = drawn_rows<native<double>>(law, ids, 40);
    for (std::size_t r = 0; r < ids.size(); ++r) {
      const auto alone = drawn_rows<lanes<float, 1>>(law, {ids[r]}, 40);
      const auto wide_alone = drawn_rows<lanes<double, 1>>(law, {ids[r]}, 40);
      for (std::size_t c = 0; c < 40; ++c) {
        BOOST_TEST(together[r * 40 + c] == alone[c]);
        BOOST_TEST(wide[r * 40 + c] == wide_alone[c]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_those_of_the_docstring) {
  for (const noise_law law : laws) {
    const auto narrow = drawn<native<float>>(law, 40, 37, 40, false);
    const auto wide = drawn<native<double>>(law, 40, 37, 40, false);
    for (std::uint64_t i = 0; i < narrow.size(); ++i) {
      const long double in_float = expected(law, false, first_id + i / 37, i % 37, key);
      const long double in_double = expected(law, true, first_id + i / 37, i % 37, key);
      const long double scale =
          law == noise_law::normal ? 1 : 0;  // a cosine near 0 is right absolutely, uniforms relatively
      BOOST_TEST(std::abs(narrow[i] - in_float) <= 3e-7L * std::max(scale, std::abs(in_float)),
                 narrow[i] << " is not " << in_float);
      BOOST_TEST(std::abs(wide[i] - in_double) <= 6e-16L * std::max(scale, std::abs(in_double)),
                 wide[i] << " is not " << in_double);
      if (law != noise_law::normal && law != noise_law::exponential) {
        BOOST_TEST(narrow[i] == static_cast<float>(in_float));
        BOOST_TEST(std::abs(wide[i] - in_double) <=
                   1.12e-16L * std::abs(in_double));  // half a unit; 65 bits do not fit
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_half_or_a_step_or_a_stream_makes_other_numbers) {
  const auto base = drawn<native<float>>(noise_law::uniform, 4, 20, 4, false);
  for (const noise_key k : {noise_key{key.seed ^ 1, key.step, key.stream},
                            {key.seed ^ (std::uint64_t{1} << 63), key.step, key.stream},
                            {key.seed, key.step ^ 1, key.stream},
                            {key.seed, key.step ^ (std::uint64_t{1} << 39), key.stream},
                            {key.seed, key.step, static_cast<std::uint16_t>(key.stream ^ 0x8000)}}) {
    const auto other = drawn<native<float>>(noise_law::uniform, 4, 20, 4, false, k);
    int equal = 0;
    for (std::size_t i = 0; i < base.size(); ++i) equal += base[i] == other[i] ? 1 : 0;
    BOOST_TEST(equal == 0);
  }
}

namespace {

/// The first two numbers of a block of these two 32-bit words (float) or 64-bit ones (double), one lane at a time.
std::array<float, 2> of_words(noise_law law, std::uint32_t first, std::uint32_t second) {
  kernels::detail::noise_chunk<float> chunk{};
  for (int q = 0; q < 4; ++q) chunk.word[q][0] = q % 2 == 0 ? first : second;
  float out[4];
  chunk.base = out;
  kernels::detail::transform_chunk<lanes<float, 1>>(law, chunk, 1);
  return {out[0], out[1]};
}
std::array<double, 2> of_wide_words(noise_law law, std::uint64_t first, std::uint64_t second) {
  kernels::detail::noise_chunk<double> chunk{};
  for (int q = 0; q < 4; ++q) {
    const std::uint64_t word = q < 2 ? first : second;
    chunk.word[q][0] = static_cast<std::uint32_t>(q % 2 == 0 ? word >> 32 : word);
  }
  double out[2];
  chunk.base = out;
  kernels::detail::transform_chunk<lanes<double, 1>>(law, chunk, 1);
  return {out[0], out[1]};
}

/// Every law at the words where it is least and largest, and beside them.
template <class T, class OfWords, class Word>
void expect_extremes(const OfWords& of, Word ones) {
  constexpr int bits = sizeof(T) * 8;
  const T smallest = std::ldexp(T(1), -bits - 1), below_one = 1 - std::numeric_limits<T>::epsilon() / 2;
  const Word top = ones / 2 + 1;
  const auto first = [&](noise_law law, Word word) { return of(law, word, Word{0})[0]; };
  BOOST_TEST(first(noise_law::uniform, 0) == smallest);
  BOOST_TEST(first(noise_law::uniform, ones) == below_one);
  BOOST_TEST(first(noise_law::uniform_complement, 0) == below_one);
  BOOST_TEST(first(noise_law::uniform_complement, ones) == smallest);
  BOOST_TEST(first(noise_law::signed_uniform, 0) == 2 * smallest);
  BOOST_TEST(first(noise_law::signed_uniform, top) == -2 * smallest);
  BOOST_TEST(first(noise_law::signed_uniform, top - 1) == 1);
  BOOST_TEST(first(noise_law::signed_uniform, ones) == -1);
  const double most = (bits + 1) * std::log(2.0);
  const double unit = std::numeric_limits<T>::epsilon();
  BOOST_TEST(first(noise_law::exponential, ones) == smallest);
  BOOST_TEST(std::abs(static_cast<double>(first(noise_law::exponential, 0)) / most - 1) < unit);
  BOOST_TEST(first(noise_law::exponential, 1) < first(noise_law::exponential, 0));
  BOOST_TEST(first(noise_law::exponential, ones - 1) == 3 * smallest);
  const Word zeros = Word{1} << (bits == 32 ? 7 : 10);
  BOOST_TEST(first(noise_law::normal, ones) == 0);
  BOOST_TEST(first(noise_law::normal, ones - zeros + 1) == 0);
  BOOST_TEST(first(noise_law::normal, ones - zeros) > 0);
  const double radius = std::sqrt(2 * most);
  for (Word quarter = 0; quarter < 4; ++quarter) {  // the cosine at the four axes, half a unit to either side
    const Word axis = quarter << (bits - 2);
    const auto here = of(noise_law::normal, Word{0}, axis);
    const auto before = of(noise_law::normal, Word{0}, axis - 1 + (Word{1} << (bits - 2)));
    const auto along = quarter % 2, across = 1 - along;
    const double sign = quarter < 2 ? 1 : -1, side = quarter == 0 || quarter == 3 ? 1 : -1;
    BOOST_TEST(std::abs(static_cast<double>(here[along]) / (sign * radius) - 1) < 2 * unit);
    BOOST_TEST(here[along] == before[along]);
    BOOST_TEST(here[across] == -before[across]);  // no number is exactly 0 by its angle
    BOOST_TEST(
        std::abs(static_cast<double>(here[across]) / (side * radius * 1.5707963267948966 * std::ldexp(2.0, -bits)) -
                 1) < 4 * unit);
  }
}

}  // namespace

// Words of zeros and of ones, which no test by chance meets.
BOOST_AUTO_TEST_CASE(extremes_are_as_stated) {
  expect_extremes<float>(of_words, ~std::uint32_t{0});
  expect_extremes<double>(of_wide_words, ~std::uint64_t{0});
  BOOST_TEST(of_words(noise_law::normal, 0, 0)[0] < 6.7639f);
  BOOST_TEST(of_wide_words(noise_law::normal, 0, 0)[0] < 9.4928);
}

namespace {

/// Kolmogorov and Smirnov's distance of a sample to a cumulative distribution, times the root of its size.
template <class T, class F>
double distance(std::vector<T> sample, F cdf) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double worst = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double p = cdf(static_cast<double>(sample[i])), below = static_cast<double>(i) / n;
    worst = std::max({worst, std::abs(p - below), std::abs(p - below - 1 / n)});
  }
  return worst * std::sqrt(n);
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x * 0.70710678118654752); }

}  // namespace

// The seed is fixed, so nothing here is left to chance; 1.95 is passed by one sample in a thousand.
BOOST_AUTO_TEST_CASE_TEMPLATE(samples_follow_their_law, V, widths) {
  const long rows = 3125, cols = 64;
  const auto z = drawn<V>(noise_law::normal, rows, cols, rows, false);
  BOOST_TEST(distance(z, normal_cdf) < 1.95);
  BOOST_TEST(distance(drawn<V>(noise_law::uniform, rows, cols, rows, false), [](double x) { return x; }) < 1.95);
  BOOST_TEST(distance(drawn<V>(noise_law::uniform_complement, rows, cols, rows, false), [](double x) { return x; }) <
             1.95);
  BOOST_TEST(distance(drawn<V>(noise_law::signed_uniform, rows, cols, rows, false),
                      [](double x) { return (x + 1) / 2; }) < 1.95);
  BOOST_TEST(distance(drawn<V>(noise_law::exponential, rows, cols, rows, false),
                      [](double x) { return -std::expm1(-x); }) < 1.95);
  const double n = static_cast<double>(z.size());
  double moment[5] = {}, along_rows = 0, along_cols = 0, pairs = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    for (int k = 1; k < 5; ++k) moment[k] += std::pow(static_cast<double>(z[i]), k) / n;
    if (i + cols < z.size()) along_rows += static_cast<double>(z[i]) * static_cast<double>(z[i + cols]);
    if (i + 1 < z.size()) along_cols += static_cast<double>(z[i]) * static_cast<double>(z[i + 1]);
    if (i % 2 == 0) pairs += (static_cast<double>(z[i] * z[i]) - 1) * (static_cast<double>(z[i + 1] * z[i + 1]) - 1);
  }
  const double sigma = 4 / std::sqrt(n);  // four standard errors
  BOOST_TEST(std::abs(moment[1]) < sigma);
  BOOST_TEST(std::abs(moment[2] - 1) < sigma * std::sqrt(2.0));
  BOOST_TEST(std::abs(moment[3]) < sigma * std::sqrt(15.0));
  BOOST_TEST(std::abs(moment[4] - 3) < sigma * std::sqrt(96.0));
  BOOST_TEST(std::abs(along_rows / n) < sigma);
  BOOST_TEST(std::abs(along_cols / n) < sigma);
  BOOST_TEST(std::abs(pairs / (n / 2)) < sigma * 2 * std::sqrt(2.0));  // the two numbers of a pair are independent
}

BOOST_AUTO_TEST_CASE(the_two_uniforms_are_one_draw) {
  const auto u = drawn<native<float>>(noise_law::uniform, 100, 20, 100, false);
  const auto c = drawn<native<float>>(noise_law::uniform_complement, 100, 20, 100, false);
  for (std::size_t i = 0; i < u.size(); ++i) BOOST_TEST(std::abs(double{u[i]} + double{c[i]} - 1) < 0x1p-24);
}

// Golden values of layout version 1, for machines with a fused multiply-add: whoever changes them raises the version.
BOOST_AUTO_TEST_CASE(the_layout_is_version_one) {
  if (!has_fused_multiply_add) return;
  const noise_key k{1, 2, 3};
  std::vector<float> out(16);
  draw<lanes<float, 8>>(noise_law::normal, out.data(), 16, 4, 5, nullptr, 1, k);
  const float normals[4] = {0x1.62691ap-1f, 0x1.b5c12ap+0f, 0x1.3c80fp+0f, 0x1.01faf8p-1f};
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(out[i] == normals[i]);
  draw<lanes<float, 8>>(noise_law::signed_uniform, out.data(), 16, 4, 5, nullptr, 1, k);
  const float signs[4] = {0x1.758aa4p-2f, 0x1.c1502ap-1f, 0x1.a40074p-1f, 0x1.f89052p-4f};
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(out[i] == signs[i]);
  draw<lanes<float, 8>>(noise_law::exponential, out.data(), 16, 4, 5, nullptr, 1, k);
  const float exponentials[4] = {0x1.b39b62p+0f, 0x1.a5c2cap-1f, 0x1.c84d0ep-1f, 0x1.64c398p+1f};
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(out[i] == exponentials[i]);
  std::vector<double> wide(8);
  draw<lanes<double, 4>>(noise_law::normal, wide.data(), 8, 2, 5, nullptr, 1, k);
  const double wide_normals[2] = {0x1.f94f0346323fp-1, 0x1.8efe93773964dp+0};
  for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(wide[i] == wide_normals[i]);
  draw<lanes<double, 4>>(noise_law::exponential, wide.data(), 8, 2, 5, nullptr, 1, k);
  const double wide_exponentials[2] = {0x1.b39b624194f2p+0, 0x1.c84d0cdabe10ap-1};
  for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(wide[i] == wide_exponentials[i]);
}

BOOST_AUTO_TEST_SUITE_END()
