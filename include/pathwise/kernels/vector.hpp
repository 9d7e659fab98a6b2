#pragma once
// Numbers in registers: lanes<T, N>, the one type kernels and op bodies are written on. The only file that includes
// xsimd.
#include <cstdint>
#include <type_traits>

#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"  // g++ 12's own AVX-512 header (_mm512_undefined) trips both
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#pragma GCC diagnostic pop

#include <pathwise/base/math.hpp>
#include <pathwise/kernels/vector_twin.hpp>

namespace pathwise {

#if defined(PATHWISE_FORCE_SCALAR) || defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)  // the first by the preset "scalar"
template <class T>
inline constexpr int native_lanes = 1;
#else
/// How many T the widest register of this translation unit's instruction set holds.
template <class T>
inline constexpr int native_lanes = static_cast<int>(xsimd::batch<T>::size);
#endif

namespace detail {

template <class T, int N>
struct register_type {
  typedef T type __attribute__((vector_size(sizeof(T) * N)));
};
template <class T>
struct register_type<T, 1> {
  using type = T;
};
/// The compilers' own vector of N numbers; for N = 1 the number itself.
template <class T, int N>
using register_of = typename register_type<T, N>::type;

template <class T, int N>
struct unaligned_register {
  typedef register_of<T, N> type __attribute__((aligned(alignof(T)), may_alias));
};

template <class T>
using bits_of = typename math_of<T>::bits_type;

template <class T, int N>
inline constexpr bool is_native = N > 1 && N == native_lanes<T>;

}  // namespace detail

/// The bits of N numbers: unsigned integers of the same size; shifts to the right bring in zeros.
template <class T, int N>
struct lane_bits {
  using integer = detail::bits_of<T>;
  detail::register_of<integer, N> v;

  [[gnu::always_inline]] static lane_bits splat(integer x) { return {x + detail::register_of<integer, N>{}}; }
  [[gnu::always_inline]] friend lane_bits operator+(lane_bits a, lane_bits b) { return {a.v + b.v}; }
  [[gnu::always_inline]] friend lane_bits operator-(lane_bits a, lane_bits b) { return {a.v - b.v}; }
  [[gnu::always_inline]] friend lane_bits operator&(lane_bits a, lane_bits b) { return {a.v & b.v}; }
  [[gnu::always_inline]] friend lane_bits operator|(lane_bits a, lane_bits b) { return {a.v | b.v}; }
  [[gnu::always_inline]] friend lane_bits operator^(lane_bits a, lane_bits b) { return {a.v ^ b.v}; }
  [[gnu::always_inline]] friend lane_bits operator~(lane_bits a) { return {~a.v}; }
  [[gnu::always_inline]] friend lane_bits operator<<(lane_bits a, int count) { return {a.v << count}; }
  [[gnu::always_inline]] friend lane_bits operator>>(lane_bits a, int count) { return {a.v >> count}; }
};

/// The outcome of a comparison of N numbers.
template <class T, int N>
struct lane_mask {
  decltype(detail::register_of<T, N>{} < detail::register_of<T, N>{}) v;

  [[gnu::always_inline]] friend lane_mask operator&(lane_mask a, lane_mask b) {
    if constexpr (N == 1)
      return {a.v && b.v};
    else
      return {a.v & b.v};
  }
  [[gnu::always_inline]] friend lane_mask operator|(lane_mask a, lane_mask b) {
    if constexpr (N == 1)
      return {a.v || b.v};
    else
      return {a.v | b.v};
  }
  [[gnu::always_inline]] friend lane_mask operator!(lane_mask a) {
    if constexpr (N == 1)
      return {!a.v};
    else
      return {~a.v};
  }
};

/// N numbers in registers. N = native_lanes<T> is one machine register, worked on through xsimd; N = 1 is one number;
/// any other power of two is the compilers' vector extension, so that a 16-lane program runs, slower, on any machine.
/// Equal bits at every N: each operation is IEEE 754's, lane by lane.
template <class T, int N>
struct lanes {
  static_assert(scalar_like<T> && N >= 1 && (N & (N - 1)) == 0, "lanes<T, N>: N is a power of two");
  using value_type = T;
  using register_type = detail::register_of<T, N>;
  static constexpr int size = N;

  register_type v;

  lanes() = default;
  /// The number in every lane, so that `2 * x` and `T(0)` mean what they mean for a scalar.
  [[gnu::always_inline]] lanes(T x);

  [[gnu::always_inline]] static lanes of(const register_type& r) {
    lanes x;
    x.v = r;
    return x;
  }
  [[gnu::always_inline]] static lanes splat(T x) { return lanes(x); }
  /// N numbers from p, of any alignment.
  [[gnu::always_inline]] static lanes load(const T* p);
  /// The first `count` numbers from p (0 <= count <= N) and zeros; nothing beyond is read.
  [[gnu::always_inline]] static lanes load(const T* p, int count);
  [[gnu::always_inline]] void store(T* p) const;
  /// Only the first `count` numbers; nothing beyond is written.
  [[gnu::always_inline]] void store(T* p, int count) const;

  [[gnu::always_inline]] T operator[](int i) const {
    if constexpr (N == 1)
      return v;
    else
      return v[i];
  }

  [[gnu::always_inline]] friend lanes operator+(lanes a, lanes b) { return of(a.v + b.v); }
  [[gnu::always_inline]] friend lanes operator-(lanes a, lanes b) { return of(a.v - b.v); }
  [[gnu::always_inline]] friend lanes operator*(lanes a, lanes b) { return of(a.v * b.v); }
  [[gnu::always_inline]] friend lanes operator/(lanes a, lanes b) { return of(a.v / b.v); }
  [[gnu::always_inline]] friend lanes operator-(lanes a) { return of(-a.v); }
  [[gnu::always_inline]] friend lanes& operator+=(lanes& a, lanes b) { return a = a + b; }
  [[gnu::always_inline]] friend lanes& operator-=(lanes& a, lanes b) { return a = a - b; }
  [[gnu::always_inline]] friend lanes& operator*=(lanes& a, lanes b) { return a = a * b; }
};

/// Whether this is the vector of a machine with 32 registers, or its stand-in: twice as much may then be at work in
/// them.
#ifdef __aarch64__
template <class V>
inline constexpr bool has_32_registers = true;
#else
template <class V>
inline constexpr bool has_32_registers = V::size * sizeof(typename V::value_type) == 64;
#endif

/// One machine register's worth.
template <class T>
using native = lanes<T, native_lanes<T>>;

}  // namespace pathwise

#include <pathwise/kernels/vector_operations.hpp>
