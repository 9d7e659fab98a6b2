#pragma once
// A growing array for constant evaluation: about half the constexpr steps of std::vector, which both compilers bound.
#include <utility>

namespace pathwise {

template <class T>
class list {
 public:
  constexpr list() = default;
  constexpr explicit list(int count, const T& value = T{}) { resize(count, value); }
  constexpr list(const list& other) {
    reserve(other.count_);
    for (int i = 0; i < other.count_; ++i) items_[i] = other.items_[i];
    count_ = other.count_;
  }
  constexpr list(list&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        count_(std::exchange(other.count_, 0)),
        room_(std::exchange(other.room_, 0)) {}
  constexpr list& operator=(list other) noexcept {
    std::swap(items_, other.items_);
    std::swap(count_, other.count_);
    std::swap(room_, other.room_);
    return *this;
  }
  constexpr ~list() { delete[] items_; }

  constexpr void reserve(int room) {
    if (room <= room_) return;
    T* bigger = new T[static_cast<unsigned>(room)];
    for (int i = 0; i < count_; ++i) bigger[i] = items_[i];
    delete[] items_;
    items_ = bigger;
    room_ = room;
  }
  constexpr void resize(int count, const T& value = T{}) {
    reserve(count);
    for (int i = count_; i < count; ++i) items_[i] = value;
    count_ = count;
  }
  /// Appends a copy of `value`; returns its index.
  constexpr int add(T value) {
    if (count_ == room_) reserve(room_ > 0 ? 2 * room_ : 32);
    items_[count_] = value;
    return count_++;
  }
  constexpr int size() const { return count_; }
  constexpr bool empty() const { return count_ == 0; }
  constexpr T& operator[](int i) { return items_[i]; }
  constexpr const T& operator[](int i) const { return items_[i]; }
  constexpr T* begin() { return items_; }
  constexpr T* end() { return items_ + count_; }
  constexpr const T* begin() const { return items_; }
  constexpr const T* end() const { return items_ + count_; }

 private:
  T* items_ = nullptr;
  int count_ = 0;
  int room_ = 0;
};

}  // namespace pathwise
