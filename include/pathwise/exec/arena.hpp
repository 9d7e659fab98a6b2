#pragma once
// Memory for packed numbers: aligned, zeroed, grown outside of steps only.
#include <cstddef>

#include <pathwise/base/aligned.hpp>

namespace pathwise {

/// An array of numbers on a cache line's border, zero at first. `ensure` may drop what it held.
template <class T>
class arena {
 public:
  arena() = default;
  explicit arena(std::size_t count) { ensure(count); }
  arena(arena&&) = default;  // never copied
  arena& operator=(arena&&) = default;

  /// Room for `count` numbers, all zero if it had to grow; a spare panel lies behind them, which masked tails may read.
  void ensure(std::size_t count) {
    if (count <= size_ && !numbers_.empty()) return;
    numbers_ = aligned_vector<T>(count + spare);
    size_ = count;
  }
  T* data() { return numbers_.data(); }
  const T* data() const { return numbers_.data(); }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t spare = 64;
  aligned_vector<T> numbers_;
  std::size_t size_ = 0;
};

}  // namespace pathwise
