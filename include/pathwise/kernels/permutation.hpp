#pragma once
// The order in which an epoch visits the rows: a keyed permutation, computed for one position at a time, nothing
// stored.
#include <bit>
#include <cstdint>

#include <pathwise/kernels/philox.hpp>

namespace pathwise {

/// A bijection of [0, n) that depends on (seed, epoch): position in the epoch -> row of the data.
/// A Feistel network of twelve rounds on the fewest bits that hold n - 1, its keys from Philox; what falls outside [0,
/// n) goes round again (cycle walking), less than twice on average. Domain: i < n <= 2^40. Key: seed, epoch (40 bits)
/// and n. Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains"; the round function is SplitMix64's
/// finaliser.
struct row_order {
  constexpr row_order(std::uint64_t n, std::uint64_t seed, std::uint64_t epoch) : size_(n) {
    const int bits = n > 1 ? static_cast<int>(std::bit_width(n - 1)) : 0;
    low_bits_ = bits / 2;
    high_bits_ = bits - low_bits_;
    for (std::uint32_t block = 0; block < rounds / 2; ++block) {
      const auto counter = kernels::noise_counter(block, 0, {seed, epoch, kernels::row_order_stream});
      const auto words = kernels::philox(counter, seed);
      keys_[2 * block] = std::uint64_t{words[0]} << 32 | words[1];
      keys_[2 * block + 1] = std::uint64_t{words[2]} << 32 | words[3];
    }
  }

  constexpr std::uint64_t size() const { return size_; }

  constexpr std::uint64_t operator()(std::uint64_t i) const {
    do i = shuffled(i);
    while (i >= size_);
    return i;
  }

 private:
  static constexpr int rounds = 12;

  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  constexpr std::uint64_t shuffled(std::uint64_t i) const {
    const std::uint64_t low_mask = (std::uint64_t{1} << low_bits_) - 1,
                        high_mask = (std::uint64_t{1} << high_bits_) - 1;
    std::uint64_t low = i & low_mask, high = i >> low_bits_;
    for (int round = 0; round < rounds; round += 2) {
      low ^= mixed(high + keys_[round]) & low_mask;
      high ^= mixed(low + keys_[round + 1]) & high_mask;
    }
    return high << low_bits_ | low;
  }

  std::uint64_t size_ = 0, keys_[rounds] = {};
  int low_bits_ = 0, high_bits_ = 0;
};

}  // namespace pathwise
