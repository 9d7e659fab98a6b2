#pragma once
// Elementwise functions that are made of others. Each is safe on the whole line, in value and slope: what is not chosen
// is computed where it is finite.
#include <limits>

#include <pathwise/expr/axes.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// x within [low, high]. Gradient: 1 within, 0 outside.
template <std::size_t... E>
constexpr expr<E...> clamp(expr<E...> x, double low, double high) {
  return min(max(x, low), high);
}

/// x where it is positive, slope x elsewhere.
template <std::size_t... E>
constexpr expr<E...> leaky_relu(expr<E...> x, double slope = 0.01) {
  return where(less(0.0, x), x, slope * x);
}
/// x where it is positive, alpha (e^x - 1) elsewhere.
template <std::size_t... E>
constexpr expr<E...> elu(expr<E...> x, double alpha = 1) {
  return where(less(0.0, x), x, alpha * expm1(min(x, 0.0)));
}
/// `elu` of fixed point 0 and variance 1. Source: Klambauer et al. 2017.
template <std::size_t... E>
constexpr expr<E...> selu(expr<E...> x) {
  return 1.0507009873554804934 * elu(x, 1.6732632423543772848);
}
/// max(x, 0) + min(alpha (e^(x / alpha) - 1), 0).
template <std::size_t... E>
constexpr expr<E...> celu(expr<E...> x, double alpha = 1) {
  return where(less(0.0, x), x, alpha * expm1(min(x, 0.0) * (1 / alpha)));
}
/// x times the normal law's probability below x. Source: Hendrycks and Gimpel 2016.
template <std::size_t... E>
constexpr expr<E...> gelu(expr<E...> x) {
  return 0.5 * x * erfc(-0.70710678118654752 * x);
}
/// The same with tanh in place of erf: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
template <std::size_t... E>
constexpr expr<E...> gelu_tanh(expr<E...> x) {
  return x * sigmoid(1.5957691216057308 * (x + 0.044715 * (x * square(x))));
}
/// x sigmoid(x), also called swish.
template <std::size_t... E>
constexpr expr<E...> silu(expr<E...> x) {
  return x * sigmoid(x);
}
/// x tanh(softplus(x)).
template <std::size_t... E>
constexpr expr<E...> mish(expr<E...> x) {
  return x * tanh(softplus(x));
}
/// log sigmoid(x) = -softplus(-x).
template <std::size_t... E>
constexpr expr<E...> log_sigmoid(expr<E...> x) {
  return -softplus(-x);
}
/// x / (1 + |x|).
template <std::size_t... E>
constexpr expr<E...> softsign(expr<E...> x) {
  return x / (1.0 + abs(x));
}
template <std::size_t... E>
constexpr expr<E...> tanhshrink(expr<E...> x) {
  return x - tanh(x);
}
/// x moved towards 0 by `threshold`, and 0 within.
template <std::size_t... E>
constexpr expr<E...> softshrink(expr<E...> x, double threshold = 0.5) {
  return x - clamp(x, -threshold, threshold);
}
/// 0 within [-threshold, threshold], x outside.
template <std::size_t... E>
constexpr expr<E...> hardshrink(expr<E...> x, double threshold = 0.5) {
  return where(less(threshold, abs(x)), x, 0.0);
}
/// x within [-1, 1].
template <std::size_t... E>
constexpr expr<E...> hard_tanh(expr<E...> x) {
  return clamp(x, -1, 1);
}
/// x / 6 + 1 / 2 within [0, 1].
template <std::size_t... E>
constexpr expr<E...> hard_sigmoid(expr<E...> x) {
  return clamp(x * (1.0 / 6) + 0.5, 0, 1);
}
/// x hard_sigmoid(x).
template <std::size_t... E>
constexpr expr<E...> hard_swish(expr<E...> x) {
  return x * hard_sigmoid(x);
}
/// x within [0, 6].
template <std::size_t... E>
constexpr expr<E...> relu6(expr<E...> x) {
  return clamp(x, 0, 6);
}
/// The first half of an axis times the sigmoid of the second. Source: Dauphin et al. 2017.
template <std::size_t N>
  requires(N % 2 == 0)
constexpr expr<N / 2> glu(expr<N> x) {
  constexpr int half = static_cast<int>(N / 2);
  return slice<0, half>(x, axis<0>) * sigmoid(slice<half, 2 * half>(x, axis<0>));
}

/// log(e^a + e^b), which no finite a and b overflow. Gradient: sigmoid(a - b) and sigmoid(b - a).
template <std::size_t... E>
constexpr expr<E...> logaddexp(expr<E...> a, expr<E...> b) {
  return b + softplus(a - b);
}
/// x log y, and 0 where x is 0 whatever y is.
template <std::size_t... E>
constexpr expr<E...> xlogy(expr<E...> x, expr<E...> y) {
  const auto zero = less_equal(abs(x), 0.0);
  return where(zero, 0.0, x * log(where(zero, 1.0, y)));
}
/// sqrt(a^2 + b^2), which neither overflows nor underflows before its value does. Gradient: 0 at the origin.
template <std::size_t... E>
constexpr expr<E...> hypot(expr<E...> a, expr<E...> b) {
  const auto x = abs(a), y = abs(b);
  const auto large = max(x, y), small = min(x, y);
  const auto none = less_equal(large, 0.0);
  const auto divisor = where(none, 1.0, large);
  return where(none, 0.0, large * sqrt(1.0 + square(small / divisor)));
}
/// The angle of the point (x, y), in radians from the x axis, within [-pi, pi]. Gradient: (x, -y) / (x^2 + y^2).
/// Domain: not both 0, where it is 0 with gradient 0.
template <std::size_t... E>
constexpr expr<E...> atan2(expr<E...> y, expr<E...> x) {
  constexpr double pi = 3.14159265358979323846;
  const auto steep = less(abs(x), abs(y));
  const auto none = less_equal(max(abs(x), abs(y)), 0.0);
  const auto down = where(steep, y, where(none, 1.0, x));
  const auto angle = atan(where(steep, -x, y) / down);
  const auto half_turn = where(less(y, 0.0), -pi, pi);
  const auto turn = where(steep, 0.5 * half_turn, where(less(x, 0.0), half_turn, 0.0));
  return where(none, 0.0, angle + turn);
}
/// sin(pi x) / (pi x), and 1 at 0.
template <std::size_t... E>
constexpr expr<E...> sinc(expr<E...> x) {
  constexpr double pi = 3.14159265358979323846;
  const auto t = pi * x;
  const auto near = less(abs(t), 1e-2);
  const auto away = where(near, 1.0, t);
  const auto s = square(where(near, t, 0.0));
  return where(near, 1.0 - s * (1.0 / 6) * (1.0 - s * 0.05 * (1.0 - s * (1.0 / 42))), sin(away) / away);
}
/// x^p = e^(p log x). Domain: x > 0.
template <std::size_t... E>
constexpr expr<E...> pow(expr<E...> x, expr<E...> p) {
  return exp(p * log(x));
}
template <std::size_t... E>
constexpr expr<E...> pow(expr<E...> x, double p) {
  return exp(p * log(x));
}
template <std::size_t... E>
constexpr expr<E...> reciprocal(expr<E...> x) {
  return 1.0 / x;
}
template <std::size_t... E>
constexpr expr<E...> rsqrt(expr<E...> x) {
  return 1.0 / sqrt(x);
}
template <std::size_t... E>
constexpr expr<E...> exp2(expr<E...> x) {
  return exp(0.69314718055994530942 * x);
}
template <std::size_t... E>
constexpr expr<E...> log2(expr<E...> x) {
  return 1.4426950408889634074 * log(x);
}
template <std::size_t... E>
constexpr expr<E...> log10(expr<E...> x) {
  return 0.43429448190325182765 * log(x);
}
template <std::size_t... E>
constexpr expr<E...> tan(expr<E...> x) {
  return sin(x) / cos(x);
}
template <std::size_t... E>
constexpr expr<E...> asin(expr<E...> x) {
  return atan2(x, sqrt((1.0 - x) * (1.0 + x)));
}
template <std::size_t... E>
constexpr expr<E...> acos(expr<E...> x) {
  return atan2(sqrt((1.0 - x) * (1.0 + x)), x);
}
template <std::size_t... E>
constexpr expr<E...> sinh(expr<E...> x) {
  const auto e = expm1(x);
  return 0.5 * (e + e / (e + 1.0));
}
template <std::size_t... E>
constexpr expr<E...> cosh(expr<E...> x) {
  const auto e = exp(abs(x));
  return 0.5 * (e + 1.0 / e);
}
template <std::size_t... E>
constexpr expr<E...> asinh(expr<E...> x) {
  const auto a = abs(x);
  return sign(x) * log1p(a + square(a) / (1.0 + sqrt(1.0 + square(a))));
}
/// Domain: x >= 1.
template <std::size_t... E>
constexpr expr<E...> acosh(expr<E...> x) {
  const auto t = x - 1.0;
  return log1p(t + sqrt(t * (x + 1.0)));
}
/// Domain: |x| < 1.
template <std::size_t... E>
constexpr expr<E...> atanh(expr<E...> x) {
  return 0.5 * log1p(2.0 * x / (1.0 - x));
}

}  // namespace pathwise
