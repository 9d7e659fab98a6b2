#pragma once
// Numbers on a cache line's border: a register of 64 bytes that crosses one costs two accesses.
#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

namespace pathwise {

inline constexpr std::size_t cache_line = 64;

/// The standard library's allocator, but for the border.
template <class T>
struct aligned_allocator {
  using value_type = T;

  aligned_allocator() = default;
  template <class U>
  constexpr aligned_allocator(const aligned_allocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{cache_line}));
  }
  void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t{cache_line}); }
  friend constexpr bool operator==(const aligned_allocator&, const aligned_allocator&) { return true; }
};

/// A std::vector that begins on a cache line; becomes one of the usual kind, by copying, where that is asked for.
template <class T>
struct aligned_vector : std::vector<T, aligned_allocator<T>> {
  using std::vector<T, aligned_allocator<T>>::vector;
  aligned_vector(const std::vector<T>& usual) : aligned_vector(usual.begin(), usual.end()) {}

  operator std::vector<T>() const { return {this->begin(), this->end()}; }
  friend bool operator==(const aligned_vector& a, const aligned_vector& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
};

}  // namespace pathwise
