#pragma once
// The primitives every elementary function is written on, for the scalar types. constexpr, no libm: the same source
// runs in the compiler, on one number and (math_of<lanes<T, N>> in kernels/vector.hpp) on a register.
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <pathwise/base/concepts.hpp>
#include <pathwise/base/math_exact.hpp>

#ifdef __FAST_MATH__
#error "pathwise: -ffast-math (or -Ofast) breaks the promise of equal bits; compile without it"
#endif

namespace pathwise {

/// The primitives of a number type: what `math::` functions call, so that one body serves scalars and registers.
/// Members: value_type, bits_type, mask_type; splat(value), splat_bits(integer), bits(x), from_bits(b), fma, sqrt, min,
/// max, abs, less, less_equal, equal, any(mask), select(mask, a, b), select_by_top_bit(bits, a, b).
template <class T>
struct math_of;

/// True where a fused multiply-add is one instruction. Elsewhere `math::fma` at run time is a multiplication and an
/// addition, each rounded (and only there may constant evaluation, always fused, differ in the last bits).
inline constexpr bool has_fused_multiply_add =
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
    true;
#else
    false;
#endif

/// What float, double and long double share.
template <scalar_like T>
struct scalar_math {
  using value_type = T;
  using mask_type = bool;
  static constexpr T splat(T x) { return x; }
  static constexpr T min(T a, T b) { return a < b ? a : b; }
  static constexpr T max(T a, T b) { return a > b ? a : b; }
  static constexpr bool less(T a, T b) { return a < b; }
  static constexpr bool less_equal(T a, T b) { return a <= b; }
  static constexpr bool equal(T a, T b) { return a == b; }
  static constexpr bool any(bool mask) { return mask; }
  static constexpr T select(bool mask, T a, T b) { return mask ? a : b; }
};

/// float and double: numbers whose bits are an unsigned integer of the same size.
template <scalar_like T, class Bits>
struct binary_math : scalar_math<T> {
  using bits_type = Bits;
  static constexpr Bits splat_bits(Bits b) { return b; }
  static constexpr Bits bits(T x) { return std::bit_cast<Bits>(x); }
  static constexpr T from_bits(Bits b) { return std::bit_cast<T>(b); }
  static constexpr T abs(T x) { return from_bits(bits(x) & (~Bits{0} >> 1)); }
  static constexpr T select_by_top_bit(Bits b, T a, T c) { return b >> (sizeof(T) * 8 - 1) != 0 ? a : c; }
  static constexpr T fma(T a, T b, T c) {
    if (std::is_constant_evaluated()) return exact::fma(a, b, c);
    if constexpr (!has_fused_multiply_add) return a * b + c;
    if constexpr (sizeof(T) == sizeof(float)) return __builtin_fmaf(a, b, c);
    return static_cast<T>(__builtin_fma(a, b, c));
  }
  static constexpr T sqrt(T x) {
    if (std::is_constant_evaluated()) return exact::sqrt(x);
    if constexpr (sizeof(T) == sizeof(float)) return __builtin_sqrtf(x);
    return static_cast<T>(__builtin_sqrt(x));
  }
};

template <>
struct math_of<float> : binary_math<float, std::uint32_t> {};
template <>
struct math_of<double> : binary_math<double, std::uint64_t> {};

/// The oracle's type: no bits to take apart (its padding has no value), and a multiply-add rounds twice.
template <>
struct math_of<long double> : scalar_math<long double> {
  static constexpr long double abs(long double x) { return x < 0 ? -x : x == 0 ? 0.0L : x; }
  static constexpr long double fma(long double a, long double b, long double c) { return a * b + c; }
  static constexpr long double sqrt(long double x) {
    if (!std::is_constant_evaluated()) return __builtin_sqrtl(x);
    if (!(x > 0) || x > std::numeric_limits<long double>::max()) {
      return x == 0 || x > 0 ? x : std::numeric_limits<long double>::quiet_NaN();
    }
    long double scale = 1;
    for (; x >= 0x1p64L; scale *= 0x1p32L) x *= 0x1p-64L;
    for (; x < 0x1p-64L; scale *= 0x1p-32L) x *= 0x1p64L;
    long double root = exact::sqrt(static_cast<double>(x));
    root = 0.5L * (root + x / root);
    return scale * root;
  }
};

/// The scalar behind T: float for float and for a register of floats.
template <class T>
using scalar_of = typename math_of<T>::value_type;

namespace math {

namespace detail {
/// True for a NaN in constant evaluation, where clang takes arithmetic on it for an error: functions return it
/// untouched.
template <class T>
[[gnu::always_inline]] constexpr bool is_constant_nan(T x) {
  if constexpr (scalar_like<T>)
    return std::is_constant_evaluated() && !(x == x);
  else
    return false;
}

template <class T>
inline constexpr int exponent_bias = std::numeric_limits<scalar_of<T>>::max_exponent - 1;
}  // namespace detail

template <class T>
inline constexpr bool is_scalar = scalar_like<T>;
template <class T>
inline constexpr bool is_float = std::is_same_v<scalar_of<T>, float>;
template <class T>
inline constexpr bool is_double = std::is_same_v<scalar_of<T>, double>;

namespace detail {
/// Of a constant. long double: the sign of a zero is not looked at.
template <class T>
constexpr bool has_sign_bit(T x) {
  if constexpr (std::is_same_v<T, long double>)
    return x < 0;
  else
    return (math_of<T>::bits(x) >> (8 * sizeof(T) - 1)) != 0;
}
}  // namespace detail

/// A constant of T's scalar type in every lane.
template <class T>
[[gnu::always_inline]] constexpr T lit(double x) {
  return math_of<T>::splat(static_cast<scalar_of<T>>(x));
}

/// a * b + c, rounded once where the machine can (`has_fused_multiply_add`) and in constant evaluation.
template <class T>
[[gnu::always_inline]] constexpr T fma(T a, T b, T c) {
  return math_of<T>::fma(a, b, c);
}
/// a / b. In constant evaluation, where a division by 0 is an error of the program, it is what IEEE 754 has it be.
template <class T>
[[gnu::always_inline]] constexpr T divide(T a, T b) {
  if constexpr (scalar_like<T>) {
    if (std::is_constant_evaluated() && b == 0) {
      constexpr T infinity = std::numeric_limits<T>::infinity();
      if (!(a < 0) && !(a > 0)) return std::numeric_limits<T>::quiet_NaN();
      return (a < 0) == detail::has_sign_bit(b) ? infinity : -infinity;
    }
  }
  return a / b;
}
/// The square root, rounded to nearest. Domain: x >= 0; NaN below.
template <class T>
[[gnu::always_inline]] constexpr T sqrt(T x) {
  return math_of<T>::sqrt(x);
}
template <class T>
[[gnu::always_inline]] constexpr T abs(T x) {
  return math_of<T>::abs(x);
}
/// a < b ? a : b: the second where either is NaN.
template <class T>
[[gnu::always_inline]] constexpr T min(T a, T b) {
  return math_of<T>::min(a, b);
}
/// a > b ? a : b: the second where either is NaN.
template <class T>
[[gnu::always_inline]] constexpr T max(T a, T b) {
  return math_of<T>::max(a, b);
}
template <class T>
[[gnu::always_inline]] constexpr auto less(T a, T b) {
  return math_of<T>::less(a, b);
}
template <class T>
[[gnu::always_inline]] constexpr auto less_equal(T a, T b) {
  return math_of<T>::less_equal(a, b);
}
template <class T>
[[gnu::always_inline]] constexpr auto greater(T a, T b) {
  return math_of<T>::less(b, a);
}
template <class T>
[[gnu::always_inline]] constexpr auto greater_equal(T a, T b) {
  return math_of<T>::less_equal(b, a);
}
template <class T>
[[gnu::always_inline]] constexpr auto equal(T a, T b) {
  return math_of<T>::equal(a, b);
}
/// a where the mask holds, b elsewhere; both are computed.
template <class T>
[[gnu::always_inline]] constexpr T select(typename math_of<T>::mask_type mask, T a, T b) {
  return math_of<T>::select(mask, a, b);
}
/// Whether the mask holds anywhere: for work that is seldom needed. What it decides must not change a number's bits.
template <class T>
[[gnu::always_inline]] constexpr bool any(typename math_of<T>::mask_type mask) {
  return math_of<T>::any(mask);
}
template <class T>
[[gnu::always_inline]] constexpr T square(T x) {
  return x * x;
}
/// -1, 0 or 1; NaN at NaN. The sign of a zero is kept.
template <class T>
[[gnu::always_inline]] constexpr T sign(T x) {
  return select(less(x, lit<T>(0)), lit<T>(-1), select(less(lit<T>(0), x), lit<T>(1), x));
}
/// |magnitude| with the sign bit of `from` (for long double: with the sign of its value, a zero counting as positive).
template <class T>
[[gnu::always_inline]] constexpr T copysign(T magnitude, T from) {
  using m = math_of<T>;
  if constexpr (std::is_same_v<scalar_of<T>, long double>) {
    return from < 0 ? -abs(magnitude) : abs(magnitude);
  } else {
    using integer = typename math_of<scalar_of<T>>::bits_type;
    constexpr integer rest = ~integer{0} >> 1;
    return m::from_bits((m::bits(magnitude) & m::splat_bits(rest)) | (m::bits(from) & m::splat_bits(~rest)));
  }
}

/// The nearest integer, ties to even, as a number.
template <class T>
[[gnu::always_inline]] constexpr T round(T x) {
  constexpr scalar_of<T> ulp_is_one = 1 / std::numeric_limits<scalar_of<T>>::epsilon();
  const T big = math_of<T>::splat(ulp_is_one), magnitude = abs(x);
  if (detail::is_constant_nan(x)) return x;
  return select(less(magnitude, big), copysign((magnitude + big) - big, x), x);
}
/// The largest integer not above x, as a number.
template <class T>
[[gnu::always_inline]] constexpr T floor(T x) {
  if (detail::is_constant_nan(x)) return x;
  const T nearest = round(x);
  return select(less(x, nearest), nearest - lit<T>(1), nearest);
}

/// c0 + x * (c1 + x * (c2 + ...)) by fused multiply-adds.
template <class T>
[[gnu::always_inline]] constexpr T polynomial(T, double c0) {
  return lit<T>(c0);
}
template <class T, class... Rest>
[[gnu::always_inline]] constexpr T polynomial(T x, double c0, Rest... rest) {
  return fma(x, polynomial(x, rest...), lit<T>(c0));
}

}  // namespace math
}  // namespace pathwise
