#pragma once
// Reproducible numbers for tests, the same on every machine and with every standard library.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pathwise::testing {

class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x1234567u) {}

  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// Uniform on (low, high).
  double between(double low, double high) {
    return low + (high - low) * ((static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53);
  }
  /// One of 0, 1, ..., count - 1.
  int below(int count) { return static_cast<int>(bits() >> 33) % count; }
  bool chance(double p) { return between(0, 1) < p; }

  template <class T = long double>
  std::vector<T> vector(std::size_t count, double low = -1, double high = 1) {
    std::vector<T> v(count);
    for (T& x : v) x = static_cast<T>(between(low, high));
    return v;
  }

 private:
  std::uint64_t state_;
};

}  // namespace pathwise::testing
