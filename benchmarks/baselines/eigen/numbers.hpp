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

/// Where a draw gets its word `i` from: the hash of a counter.
struct hashed {
  std::uint32_t start;
  hashed(int, std::uint32_t seed) : start(seed * 0x9e3779b9U) {}
  std::uint32_t operator()(int i) const { return hash(start + static_cast<std::uint32_t>(i)); }
};
/// The words of Philox 4x32-10, a block of four counters after the other, made beforehand; at most 1024.
class from_philox {
 public:
  from_philox(int count, std::uint32_t seed) {
    const int blocks = (count + 3) / 4;
    for (int b = 0; b < blocks; ++b) {
      std::uint32_t x0 = static_cast<std::uint32_t>(b), x1 = seed, x2 = 0, x3 = 0, k0 = 1, k1 = 0;
#pragma GCC unroll 10
      for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9U, k1 += 0xBB67AE85U) {
        const std::uint64_t p = std::uint64_t{0xD2511F53U} * x0, q = std::uint64_t{0xCD9E8D57U} * x2;
        x0 = static_cast<std::uint32_t>(q >> 32) ^ x1 ^ k0;
        x1 = static_cast<std::uint32_t>(q);
        x2 = static_cast<std::uint32_t>(p >> 32) ^ x3 ^ k1;
        x3 = static_cast<std::uint32_t>(p);
      }
      word_[b] = x0, word_[256 + b] = x1, word_[512 + b] = x2, word_[768 + b] = x3;
    }
    stride_ = blocks;
  }
  /// Any order serves, so that of the arrays.
  std::uint32_t operator()(int i) const { return word_[stride_ == 256 ? i : i / stride_ * 256 + i % stride_]; }

 private:
  alignas(64) std::uint32_t word_[1024];
  int stride_;
};

/// `count` (even) standard normals by Box and Muller.
template <class Words = hashed>
void draw_normals(float* out, int count, std::uint32_t seed) {
  constexpr int chunk = 1024;
  const int half = count / 2;
  const Words word(count, seed);
  alignas(64) float radius[chunk], angle[chunk];
  for (int first = 0; first < half; first += chunk) {
    const int n = std::min(chunk, half - first);
    for (int i = 0; i < n; ++i) {
      radius[i] = static_cast<float>(static_cast<std::int32_t>((word(first + i) >> 8) + 1)) * 0x1p-24f;
      angle[i] = static_cast<float>(static_cast<std::int32_t>(word(half + first + i) >> 8)) * (0x1p-24f * 6.2831853f);
    }
    Eigen::Map<Eigen::ArrayXf> r(radius, n), a(angle, n), x(out + first, n), y(out + half + first, n);
    r = (-2.f * r.log()).sqrt();
    x = r * a.cos();
    y = r * a.sin();
  }
}

/// `count` standard Laplace numbers by inversion: log u with the sign of a bit that u does not use. (By Eigen's sign()
/// it takes three times as long.)
template <class Words = hashed>
void draw_laplaces(float* out, int count, std::uint32_t seed) {
  constexpr int chunk = 1024;
  const Words word(count, seed);
  alignas(64) std::uint32_t bits[chunk];
  for (int first = 0; first < count; first += chunk) {
    const int n = std::min(chunk, count - first);
    float* o = out + first;
    for (int i = 0; i < n; ++i) {
      bits[i] = word(first + i);
      o[i] = (static_cast<float>(static_cast<std::int32_t>(bits[i] >> 9)) + 0.5f) * 0x1p-23f;
    }
    Eigen::Map<Eigen::ArrayXf> u(o, n);
    u = u.log();
    for (int i = 0; i < n; ++i) o[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(o[i]) ^ bits[i] << 31);
  }
}

/// `count` uniform numbers in (0, 1), none of which is an end.
template <class Words>
void draw_uniforms(float* out, int count, std::uint32_t seed) {
  const Words word(count, seed);
  for (int i = 0; i < count; ++i)
    out[i] = (static_cast<float>(static_cast<std::int32_t>(word(i) >> 9)) + 0.5f) * 0x1p-23f;
}

/// Standard logistic and Gumbel numbers by inversion.
template <class Words = hashed>
void draw_logistics(float* out, int count, std::uint32_t seed) {
  draw_uniforms<Words>(out, count, seed);
  Eigen::Map<Eigen::ArrayXf> u(out, count);
  u = (u / (1.f - u)).log();
}
template <class Words = hashed>
void draw_gumbels(float* out, int count, std::uint32_t seed) {
  draw_uniforms<Words>(out, count, seed);
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
