#pragma once
// The order of rows in an epoch, as a function: any position can be asked for without the ones before it.
#include <pathwise/kernels/philox.hpp>

namespace pathwise {

/// A bijection of [0, count) that looks random, by (seed, epoch): a Feistel network of four rounds over the next even power of two, walked until it lands inside.
/// Cost: about four to sixteen Philox blocks a position. Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains".
class row_order {
 public:
  row_order(std::uint64_t count, std::uint64_t seed, std::uint64_t epoch) : count_(count), seed_(seed), epoch_(epoch) {
    while ((std::uint64_t{1} << (2 * half_bits_)) < count_) ++half_bits_;
  }
  std::uint64_t operator()(std::uint64_t position) const {
    std::uint64_t x = position;
    do x = shuffled(x);
    while (x >= count_);
    return x;
  }

 private:
  static constexpr std::uint32_t domain = 0x524F5745u;  // "ROWE": apart from the counters of noise
  std::uint64_t count_, seed_, epoch_;
  int half_bits_ = 1;

  std::uint64_t shuffled(std::uint64_t x) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = x >> half_bits_, right = x & mask;
    for (std::uint32_t round = 0; round < 4; ++round) {
      const auto w = kernels::philox_words({static_cast<std::uint32_t>(right), static_cast<std::uint32_t>(right >> 32) ^ round << 28, static_cast<std::uint32_t>(epoch_), domain}, seed_);
      const std::uint64_t next = left ^ ((static_cast<std::uint64_t>(w[1]) << 32 | w[0]) & mask);
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }
};

}  // namespace pathwise
