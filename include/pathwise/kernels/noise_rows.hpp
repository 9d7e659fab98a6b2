#pragma once
// Which rows noise is drawn for.
#include <cstdint>

#include <pathwise/kernels/philox.hpp>

namespace pathwise::kernels::detail {

/// Which rows are drawn, under which key.
struct noise_rows {
  std::uint64_t first;
  const std::uint64_t* ids;
  noise_key key;

  std::uint64_t operator[](int r) const { return ids != nullptr ? ids[r] : first + static_cast<std::uint64_t>(r); }
  noise_rows after(int rows) const {
    return {first + static_cast<std::uint64_t>(rows), ids != nullptr ? ids + rows : nullptr, key};
  }
  /// Whether `rows` of them differ in the lower 32 bits only.
  bool share_upper_bits(int rows) const {
    std::uint64_t differing = 0;
    for (int r = 0; r < rows; ++r) differing |= (*this)[r] ^ (*this)[0];
    return differing >> 32 == 0;
  }
};

}  // namespace pathwise::kernels::detail
