#pragma once
// Comparison by norms: elementwise relative error of entries near zero means nothing.
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <limits>
#include <ranges>

namespace pathwise::testing {

/// max|x|. Infinite where a number is not finite.
template <std::ranges::range Numbers>
long double largest(const Numbers& x) {
  long double most = 0;
  for (const auto v : x)
    most = std::isfinite(v) ? std::max(most, std::fabs(static_cast<long double>(v)))
                            : std::numeric_limits<long double>::infinity();
  return most;
}

/// max|a - b|. Infinite where sizes differ or a difference is not finite.
template <std::ranges::random_access_range A, std::ranges::random_access_range B>
long double distance(const A& a, const B& b) {
  if (a.size() != b.size()) return std::numeric_limits<long double>::infinity();
  long double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const long double d = std::fabs(static_cast<long double>(a[i]) - static_cast<long double>(b[i]));
    most = d <= std::numeric_limits<double>::max() ? std::max(most, d) : std::numeric_limits<long double>::infinity();
  }
  return most;
}

/// max|a - b| / max|b|; the distance itself where b is zero.
template <std::ranges::random_access_range A, std::ranges::random_access_range B>
long double relative_maximum(const A& a, const B& b) {
  const long double scale = largest(b);
  return scale > 0 ? distance(a, b) / scale : distance(a, b);
}

/// Equal bits, or both not a number.
template <std::floating_point T>
bool same_bits(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}
template <std::ranges::range Numbers>
bool same_bits(const Numbers& a, const Numbers& b) {
  return std::ranges::equal(a, b, [](auto x, auto y) { return same_bits(x, y); });
}

template <std::ranges::range Numbers>
bool all_finite(const Numbers& x) {
  return std::ranges::all_of(x, [](auto v) { return std::isfinite(v); });
}

}  // namespace pathwise::testing
