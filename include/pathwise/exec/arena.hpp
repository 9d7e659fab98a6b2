#pragma once
// Memory for packed numbers: aligned, zeroed, grown outside of steps only.
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include <pathwise/base/aligned.hpp>

namespace pathwise {

/// An array of numbers on a cache line's border, zero at first. `ensure` may drop what it held.
template <class T>
class arena {
 public:
  arena() = default;
  explicit arena(std::size_t count) { ensure(count); }

  /// Room for `count` numbers, all zero if it had to grow; a spare panel lies behind them, which masked tails may read.
  void ensure(std::size_t count) {
    if (count <= size_ && numbers_) return;
    const std::size_t bytes = ((count + spare) * sizeof(T) + cache_line - 1) / cache_line * cache_line;
    numbers_.reset(static_cast<T*>(std::aligned_alloc(cache_line, bytes)));
    if (!numbers_) throw std::bad_alloc();
    std::memset(static_cast<void*>(numbers_.get()), 0, bytes);
    size_ = count;
  }
  T* data() { return numbers_.get(); }
  const T* data() const { return numbers_.get(); }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t spare = 64;
  struct free_memory {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T[], free_memory> numbers_;
  std::size_t size_ = 0;
};

}  // namespace pathwise
