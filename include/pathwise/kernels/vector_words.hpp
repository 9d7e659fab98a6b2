#pragma once
// What the noise kernel needs of registers beside arithmetic: wide products of 32-bit words, integers as numbers, and
// turning registers of words into blocks of consecutive columns. Part of kernels/vector.hpp.
#include <cstdint>
#include <utility>

#include <pathwise/kernels/vector.hpp>

namespace pathwise {

/// In each 64-bit lane the product of the low 32 bits of a and b: one instruction on x86 (the compilers do not all find
/// it).
template <int N>
[[gnu::always_inline]] inline lane_bits<double, N> multiply_low_halves(lane_bits<double, N> a, lane_bits<double, N> b) {
  using wide = lane_bits<double, N>;
  if constexpr (N == 1) {
    return {(a.v & 0xffffffff) * (b.v & 0xffffffff)};
#if defined(__AVX512F__)
  } else if constexpr (N == 8) {
    return __builtin_bit_cast(wide, _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), __builtin_bit_cast(__m512i, b)));
#endif
#if defined(__AVX2__)
  } else if constexpr (N == 4) {
    return __builtin_bit_cast(wide, _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), __builtin_bit_cast(__m256i, b)));
#endif
#if defined(__SSE2__)
  } else if constexpr (N == 2) {
    return __builtin_bit_cast(wide, _mm_mul_epu32(__builtin_bit_cast(__m128i, a), __builtin_bit_cast(__m128i, b)));
#endif
  } else {
    struct halves {
      lane_bits<double, N / 2> lo, hi;
    };
    const auto x = __builtin_bit_cast(halves, a), y = __builtin_bit_cast(halves, b);
    return __builtin_bit_cast(wide, halves{multiply_low_halves(x.lo, y.lo), multiply_low_halves(x.hi, y.hi)});
  }
}

/// N consecutive 32-bit words, of any alignment.
template <int N>
[[gnu::always_inline]] inline lane_bits<float, N> load_words(const std::uint32_t* p) {
  return {*reinterpret_cast<const typename detail::unaligned_register<std::uint32_t, N>::type*>(p)};
}
template <int N>
[[gnu::always_inline]] inline void store_words(std::uint32_t* p, lane_bits<float, N> words) {
  *reinterpret_cast<typename detail::unaligned_register<std::uint32_t, N>::type*>(p) = words.v;
}

/// N consecutive 32-bit words, each in a 64-bit lane.
template <int N>
[[gnu::always_inline]] inline lane_bits<double, N> load_words_wide(const std::uint32_t* p) {
  if constexpr (N == 1)
    return {*p};
  else
    return {__builtin_convertvector(load_words<N>(p).v, detail::register_of<std::uint64_t, N>)};
}

/// The numbers that 32-bit integers in two's complement stand for, rounded to nearest.
template <int N>
[[gnu::always_inline]] inline lanes<float, N> number_of(lane_bits<float, N> b) {
  if constexpr (N == 1) {
    return static_cast<float>(static_cast<std::int32_t>(b.v));
  } else {
    typedef std::int32_t signed_register __attribute__((vector_size(4 * N)));
    return lanes<float, N>::of(
        __builtin_convertvector(__builtin_bit_cast(signed_register, b), detail::register_of<float, N>));
  }
}

/// Lane 2i from the low half of even's lane i, lane 2i + 1 from the low half of odd's.
template <int N>
[[gnu::always_inline]] inline lane_bits<float, 2 * N> join_low_halves(lane_bits<double, N> even,
                                                                      lane_bits<double, N> odd) {
  const auto mask = lane_bits<double, N>::splat(0xffffffff);
  return __builtin_bit_cast(lane_bits<float, 2 * N>, (even & mask) | (odd << 32));
}

namespace detail {

/// Interleaves a and b within each 16 bytes, the lower (Upper = 0) or the upper halves: a0 b0 a1 b1 ...
template <int Upper, class T, int N, int... I>
[[gnu::always_inline]] inline lanes<T, N> interleave(lanes<T, N> a, lanes<T, N> b, std::integer_sequence<int, I...>) {
  constexpr int chunk = 16 / sizeof(T);
  return lanes<T, N>::of(
      __builtin_shufflevector(a.v, b.v, (I / chunk * chunk + Upper * (chunk / 2) + I % chunk / 2 + I % 2 * N)...));
}

/// Interleaves pairs of floats within each 16 bytes.
template <int Upper, int N, int... I>
[[gnu::always_inline]] inline lanes<float, N> interleave_pairs(lanes<float, N> a, lanes<float, N> b,
                                                               std::integer_sequence<int, I...>) {
  return lanes<float, N>::of(__builtin_shufflevector(a.v, b.v, (I / 4 * 4 + Upper * 2 + I % 2 + I % 4 / 2 * N)...));
}

}  // namespace detail

/// Stores, for each lane l, column[0][l], column[1][l], ... as 16 consecutive bytes at to(l): 4 floats, N >= 4.
template <int N, class Address>
[[gnu::always_inline]] inline void store_blocks(const lanes<float, N> (&column)[4], Address to) {
  constexpr auto all = std::make_integer_sequence<int, N>{};
  const auto a = detail::interleave<0>(column[0], column[1], all), b = detail::interleave<0>(column[2], column[3], all);
  const auto c = detail::interleave<1>(column[0], column[1], all), d = detail::interleave<1>(column[2], column[3], all);
  struct blocks {
    lanes<float, 4> block[N / 4];
  };
  const blocks turned[4] = {__builtin_bit_cast(blocks, detail::interleave_pairs<0>(a, b, all)),
                            __builtin_bit_cast(blocks, detail::interleave_pairs<1>(a, b, all)),
                            __builtin_bit_cast(blocks, detail::interleave_pairs<0>(c, d, all)),
                            __builtin_bit_cast(blocks, detail::interleave_pairs<1>(c, d, all))};
#pragma GCC unroll 16
  for (int l = 0; l < N; ++l) turned[l % 4].block[l / 4].store(to(l));
}

/// The same for two columns of doubles, N >= 2.
template <int N, class Address>
[[gnu::always_inline]] inline void store_blocks(const lanes<double, N> (&column)[2], Address to) {
  constexpr auto all = std::make_integer_sequence<int, N>{};
  struct blocks {
    lanes<double, 2> block[N / 2];
  };
  const blocks turned[2] = {__builtin_bit_cast(blocks, detail::interleave<0>(column[0], column[1], all)),
                            __builtin_bit_cast(blocks, detail::interleave<1>(column[0], column[1], all))};
#pragma GCC unroll 16
  for (int l = 0; l < N; ++l) turned[l % 2].block[l / 2].store(to(l));
}

}  // namespace pathwise
