#pragma once
// Noise of whole panels, one row's blocks a register. The counters of a row differ in the block alone, and those of a
// panel's rows in one word: most of Philox's first three rounds is done once a panel or once a row.
#include <pathwise/kernels/noise_rows.hpp>
#include <pathwise/kernels/noise_transform.hpp>
#include <pathwise/kernels/philox.hpp>

namespace pathwise::kernels::detail {

/// The blocks of one panel, one a 64-bit lane, for rows that share all but their lower 32 bits.
template <int Blocks>
class panel_counters {
 public:
  using words = lane_bits<double, Blocks>;

  panel_counters(std::uint32_t first_block, std::uint64_t row, noise_key key) {
    const auto counter = noise_counter(0, row, key);
    std::uint64_t block[Blocks];
    for (int b = 0; b < Blocks; ++b) block[b] = first_block + static_cast<std::uint32_t>(b);
    const auto m0 = words::splat(philox_multipliers[0]), m1 = words::splat(philox_multipliers[1]);
    const auto low = [&](int round) { return words::splat(philox_key(key.seed, round)[0]); };
    const auto high = [&](int round) { return words::splat(philox_key(key.seed, round)[1]); };
    const std::uint64_t same = multiply_low_halves(philox_multipliers[1], counter[2]);
    row_mask_ = static_cast<std::uint32_t>(same >> 32) ^ philox_key(key.seed, 0)[0];
    const words first = multiply_low_halves(__builtin_bit_cast(words, block), m0);
    const words second = multiply_low_halves((first >> 32) ^ words::splat(counter[3]) ^ high(0), m1);
    const words third = multiply_low_halves((second >> 32) ^ words::splat(same) ^ low(1), m0);
    before_second_ = first ^ high(1);
    word_[0] = second ^ low(2);
    word_[1] = (third >> 32) ^ high(2);
    word_[2] = third;
  }

  /// The words of one row after three rounds.
  [[gnu::always_inline]] void after_three_rounds(std::uint64_t row, words (&word)[4]) const {
    const std::uint64_t of_row = multiply_low_halves(philox_multipliers[0], row ^ row_mask_);
    const words product =
        multiply_low_halves(before_second_ ^ words::splat(of_row >> 32), words::splat(philox_multipliers[1]));
    word[0] = (product >> 32) ^ word_[0];
    word[1] = product;
    word[2] = word_[1] ^ words::splat(of_row);
    word[3] = word_[2];
  }

 private:
  std::uint32_t row_mask_;
  words before_second_, word_[3];
};

/// Two rows of one panel from the words of their blocks.
template <noise_law Law, int N>
[[gnu::always_inline]] inline void store_two_rows(const lane_bits<double, N / 2> (*word)[4], float* to) {
  noise_words<lanes<float, N>> both;
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q) both.word[q] = join_low_halves(word[0][q], word[1][q]);
  lanes<float, N> out[4];
  numbers_of<Law>(both, out);
  store_blocks(out, [to](int lane) { return to + lane % 2 * (2 * N) + lane / 2 * 4; });
}
template <noise_law Law, int N>
[[gnu::always_inline]] inline void store_two_rows(const lane_bits<double, N> (*word)[4], double* to) {
  const auto low_half = lane_bits<double, N>::splat(0xffffffff);
#pragma GCC unroll 2
  for (int row = 0; row < 2; ++row) {
    noise_words<lanes<double, N>> of_row;
#pragma GCC unroll 2
    for (int q = 0; q < 2; ++q)
      of_row.high[q] = word[row][2 * q] & low_half, of_row.low[q] = word[row][2 * q + 1] & low_half;
    lanes<double, N> out[2];
    numbers_of<Law>(of_row, out);
    store_blocks(out, [to, row](int lane) { return to + row * (2 * N) + lane * 2; });
  }
}

/// How many rows' blocks go side by side: each round waits for the one before, and two rows leave the multiplier idle
/// where there are registers for four.
template <class V>
inline constexpr int rows_together = has_32_registers<V> ? 4 : 2;

/// `Rows` rows of a whole panel, an even number of them.
template <noise_law Law, class V, int Rows, class Counters, class T = typename V::value_type>
[[gnu::always_inline]] inline void draw_rows(const Counters& of, const noise_rows& from, int first, T* out) {
  typename Counters::words word[Rows][4];
#pragma GCC unroll 4
  for (int r = 0; r < Rows; ++r) of.after_three_rounds(from[first + r], word[r]);
  philox_rounds<3>(word, from.key.seed);
#pragma GCC unroll 2
  for (int r = 0; r < Rows; r += 2) store_two_rows<Law, V::size>(word + r, out + (first + r) * 2 * V::size);
}

/// An even number of rows of a whole panel, whose ids share all but their lower 32 bits.
template <noise_law Law, class V, class T = typename V::value_type>
[[gnu::noinline]] void draw_whole_panel(const noise_rows& from, int rows, int first_block, T* out) {
  constexpr int together = rows_together<V>;
  const panel_counters<2 * V::size / block_columns<V>> of(static_cast<std::uint32_t>(first_block), from[0], from.key);
  int r = 0;
  for (; r + together <= rows; r += together) draw_rows<Law, V, together>(of, from, r, out);
  for (; r < rows; r += 2) draw_rows<Law, V, 2>(of, from, r, out);
}

template <class V, class T = typename V::value_type>
void draw_whole_panel(noise_law law, const noise_rows& from, int rows, int first_block, T* out) {
  with_law(law, [&]<noise_law Law>() { draw_whole_panel<Law, V>(from, rows, first_block, out); });
}

}  // namespace pathwise::kernels::detail
