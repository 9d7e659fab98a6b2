#pragma once
// Philox 4x32-10: random words as a function of a counter and a key, many counters at once.
#include <array>
#include <cstdint>

#include <pathwise/kernels/vector.hpp>

namespace pathwise::kernels {

/// N 32-bit words in registers; one word for N = 1.
template <int N>
using words = pathwise::detail::register_of<std::uint32_t, N>;

namespace detail {

template <int N>
struct word_product {
  words<N> high, low;
};

/// The 64-bit products of N words with one constant.
template <int N>
[[gnu::always_inline]] inline word_product<N> multiply_wide(words<N> x, std::uint32_t k) {
  if constexpr (N == 1) {
    const std::uint64_t p = static_cast<std::uint64_t>(x) * k;
    return {static_cast<std::uint32_t>(p >> 32), static_cast<std::uint32_t>(p)};
  } else {
#if defined(__AVX2__)
    if constexpr (N == 8) {  // even and odd lanes by two 32 x 32 -> 64 products each
      const __m256i v = __builtin_bit_cast(__m256i, x), by = _mm256_set1_epi32(static_cast<int>(k));
      const __m256i even = _mm256_mul_epu32(v, by), odd = _mm256_mul_epu32(_mm256_srli_epi64(v, 32), by);
      const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa), low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
      return {__builtin_bit_cast(words<N>, high), __builtin_bit_cast(words<N>, low)};
    }
#endif
#if defined(__AVX512F__)
    if constexpr (N == 16) {
      const __m512i v = __builtin_bit_cast(__m512i, x), by = _mm512_set1_epi32(static_cast<int>(k));
      const __m512i even = _mm512_mul_epu32(v, by), odd = _mm512_mul_epu32(_mm512_srli_epi64(v, 32), by);
      const __m512i high = _mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd), low = _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
      return {__builtin_bit_cast(words<N>, high), __builtin_bit_cast(words<N>, low)};
    }
#endif
    using wide = pathwise::detail::register_of<std::uint64_t, N>;
    const wide p = __builtin_convertvector(x, wide) * k;
    return {__builtin_convertvector(p >> 32, words<N>), __builtin_convertvector(p, words<N>)};
  }
}

}  // namespace detail

/// Four words for each of N counters, which they replace.
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3". Checked: Random123's known answers, at every N.
template <int N>
[[gnu::always_inline]] inline void philox(words<N> (&counter)[4], std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const auto a = detail::multiply_wide<N>(counter[0], 0xD2511F53u), b = detail::multiply_wide<N>(counter[2], 0xCD9E8D57u);
    counter[0] = b.high ^ counter[1] ^ k0;
    counter[1] = b.low;
    counter[2] = a.high ^ counter[3] ^ k1;
    counter[3] = a.low;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}

/// The four words of one counter.
inline std::array<std::uint32_t, 4> philox_words(std::array<std::uint32_t, 4> counter, std::uint64_t key) {
  words<1> w[4] = {counter[0], counter[1], counter[2], counter[3]};
  philox<1>(w, key);
  return {w[0], w[1], w[2], w[3]};
}

}  // namespace pathwise::kernels
