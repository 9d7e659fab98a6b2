#pragma once
// Correctly rounded fused multiply-add and square root for constant evaluation, where the compilers fold neither
// builtin (clang folds no __builtin_fma or __builtin_sqrt). At run time the machine's own instruction is used instead.
#include <bit>
#include <cstdint>
#include <limits>

namespace pathwise::exact {

__extension__ typedef unsigned __int128 wide;

/// A finite non-zero double as sign * mantissa * 2^exponent, mantissa below 2^53.
struct parts {
  bool negative;
  int exponent;
  std::uint64_t mantissa;
};

constexpr parts take_apart(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int biased = static_cast<int>(bits >> 52) & 0x7ff;
  const std::uint64_t fraction = bits & 0xfffffffffffffu;
  return {(bits >> 63) != 0, (biased == 0 ? 1 : biased) - 1075,
          biased == 0 ? fraction : fraction | (std::uint64_t{1} << 52)};
}

constexpr int leading_zeros(wide x) {
  const auto high = static_cast<std::uint64_t>(x >> 64);
  return high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(static_cast<std::uint64_t>(x));
}

/// x / 2^shift with every bit that falls off kept as a 1 in the last place, so that later rounding is still right.
constexpr wide shift_right_jamming(wide x, int shift) {
  if (shift <= 0) return x;
  if (shift >= 128) return x != 0 ? 1 : 0;
  return (x >> shift) | ((x << (128 - shift)) != 0 ? 1 : 0);
}

/// The double nearest to mantissa * 2^exponent, ties to even; denormals and overflow as IEEE 754 has them.
constexpr double round_to_double(bool negative, wide mantissa, int exponent) {
  const int zeros = leading_zeros(mantissa);
  const int top = 127 - zeros + exponent;                        // the value lies in [2^top, 2^(top + 1))
  const int drop = (top < -1022 ? -1074 : top - 52) - exponent;  // bits below the last place
  const wide kept = drop >= 2 ? shift_right_jamming(mantissa, drop - 2) : mantissa << (2 - drop);  // two extra bits
  auto integer = static_cast<std::uint64_t>(kept >> 2);
  const auto rest = static_cast<unsigned>(kept & 3);
  if (rest > 2 || (rest == 2 && (integer & 1) != 0)) ++integer;
  if (top > 1023) return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  const std::uint64_t biased = top < -1022 ? 0 : static_cast<std::uint64_t>(top + 1022);  // the hidden bit adds one
  return std::bit_cast<double>((static_cast<std::uint64_t>(negative) << 63) + (biased << 52) + integer);
}

/// 2^n for -1022 <= n <= 1023.
constexpr double power_of_two(int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); }

constexpr bool is_finite(double x) { return (std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) != 0x7ff; }

constexpr double magnitude(double x) { return x < 0 ? -x : x; }

/// True where no step of fma_by_parts can leave the range of double.
constexpr bool is_moderate(double a, double b, double c) {
  return magnitude(a) < 0x1p500 && magnitude(b) < 0x1p490 && magnitude(c) < 0x1p1000 && magnitude(a * b) > 0x1p-900;
}

/// a * b + c rounded once, by error-free sums and products (Dekker 1971; Boldo and Melquiond 2008): the exact result is
/// the sum of three numbers, of which the smaller two are added with rounding to odd. A tenth of the steps of the way
/// by integers.
constexpr double fma_by_parts(double a, double b, double c) {
  const double product = a * b;
  const double wide_a = a * 0x1.0000002p27, wide_b = b * 0x1.0000002p27;
  const double a1 = wide_a - (wide_a - a), a2 = a - a1, b1 = wide_b - (wide_b - b), b2 = b - b1;
  const double rest = a2 * b2 - (((product - a1 * b1) - a2 * b1) - a1 * b2);
  const double low = c + rest, from_c = low - rest, low_rest = (c - from_c) + (rest - (low - from_c));
  const double high = product + low, from_product = high - low;
  const double high_rest = (product - from_product) + (low - (high - from_product));
  const double small = high_rest + low_rest, from_high = small - low_rest;
  const double error = (high_rest - from_high) + (low_rest - (small - from_high));
  const auto bits = std::bit_cast<std::uint64_t>(small);
  if (error == 0 || (bits & 1) != 0) return high + small;
  return high + std::bit_cast<double>((error > 0) == (small > 0) ? bits + 1 : bits - 1);
}

/// a * b + c rounded once.
constexpr double fma(double a, double b, double c) {
  if (!is_finite(a) || !is_finite(b) || !is_finite(c) || a == 0 || b == 0) return a * b + c;
  if (is_moderate(a, b, c)) return fma_by_parts(a, b, c);
  const parts x = take_apart(a), y = take_apart(b), z = take_apart(c);
  wide product = wide{x.mantissa} * y.mantissa, addend = z.mantissa;
  const bool product_negative = x.negative != y.negative;
  if (addend == 0) return round_to_double(product_negative, product, x.exponent + y.exponent);
  const int product_shift = leading_zeros(product) - 2, addend_shift = leading_zeros(addend) - 2;
  const int product_exponent = x.exponent + y.exponent - product_shift, addend_exponent = z.exponent - addend_shift;
  const int exponent = product_exponent > addend_exponent ? product_exponent : addend_exponent;
  product = shift_right_jamming(product << product_shift, exponent - product_exponent);
  addend = shift_right_jamming(addend << addend_shift, exponent - addend_exponent);
  if (product_negative == z.negative) return round_to_double(product_negative, product + addend, exponent);
  if (product == addend) return 0.0;
  return product > addend ? round_to_double(product_negative, product - addend, exponent)
                          : round_to_double(z.negative, addend - product, exponent);
}

/// a * b + c rounded once: the product is exact in double, the sum is rounded to odd there and then to float, which
/// with 53 >= 24 + 2 bits is one rounding (Boldo and Melquiond 2008).
constexpr float fma(float a, float b, float c) {
  const double product = static_cast<double>(a) * b, sum = product + c;
  if (!is_finite(sum)) return a * b + c;
  if (sum >= 0x1.ffffffp127) return std::numeric_limits<float>::infinity();
  if (sum <= -0x1.ffffffp127) return -std::numeric_limits<float>::infinity();
  const double from_sum = sum - product, error = (product - (sum - from_sum)) + (c - from_sum);
  const auto bits = std::bit_cast<std::uint64_t>(sum);
  if (error == 0 || (bits & 1) != 0) return static_cast<float>(sum);
  return static_cast<float>(std::bit_cast<double>((error > 0) == (sum > 0) ? bits + 1 : bits - 1));
}

/// The square root rounded to nearest: a root of the mantissa as an integer, from a floating estimate put right.
constexpr double sqrt(double x) {
  if (!(x > 0) || !is_finite(x)) return x == 0 || x > 0 ? x : std::numeric_limits<double>::quiet_NaN();
  const parts p = take_apart(x);
  const int shift = std::countl_zero(p.mantissa) - 11, odd = (p.exponent - shift) & 1;
  const std::uint64_t mantissa = p.mantissa << (shift + odd);  // in [2^52, 2^54), exponent even
  const double scaled = static_cast<double>(mantissa) * 0x1p-52;
  double root = 0.5 + 0.4 * scaled;  // Newton from within 15 %
  for (int i = 0; i < 4; ++i) root = 0.5 * (root + scaled / root);
  auto integer = static_cast<std::uint64_t>(root * 0x1p53);  // 54 bits: the last one decides the rounding
  const wide square = wide{mantissa} << 54;
  while (wide{integer} * integer > square) --integer;
  while (wide{integer + 1} * (integer + 1) <= square) ++integer;
  const bool inexact = wide{integer} * integer != square;
  const int exponent = (p.exponent - shift - odd) / 2 - 27 - 2;
  return round_to_double(false, (wide{integer} << 2) | (inexact ? 1 : 0), exponent);
}

constexpr float sqrt(float x) {
  return static_cast<float>(sqrt(static_cast<double>(x)));
}  // 53 >= 2 * 24 + 2: one rounding

}  // namespace pathwise::exact
