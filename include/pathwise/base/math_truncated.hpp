#pragma once
// The normaliser and the cumulants of a piece of a normal density, by a quadrature whose terms are all positive: their
// closed forms are differences of numbers that are the nearer, the narrower the piece and the farther out it lies.
#include <array>

#include <pathwise/base/math_circle.hpp>
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_logarithm.hpp>
#include <pathwise/base/math_primitives.hpp>

namespace pathwise::math {

namespace detail {

/// The Gauss-Legendre rule on [0, 1].
template <int Nodes>
struct legendre_rule {
  std::array<double, Nodes> at{}, weight{};

  /// By Newton's method from Chebyshev's nodes.
  constexpr legendre_rule() {
    for (int i = 0; i < Nodes; ++i) {
      double x = -cos(3.1415926535897932 * (i + 0.75) / (Nodes + 0.5)), slope = 0;
      for (int step = 0; step < 6; ++step) {
        double before = 0, value = 1;
        for (int n = 1; n <= Nodes; ++n) {
          const double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
          before = value;
          value = next;
        }
        slope = Nodes * (x * value - before) / (x * x - 1);
        x -= value / slope;
      }
      at[static_cast<std::size_t>(i)] = 0.5 * (1 + x);
      weight[static_cast<std::size_t>(i)] = 1 / ((1 - x * x) * slope * slope);
    }
  }
};
template <int Nodes>
inline constexpr legendre_rule<Nodes> legendre{};

}  // namespace detail

/// Of the density proportional to exp(-y^2 / 2) on [start, start + width], seen from its highest point, top =
/// max(start, 0): for order 0 the logarithm of the integral of exp((top^2 - y^2) / 2), for order 1 the mean less top,
/// for orders 2 to 4 that cumulant. Domain: width > 0, start >= -width / 2, |start| < 1e18 (double: 1e150); NaN for
/// other orders. Cost: 24 exponentials (double: 56).
template <class T>
[[gnu::always_inline]] constexpr T truncated_cumulant(T order, T start, T width) {
  if (detail::is_constant_nan(start)) return start;
  if (detail::is_constant_nan(width)) return width;
  // As far as the density is above exp(-depth) of its top: what is cut off is depth^k exp(-depth) of the k-th moment.
  constexpr int nodes = is_float<T> ? 24 : 56;
  constexpr double depth = is_float<T> ? 24 : 46, reach = is_float<T> ? 6.9282032302755092 : 9.5916630466254392;
  const T zero = lit<T>(0), top = max(zero, start), below = min(zero, start);
  const T near = max(lit<T>(-reach), below);  // of the piece, less top
  const T far = min(lit<T>(2 * depth) / (top + sqrt(top * top + lit<T>(2 * depth))), width + below);
  const T length = far - near;
  T height[nodes], distance[nodes], sum = zero, moment = zero;
  for (int i = 0; i < nodes; ++i) {
    const auto k = static_cast<std::size_t>(i);
    distance[i] = fma(length, lit<T>(detail::legendre<nodes>.at[k]), near);
    height[i] = lit<T>(detail::legendre<nodes>.weight[k]) * exp(-distance[i] * fma(lit<T>(0.5), distance[i], top));
    sum = sum + height[i];
    moment = fma(height[i], distance[i], moment);
  }
  const T mean = moment / sum;
  T second = zero, third = zero, fourth = zero;
  for (int i = 0; i < nodes; ++i) {
    const T d = distance[i] - mean, of_square = height[i] * d * d;
    second = second + of_square;
    third = fma(of_square, d, third);
    fourth = fma(of_square * d, d, fourth);
  }
  const T variance = second / sum;
  const T options[5] = {log(length * sum), mean, variance, third / sum, fourth / sum - lit<T>(3) * variance * variance};
  T result = math_of<T>::splat(detail::not_a_number<T>);
  for (int k = 0; k < 5; ++k) result = select(equal(order, lit<T>(k)), options[k], result);
  return result;
}

}  // namespace pathwise::math
