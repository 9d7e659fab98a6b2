#pragma once
// What a careful C++ programmer writes around Eigen: noise, Adam, and a layer's parameters.
#include <Eigen/Dense>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace by_hand {

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using row = Eigen::Matrix<float, 1, Eigen::Dynamic>;

/// A hash of 32 bits, which the compiler vectorises: a cheaper source of noise than Philox.
inline std::uint32_t hash(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  x ^= x >> 16;
  return x;
}

/// `count` (even) standard normals by Box and Muller.
inline void draw_normals(float* out, int count, std::uint32_t seed) {
  constexpr int chunk = 1024;
  const int half = count / 2;
  alignas(64) float radius[chunk], angle[chunk];
  for (int first = 0; first < half; first += chunk) {
    const int n = std::min(chunk, half - first);
    for (int i = 0; i < n; ++i) {
      const std::uint32_t key = seed * 0x9e3779b9U + 2u * static_cast<std::uint32_t>(first + i);
      radius[i] = static_cast<float>(static_cast<std::int32_t>((hash(key) >> 8) + 1)) * 0x1p-24f;
      angle[i] = static_cast<float>(static_cast<std::int32_t>(hash(key + 1) >> 8)) * (0x1p-24f * 6.2831853f);
    }
    Eigen::Map<Eigen::ArrayXf> r(radius, n), a(angle, n), x(out + first, n), y(out + half + first, n);
    r = (-2.f * r.log()).sqrt();
    x = r * a.cos();
    y = r * a.sin();
  }
}

/// `count` standard Laplace numbers by inversion: log u with the sign of a bit that u does not use. (By Eigen's sign()
/// it takes three times as long.)
inline void draw_laplaces(float* out, int count, std::uint32_t seed) {
  constexpr int chunk = 1024;
  alignas(64) std::uint32_t bits[chunk];
  for (int first = 0; first < count; first += chunk) {
    const int n = std::min(chunk, count - first);
    float* o = out + first;
    for (int i = 0; i < n; ++i) {
      bits[i] = hash(seed * 0x9e3779b9U + static_cast<std::uint32_t>(first + i));
      o[i] = (static_cast<float>(static_cast<std::int32_t>(bits[i] >> 9)) + 0.5f) * 0x1p-23f;
    }
    Eigen::Map<Eigen::ArrayXf> u(o, n);
    u = u.log();
    for (int i = 0; i < n; ++i) o[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(o[i]) ^ bits[i] << 31);
  }
}

/// `count` uniform numbers in (0, 1), none of which is an end.
inline void draw_uniforms(float* out, int count, std::uint32_t seed) {
  for (int i = 0; i < count; ++i)
    out[i] =
        (static_cast<float>(static_cast<std::int32_t>(hash(seed * 0x9e3779b9U + static_cast<std::uint32_t>(i)) >> 9)) +
         0.5f) *
        0x1p-23f;
}

/// Standard logistic and Gumbel numbers by inversion.
inline void draw_logistics(float* out, int count, std::uint32_t seed) {
  draw_uniforms(out, count, seed);
  Eigen::Map<Eigen::ArrayXf> u(out, count);
  u = (u / (1.f - u)).log();
}
inline void draw_gumbels(float* out, int count, std::uint32_t seed) {
  draw_uniforms(out, count, seed);
  Eigen::Map<Eigen::ArrayXf> u(out, count);
  u = -(-u.log()).log();
}

/// Adam's corrections at step t, for learning rate 1e-3.
struct adam_step {
  float step_size, root_scale;
  explicit adam_step(int t)
      : step_size(1e-3f / (1 - std::pow(0.9f, static_cast<float>(t)))),
        root_scale(1 / std::sqrt(1 - std::pow(0.999f, static_cast<float>(t)))) {}
};

inline void adam(float* __restrict w, float* __restrict m, float* __restrict v, const float* __restrict gradient,
                 long count, const adam_step& at) {
#pragma omp simd
  for (long i = 0; i < count; ++i) {
    const float mean = 0.9f * m[i] + 0.1f * gradient[i], square = 0.999f * v[i] + 0.001f * gradient[i] * gradient[i];
    m[i] = mean;
    v[i] = square;
    w[i] -= at.step_size * mean / (std::sqrt(square) * at.root_scale + 1e-8f);
  }
}

/// Numbers of a check, taken from the front; weights come as PyTorch stores them, [out, in].
class given_numbers {
 public:
  explicit given_numbers(std::span<const float> numbers) : left_(numbers) {}
  const float* take(long count) {
    const float* front = left_.data();
    left_ = left_.subspan(static_cast<std::size_t>(count));
    return front;
  }
  Eigen::Map<const matrix> take(long rows, long cols) { return {take(rows * cols), rows, cols}; }

 private:
  std::span<const float> left_;
};

}  // namespace by_hand
