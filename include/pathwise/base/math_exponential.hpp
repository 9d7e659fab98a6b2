#pragma once
// exp, expm1 and what is made of them: sigmoid, tanh, softplus. One body for float and double, one number or a
// register.
#include <pathwise/base/math_extended.hpp>
#include <pathwise/base/math_logarithm.hpp>
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

namespace detail {

/// x = n ln 2 + r, |r| <= ln(2) / 2: `shifted` has n, as an exponent to come, in the low bits of its mantissa.
template <class T>
struct exp_parts {
  T shifted, r;
};

/// 1.5 * 2^(digits - 1): adding it rounds to an integer and leaves that integer in the low bits.
template <class T>
inline constexpr double round_shift = is_float<T> ? 0x1.8p23 : 0x1.8p52;

/// `extra_exponent` is added to the n that `shifted` shows. ln 2 is taken in two parts, the first so short that n times
/// it is exact without a fused multiply-add.
template <class T>
[[gnu::always_inline]] constexpr exp_parts<T> take_apart_exp(T x, int extra_exponent) {
  const T shift = lit<T>(round_shift<T> + extra_exponent), shifted = fma(x, lit<T>(1.4426950408889634), shift);
  const T n = shifted - shift, high = lit<T>(is_float<T> ? 0.693359375 : 0x1.62e42feep-1);
  const T low = lit<T>(is_float<T> ? -2.12194440e-4 : 1.90821492927058770002e-10);
  return {shifted, fma(n, -low, fma(n, -high, x))};
}

/// exp(r) - 1 for |r| <= ln(2) / 2 (and a little more).
template <class T>
[[gnu::always_inline]] constexpr T expm1_near_zero(T r) {
  T q;
  if constexpr (is_float<T>) {
    q = polynomial(r, 0.49999994, 0.166665167, 0.0416681021, 0.00836919248, 0.00138389028);
  } else {
    q = polynomial(r, 0.50000000000000111, 0.16666666666666582, 0.041666666666538836, 0.0083333333335512249,
                   0.0013888888940475539, 0.00019841269313602332, 2.4801496152408009e-05, 2.7557708550737946e-06,
                   2.7629405252961336e-07, 2.4993134565212278e-08);
  }
  return fma(r * r, q, r);
}

/// The power of two whose biased exponent `shifted` has in its low bits.
template <class T>
[[gnu::always_inline]] constexpr T power_in_low_bits(T shifted) {
  return math_of<T>::from_bits(math_of<T>::bits(shifted) << (std::numeric_limits<scalar_of<T>>::digits - 1));
}

/// Where exp has run out at either end: below the first the result is 0, above the second infinity.
template <class T>
inline constexpr double exp_lowest = is_float<T> ? -104.0 : -745.2;
template <class T>
inline constexpr double exp_highest = is_float<T> ? 88.75 : 709.8;

/// exp(x) for x <= 0; what is below the smallest normal is rounded once more (to 0 under flush-to-zero).
template <class T>
[[gnu::always_inline]] constexpr T exp_nonpositive(T x) {
  const auto parts = take_apart_exp(max(lit<T>(exp_lowest<T>), x), exponent_bias<T> + 64);
  return (lit<T>(1) + expm1_near_zero(parts.r)) * power_in_low_bits(parts.shifted) * lit<T>(0x1p-64);
}

/// exp(x) - 1 for x within the range of exp, without the sign of a zero. Twice its half: 2^128 itself is out of range.
template <class T>
[[gnu::always_inline]] constexpr T expm1_in_range(T x) {
  const auto parts = take_apart_exp(x, exponent_bias<T> - 1);
  const T half_power = power_in_low_bits(parts.shifted);
  const T half = fma(half_power, expm1_near_zero(parts.r), half_power - lit<T>(0.5));
  return half + half;
}

template <class T>
inline constexpr scalar_of<T> infinity = std::numeric_limits<scalar_of<T>>::infinity();
template <class T>
inline constexpr scalar_of<T> not_a_number = std::numeric_limits<scalar_of<T>>::quiet_NaN();

/// True where exp is infinite, in constant evaluation, where overflow is an error.
template <class T>
[[gnu::always_inline]] constexpr bool is_constant_overflow(T x) {
  if constexpr (!scalar_like<T>)
    return false;
  else
    return std::is_constant_evaluated() && x > (is_float<T> ? T(88.72283172607421875) : T(709.782712893383973096));
}

}  // namespace detail

/// The exponential. Domain: all; 0 below -104 (double -745.2), infinity above 88.72 (709.78), denormals rounded
/// properly (0 where the machine flushes them).
template <class T>
[[gnu::always_inline]] constexpr T exp(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::exp(x);
  else {
    using m = math_of<T>;
    if (detail::is_constant_overflow(x)) return math_of<T>::splat(detail::infinity<T>);
    const T clamped = max(lit<T>(detail::exp_lowest<T>), min(lit<T>(detail::exp_highest<T>), x));
    const auto parts = detail::take_apart_exp(clamped, 2 * detail::exponent_bias<T>);
    const auto exponents = m::bits(parts.shifted),
               half = exponents >> 1;  // two factors: 2^n itself may be out of range
    const T first = detail::power_in_low_bits(m::from_bits(half)),
            second = detail::power_in_low_bits(m::from_bits(exponents - half));
    return (lit<T>(1) + detail::expm1_near_zero(parts.r)) * first * second;
  }
}

/// exp(x) - 1 without cancellation near 0; the sign of a zero is kept. expm1(-inf) = -1, infinity above 88.72 (709.78).
template <class T>
[[gnu::always_inline]] constexpr T expm1(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::expm1(x);
  else {
    if (detail::is_constant_overflow(x)) return math_of<T>::splat(detail::infinity<T>);
    const T clamped = max(lit<T>(is_float<T> ? -20.0 : -40.0), min(lit<T>(detail::exp_highest<T>), x));
    return copysign(detail::expm1_in_range(clamped), x);
  }
}

/// The hyperbolic tangent: an odd polynomial near 0 (float), elsewhere 1 - 2 / (exp(2|x|) + 1) with the sign of x;
/// saturates at +-1.
template <class T>
[[gnu::always_inline]] constexpr T tanh(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::tanh(x);
  else {
    const T magnitude = min(lit<T>(is_float<T> ? 10.0 : 20.0), abs(x));
    if constexpr (is_float<T>) {
      const auto parts = detail::take_apart_exp(magnitude + magnitude, detail::exponent_bias<T>);
      const T grown = (lit<T>(1) + detail::expm1_near_zero(parts.r)) * detail::power_in_low_bits(parts.shifted);
      const T far = lit<T>(1) - lit<T>(2) / (grown + lit<T>(1)), z = magnitude * magnitude;
      const T series = polynomial(z, -0.333333164, 0.133325279, -0.053844694, 0.0210355036, -0.00621748297);
      const T near = fma(magnitude * z, series, magnitude);
      return copysign(select(less(magnitude, lit<T>(0.55)), near, far), x);
    } else {
      const T grown = detail::expm1_in_range(magnitude + magnitude);
      return copysign(grown / (grown + lit<T>(2)), x);
    }
  }
}

/// 1 / (1 + exp(-x)); 0 and 1 at the far ends. The denominator is made from the parts of exp(-x) with one
/// rounding that counts: through exp(-|x|) as a number, as softplus does it, the error is 2.2 units in the last place.
/// All of it is scaled by 2^-64, so that nothing overflows where the result is denormal.
template <class T>
[[gnu::always_inline]] constexpr T sigmoid(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::sigmoid(x);
  else {
    const T clamped = max(lit<T>(detail::exp_lowest<T>), min(lit<T>(is_float<T> ? 20.0 : 40.0), x));
    const auto parts = detail::take_apart_exp(-clamped, detail::exponent_bias<T> - 64);
    const T power = detail::power_in_low_bits(parts.shifted), one = lit<T>(0x1p-64);
    const T sum = one + power, lost = one - (sum - power);  // of the 1, where the power is above 2^24
    return one / (sum + fma(power, detail::expm1_near_zero(parts.r), lost));
  }
}

/// log(1 + exp(x)), as max(x, 0) + log1p(exp(-|x|)) so that nothing overflows: x itself for large x, exp(x) for very
/// negative x.
template <class T>
[[gnu::always_inline]] constexpr T softplus(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::softplus(x);
  else {
    return max(x, lit<T>(0)) + detail::log1p_unit(detail::exp_nonpositive(-abs(x)));
  }
}

}  // namespace pathwise::math
