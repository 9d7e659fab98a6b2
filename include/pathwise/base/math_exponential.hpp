#pragma once
// exp, expm1 and what is made of them: sigmoid, tanh, softplus. One body for float and double, one number or a register.
#include "pathwise/base/math_extended.hpp"
#include "pathwise/base/math_logarithm.hpp"
#include "pathwise/base/math_primitives.hpp"

namespace pathwise::math {

namespace detail {

/// x = n ln 2 + r: `shifted` has n in the low bits of its mantissa, `fraction` = exp(r) - 1.
template <class T>
struct exp_parts {
  T shifted, fraction;
};

/// 1.5 * 2^(digits - 1): adding it rounds to an integer and leaves that integer in the low bits.
template <class T>
inline constexpr double round_shift = is_float<T> ? 0x1.8p23 : 0x1.8p52;

/// |r| <= ln(2) / 2; ln 2 in two parts, the first so short that n times it is exact without a fused multiply-add.
template <class T>
[[gnu::always_inline]] constexpr exp_parts<T> take_apart_exp(T x, double extra) {
  const T shift = lit<T>(round_shift<T> + extra), shifted = fma(x, lit<T>(1.4426950408889634), shift), n = shifted - shift;
  if constexpr (is_float<T>) {
    const T r = fma(n, lit<T>(2.12194440e-4), fma(n, lit<T>(-0.693359375), x));
    const T q = polynomial(r, 0.49999994, 0.166665167, 0.0416681021, 0.00836919248, 0.00138389028);
    return {shifted, fma(r * r, q, r)};
  } else {
    const T r = fma(n, lit<T>(-1.90821492927058770002e-10), fma(n, lit<T>(-6.93147180369123816490e-01), x));
    const T q = polynomial(r, 0.50000000000000111, 0.16666666666666582, 0.041666666666538836, 0.0083333333335512249,
                           0.0013888888940475539, 0.00019841269313602332, 2.4801496152408009e-05, 2.7557708550737946e-06,
                           2.7629405252961336e-07, 2.4993134565212278e-08);
    return {shifted, fma(r * r, q, r)};
  }
}

template <class T>
inline constexpr int fraction_bits = std::numeric_limits<scalar_of<T>>::digits - 1;

/// y * 2^n, n in the low bits of `shifted`; the exponent must stay in range.
template <class T>
[[gnu::always_inline]] constexpr T add_to_exponent(T y, T shifted) {
  using m = math_of<T>;
  return m::from_bits(m::bits(y) + (m::bits(shifted) << fraction_bits<T>));
}

/// Where exp has run out at either end: below the first the result is 0, above the second infinity.
template <class T>
inline constexpr double exp_lowest = is_float<T> ? -104.0 : -745.2;
template <class T>
inline constexpr double exp_highest = is_float<T> ? 88.75 : 709.8;

/// exp(x) for x <= 0; what is below the smallest normal is rounded once more (to 0 under flush-to-zero).
template <class T>
[[gnu::always_inline]] constexpr T exp_nonpositive(T x) {
  const auto parts = take_apart_exp(max(lit<T>(exp_lowest<T>), x), 64.0);
  return add_to_exponent(lit<T>(1) + parts.fraction, parts.shifted) * lit<T>(0x1p-64);
}

/// exp(x) - 1 for x within the range of exp, without the sign of a zero.
template <class T>
[[gnu::always_inline]] constexpr T expm1_in_range(T x) {
  using m = math_of<T>;
  constexpr auto bias_less_one = static_cast<typename math_of<scalar_of<T>>::bits_type>(is_float<T> ? 126 : 1022);
  const auto parts = take_apart_exp(x, 0.0);
  const T half_power = m::from_bits((m::bits(parts.shifted) + m::splat_bits(bias_less_one)) << fraction_bits<T>);
  const T half = fma(half_power, parts.fraction, half_power - lit<T>(0.5));   // half: 2^128 itself is out of range
  return half + half;
}

/// True for what constant evaluation has to answer before the body: there a NaN or an overflow is an error.
template <class T>
constexpr bool is_nan(T x) {
  return !(x == x);
}

template <class T>
inline constexpr scalar_of<T> infinity = std::numeric_limits<scalar_of<T>>::infinity();
template <class T>
inline constexpr scalar_of<T> not_a_number = std::numeric_limits<scalar_of<T>>::quiet_NaN();

}  // namespace detail

/// The exponential. Domain: all; 0 below -104 (double -745.2), infinity above 88.72 (709.78), denormals rounded properly
/// (0 where the machine flushes them).
template <class T>
[[gnu::always_inline]] constexpr T exp(T x) {
  using m = math_of<T>;
  if constexpr (std::is_same_v<T, long double>) return extended::exp(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated()) {
        if (detail::is_nan(x)) return x;
        if (x > (is_float<T> ? T(88.72283172607421875) : T(709.782712893383973096))) return detail::infinity<T>;
      }
    }
    constexpr auto offset = is_float<T> ? math_of<scalar_of<T>>::bits(scalar_of<T>(0x1.8p23)) - 254
                                        : math_of<scalar_of<T>>::bits(scalar_of<T>(0x1.8p52)) - 2046;
    const T clamped = max(lit<T>(detail::exp_lowest<T>), min(lit<T>(detail::exp_highest<T>), x));
    const auto parts = detail::take_apart_exp(clamped, 0.0);
    const auto twice_biased = m::bits(parts.shifted) - m::splat_bits(offset), half = twice_biased >> 1;
    const T first = m::from_bits(half << detail::fraction_bits<T>);
    const T second = m::from_bits((twice_biased - half) << detail::fraction_bits<T>);
    return (lit<T>(1) + parts.fraction) * first * second;
  }
}

/// exp(x) - 1 without cancellation near 0; the sign of a zero is kept. expm1(-inf) = -1, infinity above 88.72 (709.78).
template <class T>
[[gnu::always_inline]] constexpr T expm1(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::expm1(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated()) {
        if (detail::is_nan(x)) return x;
        if (x > (is_float<T> ? T(88.72283172607421875) : T(709.782712893383973096))) return detail::infinity<T>;
      }
    }
    const T clamped = max(lit<T>(is_float<T> ? -20.0 : -40.0), min(lit<T>(detail::exp_highest<T>), x));
    return copysign(detail::expm1_in_range(clamped), x);
  }
}

/// The hyperbolic tangent, as (exp(2|x|) - 1) / (exp(2|x|) + 1) with the sign of x; saturates at +-1.
template <class T>
[[gnu::always_inline]] constexpr T tanh(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::tanh(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && detail::is_nan(x)) return x;
    }
    const T magnitude = min(lit<T>(is_float<T> ? 10.0 : 20.0), abs(x));
    const T grown = detail::expm1_in_range(magnitude + magnitude);
    return copysign(grown / (grown + lit<T>(2)), x);
  }
}

/// 1 / (1 + exp(-x)), through exp(-|x|) so that nothing overflows; 0 and 1 at the far ends.
template <class T>
[[gnu::always_inline]] constexpr T sigmoid(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::sigmoid(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && detail::is_nan(x)) return x;
    }
    const T e = detail::exp_nonpositive(-abs(x));
    return select(less(x, lit<T>(0)), e, lit<T>(1)) / (lit<T>(1) + e);
  }
}

/// log(1 + exp(x)), as max(x, 0) + log1p(exp(-|x|)) so that nothing overflows: x itself for large x, exp(x) for very negative x.
template <class T>
[[gnu::always_inline]] constexpr T softplus(T x) {
  if constexpr (std::is_same_v<T, long double>) return extended::softplus(x);
  else {
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && detail::is_nan(x)) return x;
    }
    return max(x, lit<T>(0)) + detail::log1p_unit(detail::exp_nonpositive(-abs(x)));
  }
}

}  // namespace pathwise::math
