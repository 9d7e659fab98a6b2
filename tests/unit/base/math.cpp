#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <pathwise/base/math.hpp>

// Against the C library in the next wider type: float against double, double and long double against long double.

namespace {

namespace math = pathwise::math;

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T>
constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

/// How far `got` is from `exact`, in units in the last place of T at `exact`; huge where one is NaN or infinite and the
/// other not.
template <class T, class Wide>
double ulps(T got, Wide exact) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(got) || std::isnan(exact)) return std::isnan(got) && std::isnan(exact) ? 0 : 1e30;
  if (got == rounded) return std::signbit(got) == std::signbit(rounded) || got != 0 ? 0 : 1e30;
  if (std::isinf(got) || std::isinf(rounded)) {  // one side of the largest number each is one unit apart
    const T finite = std::isinf(got) ? rounded : got;
    return std::abs(finite) == std::numeric_limits<T>::max() && std::signbit(got) == std::signbit(rounded) ? 1 : 1e30;
  }
  int exponent = 0;
  std::frexp(exact, &exponent);
  using limits = std::numeric_limits<T>;
  const int last = std::max(exponent - limits::digits, limits::min_exponent - limits::digits);
  return static_cast<double>(std::abs(static_cast<Wide>(got) - exact) / std::ldexp(Wide(1), last));
}

struct row {
  const char* name;
  float (*in_float)(float);
  double (*in_double)(double);
  long double (*in_long_double)(long double);
  double (*float_reference)(double);
  long double (*reference)(long double);
  double float_bound, double_bound;  // ulps
  double low, high;                  // where double and long double are tried, beside small numbers of both signs
};

template <class T>
T sigmoid_reference(T x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
template <class T>
T softplus_reference(T x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}
/// Newton's method on erfc, from our own double.
long double erfinv_reference(long double x) {
  if (!(std::abs(x) < 1)) return std::abs(x) == 1 ? std::copysign(infinity<long double>, x) : not_a_number<long double>;
  const long double target = 1 - std::abs(x);
  long double y = math::erfinv(static_cast<double>(std::abs(x)));
  for (int i = 0; i < 2 && y != 0; ++i) {
    const long double error = std::abs(x) < 0.5L ? std::abs(x) - std::erf(y) : std::erfc(y) - target;
    y += error * 0.886226925452758013649083741670572591L * std::exp(y * y);
  }
  return std::copysign(y, x);
}
double erfinv_float_reference(double x) { return math::erfinv(x); }
/// sin and cos of 2 pi u, u brought to an eighth of a turn exactly.
template <class T>
T turn_reference(T u, bool cosine) {
  const T quarter = std::nearbyint(4 * u),
          angle = (u - quarter / 4) * static_cast<T>(6.28318530717958647692528676655900577L);
  const int q = (static_cast<int>(std::fmod(quarter, T(4))) + (cosine ? 5 : 4)) & 3;
  const T value = (q & 1) != 0 ? std::cos(angle) : std::sin(angle);
  return (q & 2) != 0 ? -value : value;
}

#define FORMS(f) [](float x) { return f(x); }, [](double x) { return f(x); }, [](long double x) { return f(x); }
#define STD(f) [](double x) { return f(x); }, [](long double x) { return f(x); }
const row rows[] = {
    {"exp", FORMS(math::exp), STD(std::exp), 1.1, 1.1, -745, 709},
    {"expm1", FORMS(math::expm1), STD(std::expm1), 1.5, 2.3, -40, 709},
    {"log", FORMS(math::log), STD(std::log), 1.1, 1.0, 0, 1e6},
    {"log1p", FORMS(math::log1p), STD(std::log1p), 1.7, 1.5, -1, 1e6},
    {"tanh", FORMS(math::tanh), STD(std::tanh), 1.5, 2.7, -20, 20},
    {"sigmoid", FORMS(math::sigmoid), STD(sigmoid_reference), 1.8, 1.8, -700, 40},
    {"softplus", FORMS(math::softplus), STD(softplus_reference), 1.8, 1.8, -700, 700},
    {"erf", FORMS(math::erf), STD(std::erf), 1.4, 1.3, -6, 6},
    {"erfc", FORMS(math::erfc), STD(std::erfc), 1.7, 1.8, -6, 26},
    {"erfinv", FORMS(math::erfinv), erfinv_float_reference, erfinv_reference, 2.4, 2.1, -1, 1},
};

bool long_run() { return std::getenv("PATHWISE_LONG") != nullptr; }

/// Every `stride`-th float: the largest error and where.
struct worst {
  double ulps = 0;
  double at = 0;
  void see(double error, double x) {
    if (!(error <= ulps)) {
      ulps = error;
      at = x;
    }
  }
};

std::uint64_t next(std::uint64_t& state) { return state = state * 6364136223846793005u + 1442695040888963407u; }

template <class T>
T between(std::uint64_t& state, double low, double high) {
  return static_cast<T>(low) + static_cast<T>(high - low) * static_cast<T>(next(state) >> 11) * T(0x1p-53);
}

/// Without a fused multiply-add the last bits are worse: the bounds hold for machines with one.
constexpr double slack = pathwise::has_fused_multiply_add ? 1 : 2;

}  // namespace

BOOST_AUTO_TEST_SUITE(math_functions)

// PATHWISE_LONG=1 takes every float, some minutes a function, and prints what the docstrings state.
BOOST_AUTO_TEST_CASE(floats_are_within_their_bounds) {
  const std::uint64_t stride = long_run() ? 1 : 10007;
  for (const row& f : rows) {
    worst w;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += stride) {
      const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      w.see(ulps(f.in_float(x), f.float_reference(x)), x);
    }
    if (long_run()) BOOST_TEST_MESSAGE(f.name << ": " << w.ulps << " ulp at " << w.at);
    BOOST_TEST(w.ulps <= f.float_bound * slack, f.name << ": " << w.ulps << " ulp at " << w.at);
  }
}

BOOST_AUTO_TEST_CASE(doubles_are_within_their_bounds) {
  const int count = long_run() ? 3000000 : 30000;
  for (const row& f : rows) {
    std::uint64_t state = 1;
    worst w;
    for (int i = 0; i < count; ++i) {
      const double across = between<double>(state, f.low, f.high),
                   near = between<double>(state, std::max(-2.0, f.low), std::min(2.0, f.high));
      const double tiny =
          std::ldexp(between<double>(state, f.low < 0 ? -1 : 0, 1), -static_cast<int>(next(state) >> 54));
      for (const double x : {across, near, tiny}) w.see(ulps(f.in_double(x), f.reference(x)), x);
    }
    if (long_run()) BOOST_TEST_MESSAGE(f.name << " in double: " << w.ulps << " ulp at " << w.at);
    BOOST_TEST(w.ulps <= f.double_bound * slack, f.name << " in double: " << w.ulps << " ulp at " << w.at);
  }
}

BOOST_AUTO_TEST_CASE(long_doubles_are_right_to_eighteen_digits) {
  for (const row& f : rows) {
    std::uint64_t state = 2;
    worst w;
    for (int i = 0; i < 3000; ++i) {
      for (const auto x : {between<long double>(state, f.low, f.high),
                           between<long double>(state, std::max(-2.0, f.low), std::min(2.0, f.high))}) {
        const long double exact = f.reference(x), error = std::abs(f.in_long_double(x) - exact);
        w.see(static_cast<double>(error / std::abs(exact)), static_cast<double>(x));
      }
    }
    BOOST_TEST(w.ulps < 1.5e-18, f.name << ": relative error " << w.ulps << " at " << w.at);
  }
}

BOOST_AUTO_TEST_CASE(circle) {
  std::uint64_t state = 3;
  worst in_float, in_double, radians, radians_in_double;
  double in_long_double = 0;
  for (int i = 0; i < 300000; ++i) {
    const auto u = between<float>(state, -2, 2);
    in_float.see(ulps(math::sincos_turns(u).sin, turn_reference<double>(u, false)), u);
    in_float.see(ulps(math::sincos_turns(u).cos, turn_reference<double>(u, true)), u);
    const auto v = between<double>(state, -2, 2);
    in_double.see(ulps(math::sincos_turns(v).sin, turn_reference<long double>(v, false)), v);
    in_double.see(ulps(math::sincos_turns(v).cos, turn_reference<long double>(v, true)), v);
    const auto x = between<float>(state, -30000, 30000);
    radians.see(std::max(ulps(math::sin(x), std::sin(double(x))), ulps(math::cos(x), std::cos(double(x)))), x);
    const auto y = between<double>(state, -1e5, 1e5);
    const long double wide = y;
    radians_in_double.see(std::max(ulps(math::sin(y), std::sin(wide)), ulps(math::cos(y), std::cos(wide))), y);
    if (i < 3000) {
      const auto z = between<long double>(state, -2, 2);
      const auto point = math::sincos_turns(z);
      in_long_double = std::max(in_long_double, double(std::abs(point.sin - turn_reference<long double>(z, false))));
      in_long_double = std::max(in_long_double, double(std::abs(point.cos - turn_reference<long double>(z, true))));
    }
  }
  BOOST_TEST(in_float.ulps <= 2 * slack, in_float.ulps << " ulp at " << in_float.at);
  BOOST_TEST(in_double.ulps <= 2 * slack, in_double.ulps << " ulp at " << in_double.at);
  if (pathwise::has_fused_multiply_add) {  // near a multiple of pi the product with its last part has to be exact
    BOOST_TEST(radians.ulps <= 1.6, radians.ulps << " ulp at " << radians.at);
    BOOST_TEST(radians_in_double.ulps <= 2.5, radians_in_double.ulps << " ulp at " << radians_in_double.at);
  }
  BOOST_TEST(in_long_double < 1e-18);
}

namespace {

template <class T>
constexpr bool ends_are_right() {
  constexpr T inf = infinity<T>, none = not_a_number<T>;
  const bool exponentials = math::exp(T(0)) == 1 && math::exp(-inf) == 0 && math::exp(inf) == inf &&
                            math::exp(T(-20000)) == 0 && math::exp(T(20000)) == inf && math::expm1(-inf) == -1 &&
                            math::expm1(inf) == inf && math::expm1(T(-1000)) == -1 && math::expm1(T(0)) == 0;
  const bool logarithms = math::log(T(1)) == 0 && math::log(T(0)) == -inf && math::log(-T(0)) == -inf &&
                          math::log(inf) == inf && math::log(T(-1)) != math::log(T(-1)) && math::log1p(T(0)) == 0 &&
                          math::log1p(T(-1)) == -inf && math::log1p(inf) == inf &&
                          math::log1p(T(-2)) != math::log1p(T(-2));
  const bool squashers = math::tanh(T(1000)) == 1 && math::tanh(T(-1000)) == -1 && math::tanh(inf) == 1 &&
                         math::tanh(-inf) == -1 && math::sigmoid(T(10000)) == 1 && math::sigmoid(T(-12000)) == 0 &&
                         math::sigmoid(inf) == 1 && math::sigmoid(-inf) == 0 && math::sigmoid(T(0)) == T(0.5) &&
                         math::softplus(T(1000)) == 1000 && math::softplus(T(-12000)) == 0 &&
                         math::softplus(inf) == inf && math::softplus(-inf) == 0;
  const bool errors = math::erf(inf) == 1 && math::erf(-inf) == -1 && math::erf(T(0)) == 0 && math::erfc(inf) == 0 &&
                      math::erfc(-inf) == 2 && math::erfc(T(0)) == 1 && math::erfinv(T(1)) == inf &&
                      math::erfinv(T(-1)) == -inf && math::erfinv(T(0)) == 0 &&
                      math::erfinv(T(2)) != math::erfinv(T(2));
  const bool others = math::sqrt(inf) == inf && math::sqrt(T(0)) == 0 && math::sqrt(T(-1)) != math::sqrt(T(-1)) &&
                      math::sign(T(-3)) == -1 && math::sign(T(0)) == 0 && math::sign(T(5)) == 1 &&
                      math::abs(T(-2)) == 2 && math::max(T(1), none) != math::max(T(1), none) &&
                      math::max(none, T(1)) == 1 && math::min(none, T(1)) == 1 && math::floor(T(-1.5)) == -2 &&
                      math::floor(T(2.5)) == 2 && math::round(T(2.5)) == 2 && math::round(T(-0.4)) == 0 &&
                      math::floor(inf) == inf && math::copysign(T(2), T(-3)) == -2;
  return exponentials && logarithms && squashers && errors && others;
}

template <class T>
constexpr bool not_a_number_stays() {
  constexpr T none = not_a_number<T>;
  for (const T y : {math::exp(none), math::expm1(none), math::log(none), math::log1p(none), math::tanh(none),
                    math::sigmoid(none), math::softplus(none), math::erf(none), math::erfc(none), math::erfinv(none),
                    math::sqrt(none), math::sign(none), math::floor(none), math::round(none)}) {
    if (y == y) return false;
  }
  return true;
}

static_assert(ends_are_right<float>() && ends_are_right<double>() && ends_are_right<long double>());
static_assert(not_a_number_stays<float>() && not_a_number_stays<double>() && not_a_number_stays<long double>());

/// The same code with the values hidden from the compiler.
template <class T>
T hidden(T x) {
  volatile T y = x;
  return y;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ends_at_run_time) {
  BOOST_TEST(ends_are_right<float>());
  BOOST_TEST(ends_are_right<double>());
  BOOST_TEST(ends_are_right<long double>());
  for (std::uint32_t payload : {0x7fc00000u, 0xffc00000u, 0x7fffffffu, 0xffffffffu, 0x7fc12345u}) {
    for (const row& f : rows) {
      BOOST_TEST(std::isnan(f.in_float(hidden(std::bit_cast<float>(payload)))), f.name);
      BOOST_TEST(
          std::isnan(f.in_double(hidden(std::bit_cast<double>((std::uint64_t{payload} | 0x7ff80000) << 32 | payload)))),
          f.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(denormals_are_kept) {
  BOOST_TEST(math::exp(-100.0f) == std::exp(-100.0f));
  BOOST_TEST(math::exp(-103.9f) == std::numeric_limits<float>::denorm_min());
  BOOST_TEST(math::exp(-104.0f) == 0);
  BOOST_TEST(math::exp(-740.0) == std::exp(-740.0));
  BOOST_TEST(math::sigmoid(-100.0f) == math::exp(-100.0f));
  BOOST_TEST(math::softplus(-100.0f) == math::exp(-100.0f));
  BOOST_TEST(math::log(std::numeric_limits<float>::denorm_min()) == std::log(std::numeric_limits<float>::denorm_min()));
}

BOOST_AUTO_TEST_CASE(odd_functions_are_odd) {
  std::uint64_t state = 4;
  for (int i = 0; i < 20000; ++i) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(next(state) >> 33));
    for (const auto f : {+[](float v) { return math::tanh(v); }, +[](float v) { return math::erf(v); },
                         +[](float v) { return math::erfinv(v); }}) {
      const float plus = f(x), minus = f(-x);
      BOOST_REQUIRE((std::isnan(plus)
                         ? std::isnan(minus)
                         : std::bit_cast<std::uint32_t>(plus) == (std::bit_cast<std::uint32_t>(minus) ^ 0x80000000u)));
    }
  }
  for (const float zero : {0.0f, -0.0f}) {
    for (const float y : {math::expm1(zero), math::log1p(zero), math::tanh(zero), math::erf(zero), math::erfinv(zero),
                          math::sqrt(zero), math::round(zero)}) {
      BOOST_TEST(std::signbit(y) == std::signbit(zero));
    }
  }
}

namespace {

constexpr int points = 40;
template <class T>
struct table {
  T values[points][12];
};
/// Every function on a grid, in constant evaluation or not.
template <class T>
constexpr table<T> evaluate(T scale) {
  table<T> t{};
  for (int i = 0; i < points; ++i) {
    const T x = scale * (T(i) - T(19.5)), u = (T(i) + T(0.5)) / T(points);
    const T values[12] = {math::exp(x),  math::expm1(x),          math::log(u * u),  math::log1p(u - T(0.5)),
                          math::tanh(x), math::sigmoid(x),        math::softplus(x), math::erf(x),
                          math::erfc(x), math::erfinv(2 * u - 1), math::sqrt(u),     math::sincos_turns(u).sin};
    for (int j = 0; j < 12; ++j) t.values[i][j] = values[j];
  }
  return t;
}
// One evaluation, at the compilers' default limits (clang: 2^20 steps): 40 points of 12 functions, and there is room
// for more.
constexpr auto float_table = evaluate<float>(0.173f);
constexpr auto double_table = evaluate<double>(0.173);
constexpr auto long_double_table = evaluate<long double>(0.173L);

}  // namespace

BOOST_AUTO_TEST_CASE(the_compiler_and_the_machine_agree_bit_for_bit) {
  const auto floats = evaluate(hidden(0.173f));
  const auto doubles = evaluate(hidden(0.173));
  const auto long_doubles = evaluate(hidden(0.173L));
  for (int i = 0; i < points; ++i) {
    for (int j = 0; j < 12; ++j) {
      if (pathwise::has_fused_multiply_add) {
        BOOST_TEST(floats.values[i][j] == float_table.values[i][j], "function " << j << ", point " << i);
        BOOST_TEST(doubles.values[i][j] == double_table.values[i][j], "function " << j << ", point " << i);
      } else {
        BOOST_TEST(std::abs(floats.values[i][j] - float_table.values[i][j]) <= 1e-6f * std::abs(floats.values[i][j]));
      }
      BOOST_TEST(std::abs(long_doubles.values[i][j] - long_double_table.values[i][j]) <=
                 2e-19L * std::abs(long_doubles.values[i][j]));
    }
  }
}

BOOST_AUTO_TEST_CASE(exact_fma_and_sqrt_are_correctly_rounded) {
  std::uint64_t state = 5;
  const auto number = [&](int spread) {
    return std::ldexp(between<double>(state, -1, 1), static_cast<int>(next(state) >> 40) % (2 * spread + 1) - spread);
  };
  for (int i = 0; i < 200000; ++i) {
    const int spread = i % 3 == 0 ? 1070 : i % 3 == 1 ? 500 : 30;
    const double a = number(spread), b = number(spread);
    const double c = i % 5 == 0 ? -a * b : i % 5 == 1 ? std::nextafter(-a * b, 1.0) : number(spread);
    if (!std::isfinite(c)) continue;
    BOOST_REQUIRE_EQUAL(std::bit_cast<std::uint64_t>(pathwise::exact::fma(a, b, c)),
                        std::bit_cast<std::uint64_t>(std::fma(a, b, c)));
    const auto x = static_cast<float>(number(i % 2 == 0 ? 140 : 20)),
               y = static_cast<float>(number(i % 2 == 0 ? 140 : 20));
    const float z = i % 5 == 0   ? -x * y
                    : i % 5 == 1 ? std::nextafter(-x * y, 1.0f)
                                 : static_cast<float>(number(i % 2 == 0 ? 140 : 20));
    if (std::isfinite(x) && std::isfinite(y) && std::isfinite(z)) {
      BOOST_REQUIRE_EQUAL(std::bit_cast<std::uint32_t>(pathwise::exact::fma(x, y, z)),
                          std::bit_cast<std::uint32_t>(std::fma(x, y, z)));
    }
    BOOST_REQUIRE_EQUAL(pathwise::exact::sqrt(std::abs(a)), std::sqrt(std::abs(a)));
    BOOST_REQUIRE_EQUAL(pathwise::exact::sqrt(a * a), std::sqrt(a * a));
    BOOST_REQUIRE_EQUAL(pathwise::exact::sqrt(std::abs(x)), std::sqrt(std::abs(x)));
  }
  BOOST_TEST(pathwise::exact::fma(-0.0, 1.0, 0.0) == 0);
  BOOST_TEST(!std::signbit(pathwise::exact::fma(-0.0, 1.0, 0.0)));
  BOOST_TEST(std::signbit(pathwise::exact::fma(-0.0, 1.0, -0.0)));
}

BOOST_AUTO_TEST_CASE(what_is_a_scalar) {
  static_assert(pathwise::scalar_like<float> && pathwise::scalar_like<double> && pathwise::scalar_like<long double>);
  static_assert(!pathwise::scalar_like<int> && !pathwise::scalar_like<bool> && !pathwise::scalar_like<const float> &&
                !pathwise::scalar_like<float&>);
  BOOST_TEST(math::lit<float>(0.1) == 0.1f);
  BOOST_TEST(math::select(math::less(1.0, 2.0), 3.0, 4.0) == 3.0);
}

BOOST_AUTO_TEST_SUITE_END()
