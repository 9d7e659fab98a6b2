#pragma once
// log and log1p. One body for float and double, one number or a register.
#include <pathwise/base/math_extended.hpp>
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

namespace detail {

/// log(2^e (1 + f)) for 1 + f in [2/3, 4/3] (float) or [sqrt(1/2), sqrt(2)] (double).
template <class T>
[[gnu::always_inline]] constexpr T log_of_parts(T e, T f) {
  if constexpr (is_float<T>) {
    const T q = polynomial(f, -0.5, 0.333332151, -0.249997839, 0.200104773, -0.166812077, 0.140044346, -0.1217077,
                           0.140042394, -0.129933789);
    return fma(e, lit<T>(0.6931471805599453), fma(f * f, q, f));
  } else {  // fdlibm's form: with s = f / (2 + f), log(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + R(s^2)))
    const T s = f / (lit<T>(2) + f), z = s * s, half_square = lit<T>(0.5) * f * f;
    const T r = z * polynomial(z, 0.6666666666666734, 0.39999999999416275, 0.2857142874216389, 0.22222198586857664,
                               0.18183563981154433, 0.15314051836394621, 0.14796000355488978);
    const T low = fma(s, half_square + r, e * lit<T>(1.90821492927058770002e-10));
    return fma(e, lit<T>(6.93147180369123816490e-01), f - (half_square - low));
  }
}

/// x = 2^e (1 + f), for finite positive normal x.
template <class T>
struct log_parts {
  T biased_exponent, fraction;  // the exponent is biased_exponent - bias
};

template <class T>
struct log_layout;
template <>
struct log_layout<float> {
  static constexpr std::uint32_t one = 0x3f800000, lowest = 0x3f2aaaab, fraction = 0x007fffff, integer = 0x4b000000;
  static constexpr int digits = 23;
  static constexpr double integer_shift = 0x1p23;
};
template <>
struct log_layout<double> {
  static constexpr std::uint64_t one = 0x3ff0000000000000, lowest = 0x3fe6a09e667f3bcd, fraction = 0x000fffffffffffff,
                                 integer = 0x4330000000000000;
  static constexpr int digits = 52;
  static constexpr double integer_shift = 0x1p52;
};

/// log(x) for finite, positive, normal x times 2^-scaled; nothing else is looked at.
template <class T>
[[gnu::always_inline]] constexpr T log_of_normal(T x, T scaled) {
  using m = math_of<T>;
  using layout = log_layout<scalar_of<T>>;
  const auto raised = m::bits(x) + m::splat_bits(layout::one - layout::lowest);
  const T fraction =
      m::from_bits((raised & m::splat_bits(layout::fraction)) + m::splat_bits(layout::lowest)) - lit<T>(1);
  const T exponent = m::from_bits((raised >> layout::digits) | m::splat_bits(layout::integer)) - scaled;
  return log_of_parts(exponent, fraction);
}
/// What log_of_normal subtracts from the exponent read as an integer when x is not scaled.
template <class T>
inline constexpr double log_unscaled = log_layout<scalar_of<T>>::integer_shift + exponent_bias<T>;

/// log1p(x) for x in [0, 1].
template <class T>
[[gnu::always_inline]] constexpr T log1p_unit(T x) {
  const auto upper = less(lit<T>(is_float<T> ? 1.0 / 3 : 0.41421356237309503), x);
  const T fraction = select(upper, fma(x, lit<T>(0.5), lit<T>(-0.5)), x);
  return log_of_parts(select(upper, lit<T>(1), lit<T>(0)), fraction);
}

/// The ends of a logarithm of `argument`: -inf at 0, NaN below and at NaN, infinity at infinity.
template <class T>
[[gnu::always_inline]] constexpr T log_ends(T argument, T result) {
  const T infinity = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::infinity());
  const T none = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::quiet_NaN());
  result = select(less(argument, infinity), result, argument);
  return select(less(lit<T>(0), argument), result, select(equal(argument, lit<T>(0)), -infinity, none));
}

}  // namespace detail

/// The natural logarithm. Domain: x >= 0; log(0) = -inf, NaN below. Denormals are taken as they are (as 0 where the
/// machine reads them so).
template <class T>
[[gnu::always_inline]] constexpr T log(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::log(x);
  else {
    const auto tiny = less(x, math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min()));
    const double shift = is_float<T> ? 23 : 52;
    const T normal = select(tiny, x * lit<T>(is_float<T> ? 0x1p23 : 0x1p52), x);
    const T scaled = select(tiny, lit<T>(detail::log_unscaled<T> + shift), lit<T>(detail::log_unscaled<T>));
    return detail::log_ends(x, detail::log_of_normal(normal, scaled));
  }
}

/// log(1 + x) without cancellation near 0; the sign of a zero is kept. Domain: x >= -1; log1p(-1) = -inf, NaN below.
template <class T>
[[gnu::always_inline]] constexpr T log1p(T x) {
  if (detail::is_constant_nan(x)) return x;
  if constexpr (std::is_same_v<T, long double>)
    return extended::log1p(x);
  else {
    using m = math_of<T>;
    using layout = detail::log_layout<scalar_of<T>>;
    if constexpr (is_scalar<T>) {
      if (std::is_constant_evaluated() && !(x >= -1 && x <= std::numeric_limits<T>::max())) {
        return x < -1 ? std::numeric_limits<T>::quiet_NaN() : x;
      }
    }
    const auto huge = less(lit<T>(is_float<T> ? 0x1p100 : 0x1p1000), x);  // where 2^-e would leave the range
    const T y = select(huge, x * lit<T>(0x1p-8), x), u = lit<T>(1) + y;
    const T offset = select(huge, lit<T>(detail::log_unscaled<T> - 8), lit<T>(detail::log_unscaled<T>));
    const auto raised = m::bits(u) + m::splat_bits(layout::one - layout::lowest);
    const T exponent = m::from_bits((raised >> layout::digits) | m::splat_bits(layout::integer)) - offset;
    const T scale = m::from_bits(m::splat_bits(2 * layout::one) - (raised & m::splat_bits(~layout::fraction)));
    const T result = detail::log_of_parts(exponent, fma(y, scale, scale - lit<T>(1)));
    return select(equal(x, lit<T>(0)), x, detail::log_ends(u, result));
  }
}

}  // namespace pathwise::math
