#pragma once
// Philox 4x32-10, the counter-based generator (Salmon, Moraes, Dror and Shaw 2011), and the layout of its counters. One
// body for a single counter and for a register of counters.
#include <array>
#include <cstdint>
#include <type_traits>

namespace pathwise::kernels {

/// What a block of noise depends on beside its row and column.
struct noise_key {
  std::uint64_t seed;
  std::uint64_t step;    // of the optimiser: 40 bits
  std::uint16_t stream;  // which sample of the model
};

/// The version of all that decides which number a (key, row, column) gets: counter, words, laws.
inline constexpr int noise_layout_version = 1;

/// The stream that `row_order` draws its keys from; no sample may have it.
inline constexpr std::uint16_t row_order_stream = 0xffff;

/// The counter of one block of four words. 128 bits, from low to high: block of columns (32 bits), row (40), optimiser
/// step (40), stream (16); so word 0 = block, word 1 = row bits 0..31, word 2 = row bits 32..39 | step bits 0..23 << 8,
/// word 3 = step bits 24..39 | stream << 16. The key's words are the low and the high half of the seed.
constexpr std::array<std::uint32_t, 4> noise_counter(std::uint32_t block, std::uint64_t row, noise_key key) {
  return {block, static_cast<std::uint32_t>(row),
          static_cast<std::uint32_t>(((row >> 32) & 0xff) | ((key.step & 0xffffff) << 8)),
          static_cast<std::uint32_t>(((key.step >> 24) & 0xffff) | (std::uint64_t{key.stream} << 16))};
}

/// The low 32 bits of `a` times those of `b`, all 64 bits of the product.
constexpr std::uint64_t multiply_low_halves(std::uint64_t a, std::uint64_t b) {
  return (a & 0xffffffff) * (b & 0xffffffff);
}

inline constexpr std::uint64_t philox_multipliers[2] = {0xD2511F53, 0xCD9E8D57};

/// The two words of the key in one round, 0 to 9.
constexpr std::array<std::uint32_t, 2> philox_key(std::uint64_t seed, int round) {
  const auto n = static_cast<std::uint32_t>(round);
  return {static_cast<std::uint32_t>(seed) + n * 0x9E3779B9, static_cast<std::uint32_t>(seed >> 32) + n * 0xBB67AE85};
}

/// Rounds `First` to 9 on counters held one to a 64-bit lane: only the low 32 bits of a word count, going in and coming
/// out. `Chains` sets of counters go side by side, since each round waits for the one before.
/// Word: std::uint64_t or lane_bits<double, N>.
template <int First = 0, std::size_t Chains, class Word>
[[gnu::always_inline]] constexpr void philox_rounds(Word (&word)[Chains][4], std::uint64_t seed) {
  const auto all = [](std::uint64_t x) {
    if constexpr (std::is_same_v<Word, std::uint64_t>)
      return x;
    else
      return Word::splat(x);
  };
  const Word m0 = all(philox_multipliers[0]), m1 = all(philox_multipliers[1]);
#pragma GCC unroll 10
  for (int round = First; round < 10; ++round) {
    const auto key = philox_key(seed, round);
    for (Word(&w)[4] : word) {
      const Word first = multiply_low_halves(w[0], m0), second = multiply_low_halves(w[2], m1);
      w[0] = (second >> 32) ^ w[1] ^ all(key[0]);
      w[1] = second;
      w[2] = (first >> 32) ^ w[3] ^ all(key[1]);
      w[3] = first;
    }
  }
}

/// The four words of one counter.
/// Checked: the known answers of the authors' library Random123.
constexpr std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter, std::uint64_t seed) {
  std::uint64_t chain[1][4] = {{counter[0], counter[1], counter[2], counter[3]}};
  philox_rounds(chain, seed);
  const auto& word = chain[0];
  return {static_cast<std::uint32_t>(word[0]), static_cast<std::uint32_t>(word[1]), static_cast<std::uint32_t>(word[2]),
          static_cast<std::uint32_t>(word[3])};
}

}  // namespace pathwise::kernels
