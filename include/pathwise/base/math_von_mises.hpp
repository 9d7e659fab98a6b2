#pragma once
// The von Mises law about 0: the probability beyond an angle, the quantile, and how the quantile moves with the
// concentration, for concentrations from 1e-3 to 1e5. Fixed numbers of terms, so that one body serves a number and a
// register.
//
// A tail is integrated by Gauss's and Legendre's rule from the angle on to where the density has fallen by exp(-25), or
// to pi; near the middle, from the angle to 0. The half angle between is taken by the tangent of its half, so that a
// node costs one exponential and no circular function.
#include <pathwise/base/math_arctangent.hpp>
#include <pathwise/base/math_bessel.hpp>
#include <pathwise/base/math_circle.hpp>
#include <pathwise/base/math_incomplete_beta.hpp>

namespace pathwise::math {

namespace detail {

/// At an angle from 0 to pi: the integrals over the density there of the density, and of its derivative in the
/// concentration k, from the angle on to pi or, near the middle, back to 0.
template <class T>
struct von_mises_place {
  typename math_of<T>::mask_type inner;  // near the middle
  T log_density;
  T share, slope;  // slope: of the angle in k, where the probability stays
  T sine;          // of the angle
};
/// `log_scale` and `less_one` are log(I0(k) exp(-k)) and I1(k) / I0(k) - 1. Once a type, as gamma_at.
template <class T>
[[gnu::noinline]] constexpr von_mises_place<T> von_mises_at(T k, T angle, T log_scale, T less_one) {
  constexpr double fall = is_float<T> ? 12.5 : 25;  // of 2 sin^2(angle / 2) k: exp(-25), exp(-50)
  const T one = lit<T>(1), two = lit<T>(2), zero = lit<T>(0);
  const T half_sine = sin(lit<T>(0.5) * angle), half_cosine = cos(lit<T>(0.5) * angle);
  const T height = two * half_sine * half_sine;  // 1 - cos(angle)
  von_mises_place<T> at;
  at.sine = two * half_sine * half_cosine;
  at.log_density = -k * height - log_scale - lit<T>(1.8378770664093455);
  at.inner = less(height, -less_one);
  const T cosine = one - height, quarter = half_sine / (one + half_cosine);  // tan(angle / 4)
  const T square_end = min(one, fma(half_sine, half_sine, lit<T>(fall) / k)), end_sine = sqrt(square_end);
  const T end = select(at.inner, zero, end_sine / (one + sqrt(one - square_end)));
  const T way = (end - quarter) / fma(end, quarter, one), left = (one - quarter) / (one + quarter);
  // Where the fall is steep, the two ends are too near each other to take the difference.
  const T steep = k * at.sine * at.sine, short_way = lit<T>(0.5 * fall) * at.sine / max(one, steep);
  const T outer = select(less(lit<T>(100 * fall), steep), min(left, short_way), max(zero, way));
  const T reach = select(at.inner, way, outer);
  T share = zero, slope = zero;
  const auto add = [&](double place, double weight) {
    const T w = lit<T>(place) * reach, norm = one / fma(w, w, one);
    const T sine = two * w * norm, cos = fma(-w, w, one) * norm;  // of half the angle between
    const T fallen = two * sine * fma(at.sine, cos, cosine * sine);
    const T weighed = lit<T>(4 * weight) * norm * exp(-k * fallen);
    share += weighed;
    slope -= weighed * ((height + less_one) + fallen);
  };
  if constexpr (is_float<T>) {
    for (const rule_node& n : gauss_16) add(0.5 - 0.5 * n.at, 0.5 * n.weight), add(0.5 + 0.5 * n.at, 0.5 * n.weight);
  } else {
    for (const rule_node& n : gauss_32) add(0.5 - 0.5 * n.at, 0.5 * n.weight), add(0.5 + 0.5 * n.at, 0.5 * n.weight);
  }
  at.share = share * reach, at.slope = slope * reach;
  return at;
}
template <class T>
[[gnu::always_inline]] constexpr von_mises_place<T> von_mises_at(T k, T angle) {
  return von_mises_at(k, angle, log_i0e(lit<T>(0), k), log_i0e(lit<T>(1), k));
}

}  // namespace detail

/// The probability that a von Mises variable about 0 is beyond the angle: 1 from -pi down, 0 from pi on. Domain: k > 0.
/// Condition: right to some units in the last place of its operands for k from 1e-3 to 1e5.
template <class T>
[[gnu::always_inline]] constexpr T von_mises_tail(T k, T angle) {
  if (detail::is_constant_nan(k) || detail::is_constant_nan(angle)) return angle;
  const T zero = lit<T>(0), one = lit<T>(1), pi = lit<T>(3.1415926535897932);
  const T size = abs(angle);
  const auto outside = less_equal(pi, size), above = less(zero, angle);
  const auto at = detail::von_mises_at(k, select(outside, zero, size));
  const T tail = fma(exp(at.log_density), at.share, select(at.inner, lit<T>(0.5), zero));
  const T end = select(less_equal(k, math_of<T>::splat(detail::infinity<T>)), select(above, zero, one), k);  // or NaN
  return select(outside, end, select(above, tail, one - tail));
}
/// d(angle) / dk where that probability stays. No exponential of a tail is taken. Source: Figurnov et al. 2018, section
/// 4; here by differentiation under the integral.
template <class T>
[[gnu::always_inline]] constexpr T von_mises_slope(T k, T angle) {
  if (detail::is_constant_nan(k) || detail::is_constant_nan(angle)) return angle;
  const T pi = lit<T>(3.1415926535897932), zero = lit<T>(0), size = abs(angle);
  const auto outside = less_equal(pi, size);
  const T slope = select(outside, zero, detail::von_mises_at(k, select(outside, zero, size)).slope);
  return select(less(angle, zero), -slope, slope);
}
/// The angle below which the probability is p, given q = 1 - p as well: the smaller of the two is used. Domain: k > 0,
/// 0 < p < 1. From Hill's (1977) transformation of the normal quantile, or for small k the first term of the law's
/// Fourier series, by three steps (float two) of Halley's method on the logarithm of the tail, which is concave.
template <class T>
[[gnu::noinline]] constexpr T von_mises_quantile(T k, T p, T q) {
  if (detail::is_constant_nan(k) || detail::is_constant_nan(p)) return p;
  const T one = lit<T>(1), half = lit<T>(0.5), two = lit<T>(2), pi = lit<T>(3.1415926535897932), zero = lit<T>(0);
  const T tiny = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min());
  const T log_scale = log_i0e(zero, k), less_one = log_i0e(one, k);
  const T tail = min(half, max(tiny, min(p, q))), log_tail = log(tail);
  const T normal = max(zero, detail::normal_score(log_tail));
  const T chord = min(one, half * normal * exp(log_scale) * lit<T>(2.5066282746310002));  // sqrt(2 pi)
  const T close = two * atan(chord / sqrt(max(tiny, fma(-chord, chord, one))));
  // Far out, where the tail is nearly the density over its slope: the angle by its 1 - cos.
  const T spread = max(one, k * sin(min(lit<T>(2.8), close)));
  const T fall = max(zero, -(log_tail + log_scale + lit<T>(1.8378770664093455) + log(spread))) / k;
  const T far = two * atan(sqrt(fall / max(tiny, two - fall)));
  const T by_normal = select(less(chord, lit<T>(0.8)), close, far);
  const T uniform = pi * fma(-two, tail, one), by_series = uniform - two * (one + less_one) * sin(uniform);
  // The tail is at least (pi - angle) times the density at pi.
  const T log_end = fma(-two, k, -log_scale) - lit<T>(1.8378770664093455);
  const T left = max(lit<T>(is_float<T> ? 1e-5 : 4e-14), exp(min(lit<T>(-0.69314718055994531), log_tail - log_end)));
  T angle = min(pi - lit<T>(0.9) * left, max(zero, select(less(k, one), by_series, by_normal)));
  for (int i = 0; i < (is_float<T> ? 2 : 3); ++i) {
    const auto at = detail::von_mises_at(k, angle, log_scale, less_one);
    const T here = fma(exp(at.log_density), at.share, half);  // of the inner part
    const T log_here =
        select(at.inner, log(select(at.inner, here, one)), at.log_density + log(select(at.inner, one, at.share)));
    const T hazard = select(at.inner, exp(at.log_density) / here, one / at.share);
    const T excess = log_here - log_tail, growth = hazard - k * at.sine;  // of the logarithm of the hazard
    const T step = excess / hazard / fma(half * excess, growth / hazard, one);
    angle = min(pi - lit<T>(0.05) * left, max(zero, angle + step));
  }
  return select(less(p, q), -angle, angle);
}

}  // namespace pathwise::math
