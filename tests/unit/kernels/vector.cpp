#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <vector>

#include <pathwise/kernels/vector.hpp>
#include <pathwise/kernels/vector_words.hpp>

#include "guarded.hpp"

// Every form of a register against the scalar, bit for bit: the machine's own, one lane, narrower and wider ones in the
// compilers' vectors, and twins of them.

using namespace pathwise;
using kernel_tests::guarded;
using kernel_tests::same;

namespace {

using registers = std::tuple<lanes<float, 1>, lanes<float, 2>, lanes<float, 4>, lanes<float, 8>, lanes<float, 16>,
                             twin<lanes<float, 1>>, twin<lanes<float, 8>>, twin<lanes<float, 16>>, lanes<double, 1>,
                             lanes<double, 2>, lanes<double, 4>, lanes<double, 8>, twin<lanes<double, 4>>>;

/// The main ones: the machine's own is among them, whichever it is.
using main_registers =
    std::tuple<lanes<float, 1>, lanes<float, 4>, lanes<float, 8>, lanes<float, 16>, twin<lanes<float, 8>>,
               lanes<double, 1>, lanes<double, 2>, lanes<double, 4>, lanes<double, 8>>;

template <class T>
using bits_of = typename math_of<T>::bits_type;

/// Bit patterns that cover every exponent, sign and ending, with the special ones among them.
template <class T>
std::vector<T> patterns(int count) {
  using limits = std::numeric_limits<T>;
  std::vector<T> values = {T(0),
                           -T(0),
                           T(1),
                           T(-1),
                           limits::infinity(),
                           -limits::infinity(),
                           limits::quiet_NaN(),
                           -limits::quiet_NaN(),
                           limits::min(),
                           -limits::min(),
                           limits::max(),
                           limits::lowest(),
                           limits::denorm_min(),
                           T(0.5),
                           T(-0.5),
                           T(2.5)};
  std::uint64_t state = 7;
  while (static_cast<int>(values.size()) < count) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const bool any = (state >> 20 & 1) != 0;  // half of them any bits, half where the functions do their work
    const auto wide = (state >> 11) * 0x9E3779B97F4A7C15u;
    values.push_back(any ? std::bit_cast<T>(static_cast<bits_of<T>>(wide >> (64 - 8 * sizeof(T))))
                         : static_cast<T>(static_cast<double>(static_cast<std::int64_t>(wide)) * 0x1p-57));
  }
  return values;
}

/// The first number at which the register's function and the scalar's differ, or nothing.
template <class V, class F>
void expect_same_bits(const char* name, F f) {
  using T = typename V::value_type;
  const auto x = patterns<T>(std::getenv("PATHWISE_LONG") != nullptr ? 40000000 : 40000);
  T out[V::size];
  for (std::size_t i = 0; i + V::size <= x.size(); i += V::size) {
    f(V::load(x.data() + i)).store(out);
    for (std::size_t l = 0; l < V::size; ++l) {
      if (!same(out[l], f(x[i + l]))) {
        BOOST_ERROR(name << " of " << x[i + l] << " is " << out[l] << " in a register and " << f(x[i + l]) << " alone");
        return;
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vector)

// PATHWISE_LONG=1 takes 40 million patterns a function and form.
BOOST_AUTO_TEST_CASE_TEMPLATE(functions_have_the_scalar_s_bits, V, main_registers) {
#define SAME(expression) expect_same_bits<V>(#expression, [](auto x) { return expression; })
  SAME(math::exp(x));
  SAME(math::expm1(x));
  SAME(math::log(x));
  SAME(math::log1p(x));
  SAME(math::tanh(x));
  SAME(math::sigmoid(x));
  SAME(math::softplus(x));
  SAME(math::erf(x));
  SAME(math::erfc(x));
  SAME(math::erfinv(x));
  SAME(math::sqrt(x));
  SAME(math::sin(x));
  SAME(math::cos(x));
  SAME(math::sincos_turns(x).sin);
  SAME(math::sincos_turns(x).cos);
  SAME(math::floor(x));
  SAME(math::round(x));
  SAME(math::sign(x));
  SAME(math::abs(x));
#undef SAME
}

BOOST_AUTO_TEST_CASE_TEMPLATE(arithmetic_is_the_scalar_s, V, registers) {
  using T = typename V::value_type;
  const auto x = patterns<T>(4000), y = patterns<T>(4004), z = patterns<T>(4013);
  const std::size_t n = V::size;
  for (std::size_t i = 0; i + n <= x.size(); i += n) {
    const T *a = x.data() + i, *b = y.data() + (i + 5) % 3900, *c = z.data() + (i + 17) % 3900;
    const V u = V::load(a), v = V::load(b), w = V::load(c);
    const auto check = [&](const char* name, V got, auto f) {
      for (std::size_t l = 0; l < n; ++l)
        BOOST_REQUIRE_MESSAGE(same(got[static_cast<int>(l)], T(f(a[l], b[l], c[l]))),
                              name << " at " << a[l] << ", " << b[l] << ", " << c[l]);
    };
    check("+", u + v, [](T p, T q, T) { return p + q; });
    check("-", u - v, [](T p, T q, T) { return p - q; });
    check("*", u * v, [](T p, T q, T) { return p * q; });
    check("/", u / v, [](T p, T q, T) { return p / q; });
    check("negation", -u, [](T p, T, T) { return -p; });
    check("fma", math::fma(u, v, w), [](T p, T q, T r) { return math::fma(p, q, r); });
    check("min", math::min(u, v), [](T p, T q, T) { return p < q ? p : q; });
    check("max", math::max(u, v), [](T p, T q, T) { return p > q ? p : q; });
    check("copysign", math::copysign(u, v), [](T p, T q, T) { return std::copysign(p, q); });
    check("less", math::select(math::less(u, v), v, w), [](T p, T q, T r) { return p < q ? q : r; });
    check("less_equal", math::select(math::less_equal(u, v), v, w), [](T p, T q, T r) { return p <= q ? q : r; });
    check("greater", math::select(math::greater(u, v), v, w), [](T p, T q, T r) { return p > q ? q : r; });
    check("greater_equal", math::select(math::greater_equal(u, v), v, w), [](T p, T q, T r) { return p >= q ? q : r; });
    check("equal", math::select(math::equal(u, v), v, w), [](T p, T q, T r) { return p == q ? q : r; });
    check("not", math::select(!math::less(u, v), v, w), [](T p, T q, T r) { return p < q ? r : q; });
    check("and", math::select(math::less(u, v) & math::less(v, w), v, w),
          [](T p, T q, T r) { return p < q && q < r ? q : r; });
    check("or", math::select(math::less(u, v) | math::less(v, w), v, w),
          [](T p, T q, T r) { return p < q || q < r ? q : r; });
    V sum = u;
    sum += v;
    sum -= w;
    sum *= v;
    check("+= -= *=", sum, [](T p, T q, T r) { return (p + q - r) * q; });
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_number_fills_every_lane, V, registers) {
  using T = typename V::value_type;
  for (const T x : {T(0), -T(0), T(1.25), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::denorm_min()}) {
    const V splat = V::splat(x), converted = x;
    for (int l = 0; l < V::size; ++l) BOOST_TEST((same(splat[l], x) && same(converted[l], x)));
  }
  BOOST_TEST((2 * V(T(3)))[V::size - 1] == 6);
  BOOST_TEST(math::lit<V>(0.1)[0] == T(0.1));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(memory_is_touched_where_it_was_asked_to_be, V, registers) {
  using T = typename V::value_type;
  for (int offset = 0; offset < 3; ++offset) {  // of any alignment
    guarded<T> from(V::size + offset), to(V::size + offset);
    for (long i = 0; i < from.size(); ++i) from[i] = T(i + 1);
    V::load(from.data() + offset).store(to.data() + offset);
    for (long i = offset; i < from.size(); ++i) BOOST_TEST(to[i] == from[i]);
    BOOST_TEST(to.intact());
  }
  for (int count = 0; count <= V::size; ++count) {
    guarded<T> from(count), to(count);
    for (long i = 0; i < count; ++i) from[i] = T(i + 1);
    const V x = V::load(from.data(), count);
    for (int l = 0; l < V::size; ++l) BOOST_TEST(x[l] == (l < count ? T(l + 1) : T(0)));
    V::load(from.data(), count).store(to.data(), count);
    for (long i = 0; i < count; ++i) BOOST_TEST(to[i] == from[i]);
    BOOST_TEST(to.intact(), count << " numbers");
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bits_are_unsigned_integers, V, registers) {
  using T = typename V::value_type;
  using m = math_of<V>;
  using integer = bits_of<T>;
  const auto x = patterns<T>(64);
  const V u = V::load(x.data()), v = V::load(x.data() + 32);
  const auto check = [&](const char* name, V got, auto f) {
    for (int l = 0; l < V::size; ++l) {
      const auto a = std::bit_cast<integer>(x[static_cast<std::size_t>(l)]),
                 b = std::bit_cast<integer>(x[static_cast<std::size_t>(32 + l)]);
      BOOST_TEST(std::bit_cast<integer>(got[l]) == static_cast<integer>(f(a, b)), name);
    }
  };
  const auto a = m::bits(u), b = m::bits(v);
  check("+", m::from_bits(a + b), [](integer p, integer q) { return p + q; });
  check("-", m::from_bits(a - b), [](integer p, integer q) { return p - q; });
  check("&", m::from_bits(a & b), [](integer p, integer q) { return p & q; });
  check("|", m::from_bits(a | b), [](integer p, integer q) { return p | q; });
  check("^", m::from_bits(a ^ b), [](integer p, integer q) { return p ^ q; });
  check("~", m::from_bits(~a), [](integer p, integer) { return ~p; });
  check("<<", m::from_bits(a << 7), [](integer p, integer) { return p << 7; });
  check(">>", m::from_bits(a >> 7), [](integer p, integer) { return p >> 7; });
  check("splat", m::from_bits(m::splat_bits(integer{0x12345678}) ^ a),
        [](integer p, integer) { return integer{0x12345678} ^ p; });
}

namespace {

template <int N>
void words_in_registers() {
  std::uint32_t words[2 * N];
  for (int i = 0; i < 2 * N; ++i) words[i] = static_cast<std::uint32_t>(i + 1) * 0x9E3779B9u;
  const auto even = load_words_wide<N>(words), odd = load_words_wide<N>(words + N);
  std::uint32_t joined[2 * N];
  store_words(joined, join_low_halves(multiply_low_halves(even, odd), odd));
  for (int i = 0; i < N; ++i) {
    BOOST_TEST(joined[2 * i] == words[i] * words[N + i]);
    BOOST_TEST(joined[2 * i + 1] == words[N + i]);
  }
  store_words(joined, join_low_halves(multiply_low_halves(even, odd) >> 32, even));
  for (int i = 0; i < N; ++i)
    BOOST_TEST(joined[2 * i] == static_cast<std::uint32_t>(std::uint64_t{words[i]} * words[N + i] >> 32));
  const auto numbers = number_of(load_words<2 * N>(words));
  for (int i = 0; i < 2 * N; ++i) BOOST_TEST(numbers[i] == static_cast<float>(static_cast<std::int32_t>(words[i])));
}

/// Column c of lane l is 10 l + c.
template <class V, int Columns>
void blocks_of_columns() {
  using T = typename V::value_type;
  V column[Columns];
  for (int c = 0; c < Columns; ++c) {
    T numbers[V::size];
    for (int l = 0; l < V::size; ++l) numbers[l] = T(10 * l + c);
    column[c] = V::load(numbers);
  }
  guarded<T> out(V::size * (Columns + 1));
  store_blocks(column, [&](int l) { return out.data() + l * (Columns + 1); });
  for (int l = 0; l < V::size; ++l) {
    for (int c = 0; c < Columns; ++c) BOOST_TEST(out[l * (Columns + 1) + c] == T(10 * l + c));
    BOOST_TEST(std::isnan(out[l * (Columns + 1) + Columns]));
  }
  BOOST_TEST(out.intact());
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_and_blocks) {
  words_in_registers<1>();
  words_in_registers<2>();
  words_in_registers<4>();
  words_in_registers<8>();
  blocks_of_columns<lanes<float, 4>, 4>();
  blocks_of_columns<lanes<float, 8>, 4>();
  blocks_of_columns<lanes<float, 16>, 4>();
  blocks_of_columns<lanes<double, 2>, 2>();
  blocks_of_columns<lanes<double, 4>, 2>();
  blocks_of_columns<lanes<double, 8>, 2>();
}

BOOST_AUTO_TEST_CASE(a_register_is_a_register) {
  static_assert(native<float>::size == native_lanes<float> && native_lanes<float> == 2 * native_lanes<double>);
  static_assert(sizeof(native<float>) == sizeof(float) * native_lanes<float> &&
                sizeof(lanes<float, 1>) == sizeof(float));
  static_assert(twin<native<float>>::size == 2 * native_lanes<float>);
  static_assert(std::is_trivially_copyable_v<native<float>> &&
                std::is_trivially_default_constructible_v<native<float>>);
}

BOOST_AUTO_TEST_SUITE_END()
