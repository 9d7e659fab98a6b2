#pragma once
// Noise, written straight into column panels: each number a function of (key, row, column) alone, so that a row's noise
// does not depend on the batch, the threads, the register width or the other rows.
#include <cstdint>

#include <pathwise/base/noise_law.hpp>
#include <pathwise/kernels/noise_panel.hpp>
#include <pathwise/kernels/noise_rows.hpp>
#include <pathwise/kernels/noise_transform.hpp>
#include <pathwise/kernels/philox.hpp>
#include <pathwise/kernels/vector.hpp>
#include <pathwise/kernels/vector_words.hpp>

namespace pathwise::kernels {

namespace detail {

/// A chunk of blocks on their way: counters, then in the same place their words; and where each block's columns go,
/// counted from `base`. (Offsets of the words' size, not pointers: with two strides off one base, g++ 12's induction
/// variables make an address from null, its purity analysis then sees no store in the loop and the call is dropped.)
template <class T>
struct noise_chunk {
  static constexpr int capacity = 128;  // more than the blocks of a panel
  alignas(64) std::uint32_t word[4][capacity];
  std::int32_t offset[capacity];
  T* base;

  /// Repeats the last block, so that whole registers can be worked on: its numbers are stored twice.
  void pad(int count, int multiple) {
    for (int l = count; l % multiple != 0; ++l) {
      for (int q = 0; q < 4; ++q) word[q][l] = word[q][count - 1];
      offset[l] = offset[count - 1];
    }
  }
};

/// Counters to words, `Lanes` 32-bit lanes at a time: the even and the odd ones in two registers of 64-bit lanes, which
/// makes two chains and needs no shuffling between rounds.
template <int Lanes, class T>
[[gnu::noinline]] void philox_chunk(noise_chunk<T>& chunk, int count, std::uint64_t seed) {
  for (int l = 0; l < count; l += Lanes) {
    if constexpr (Lanes == 1) {
      const auto w = philox({chunk.word[0][l], chunk.word[1][l], chunk.word[2][l], chunk.word[3][l]}, seed);
      for (int q = 0; q < 4; ++q) chunk.word[q][l] = w[static_cast<unsigned>(q)];
    } else {
      lane_bits<double, Lanes / 2> half[2][4];  // the even and the odd words
#pragma GCC unroll 4
      for (int q = 0; q < 4; ++q) {
        half[0][q] = __builtin_bit_cast(lane_bits<double, Lanes / 2>, load_words<Lanes>(chunk.word[q] + l));
        half[1][q] = half[0][q] >> 32;
      }
      philox_rounds(half, seed);
#pragma GCC unroll 4
      for (int q = 0; q < 4; ++q) store_words(chunk.word[q] + l, join_low_halves(half[0][q], half[1][q]));
    }
  }
}

template <int N>
[[gnu::always_inline]] inline noise_words<lanes<float, N>> words_at(const noise_chunk<float>& chunk, int l) {
  noise_words<lanes<float, N>> w;
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q) w.word[q] = load_words<N>(chunk.word[q] + l);
  return w;
}
template <int N>
[[gnu::always_inline]] inline noise_words<lanes<double, N>> words_at(const noise_chunk<double>& chunk, int l) {
  noise_words<lanes<double, N>> w;
#pragma GCC unroll 2
  for (int q = 0; q < 2; ++q) {
    w.high[q] = load_words_wide<N>(chunk.word[2 * q] + l);
    w.low[q] = load_words_wide<N>(chunk.word[2 * q + 1] + l);
  }
  return w;
}

/// Words to numbers, each block's to its place.
template <noise_law Law, class V, class T = typename V::value_type>
[[gnu::noinline]] void transform_chunk(const noise_chunk<T>& chunk, int count) {
  constexpr int columns = block_columns<V>;
  for (int l = 0; l < count; l += V::size) {
    const auto words = words_at<V::size>(chunk, l);
    V out[columns];
    numbers_of<Law>(words, out);
    if constexpr (V::size >= columns) {
      store_blocks(out, [&](int lane) { return chunk.base + chunk.offset[l + lane]; });
    } else {
      for (int lane = 0; lane < V::size; ++lane) {
        for (int c = 0; c < columns; ++c) chunk.base[chunk.offset[l + lane] + c] = out[c][lane];
      }
    }
  }
}

template <class V, class T = typename V::value_type>
void transform_chunk(noise_law law, const noise_chunk<T>& chunk, int count) {
  with_law(law, [&]<noise_law Law>() { transform_chunk<Law, V>(chunk, count); });
}

/// Blocks [first_block, first_block + blocks) of every row, block b of row r to out[r * stride + (b - first_block) *
/// columns].
template <class V, class T = typename V::value_type>
void draw_blocks(noise_law law, const noise_rows& from, int rows, int first_block, int blocks, T* out, int stride) {
  constexpr int words = V::size * static_cast<int>(sizeof(T) / 4), capacity = noise_chunk<T>::capacity;
  static_assert(capacity % words == 0);
  noise_chunk<T> chunk;
  int count = 0, base_row = 0;
  const auto finish = [&] {
    chunk.base = out + static_cast<long>(base_row) * stride;
    chunk.pad(count, words);
    philox_chunk<words>(chunk, count, from.key.seed);
    transform_chunk<V>(law, chunk, count);
    count = 0;
  };
  constexpr int most =
      2 * V::size / block_columns<V>;  // blocks of a whole panel: known, so that a row's are filled in at once
  static_assert(most <= capacity);
  for (int r = 0; r < rows; ++r) {
    if (count + blocks > capacity) finish();
    if (count == 0) base_row = r;
    const auto counter = noise_counter(0, from[r], from.key);
    const auto fill = [&](int of_row) __attribute__((always_inline)) {
      for (int b = 0; b < of_row; ++b) {
        chunk.word[0][count + b] = static_cast<std::uint32_t>(first_block + b);
        for (unsigned q = 1; q < 4; ++q) chunk.word[q][count + b] = counter[q];
        chunk.offset[count + b] = (r - base_row) * stride + b * block_columns<V>;
      }
    };
    if (blocks == most)
      fill(most);
    else
      fill(blocks);
    count += blocks;
  }
  if (count > 0) finish();
}

/// The panels are narrower than a block (one float lane): its columns go to two panels by way of a small buffer.
template <class V, class T = typename V::value_type>
void draw_narrow(noise_law law, const noise_rows& from, int rows, T* out, long panel_stride, int cols) {
  constexpr int width = 2 * V::size, block = block_columns<V>, slice = 32;
  T numbers[slice * block];
  for (int first_row = 0; first_row < rows; first_row += slice) {
    const int count = rows - first_row < slice ? rows - first_row : slice;
    const noise_rows some = from.after(first_row);
    for (int first = 0; first < cols; first += block) {
      draw_blocks<V>(law, some, count, first / block, 1, numbers, block);
      for (int r = 0; r < count; ++r) {
        for (int c = first; c < first + block && c < cols; ++c) {
          out[c / width * panel_stride + (first_row + r) * width + c % width] = numbers[r * block + c - first];
        }
      }
    }
  }
}

}  // namespace detail

/// Draws noise for `rows` rows and `cols` columns into column panels.
/// Formula: column c of row id i under key k takes its bits from Philox 4x32-10 at counter (c / 4, i, k.step,
/// k.stream), laid out as
///   `noise_counter` says, under k.seed: for float word c % 4; for double the counter's column field is c / 2 and the
///   words are 2 (c % 2) (high half) and 2 (c % 2) + 1 (low half). With m the integer of those B = 32 or 64 bits:
///   normal: Box-Muller on the pair of columns 2j, 2j + 1 with integers m0, m1: radius sqrt(-2 log u), u = (m0 + 1/2)
///   2^-B in
///     (0, 1]; the angle is m1's top two bits in quarter turns plus the other B - 2, in two's complement, plus 1/2, in
///     units of 2^(2-B) quarter turns. The even column is the cosine's. |z| is from 0, where u rounds to 1 (with
///     probability 2^-25, for both of a pair; double: 2^-54), to sqrt(2 * 33 ln 2) = 6.76 (double: 2 * 65, 9.49).
///   signed_uniform: the top bit of m the sign, the rest r the magnitude (r + 1/2) 2^-(B-1): from 2^-32 (2^-64) to 1.
///   uniform: (m + 1/2) 2^-B, but the largest number below 1 where that rounds to 1: from 2^-33 (2^-65) to 1 - 2^-24 (1
///   - 2^-53). uniform_complement: 1 - (m + 1/2) 2^-B in the same way; the same extremes. Each is rounded once.
///   exponential: -log((m + 1/2) 2^-B): from 2^-33 (2^-65) to 33 ln 2 = 22.87 (65 ln 2 = 45.05).
///   Versioned: `noise_layout_version`.
/// Shapes: row r, column c at out[(c / W) * panel_stride + r * W + c % W], W = 2 * V::size. Row r has the id
/// row_ids[r], or first_row + r
///   where row_ids is null; ids have 40 bits. Of the padding columns some are written, with finite numbers.
/// Key: seed, step, stream; a stream is one sample of the model. Equal bits at every width and for every grouping of
/// rows. Source: Salmon et al. 2011 (Philox); Box and Muller 1958.
template <class V>
void draw(noise_law law, typename V::value_type* out, long panel_stride, int cols, std::uint64_t first_row,
          const std::uint64_t* row_ids, int rows, noise_key key) {
  constexpr int width = 2 * V::size, block = detail::block_columns<V>;
  const detail::noise_rows from{first_row, row_ids, key};
  if constexpr (width < block) {
    detail::draw_narrow<V>(law, from, rows, out, panel_stride, cols);
  } else {
    const int even = V::size >= block && from.share_upper_bits(rows) ? rows / 2 * 2 : 0;
    for (int first = 0; first < cols; first += width, out += panel_stride) {
      const int blocks = ((cols - first < width ? cols - first : width) + block - 1) / block;
      const int whole = blocks == width / block ? even : 0;
      if constexpr (V::size >= block)
        if (whole > 0) detail::draw_whole_panel<V>(law, from, whole, first / block, out);
      if (whole < rows)
        detail::draw_blocks<V>(law, from.after(whole), rows - whole, first / block, blocks, out + whole * width, width);
    }
  }
}

}  // namespace pathwise::kernels
