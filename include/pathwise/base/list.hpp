#pragma once
// A growing array for constant evaluation: a fraction of the constexpr steps of std::vector, which both compilers
// bound. What is made in bulk is made element by element in one expression, and nothing is made that is not asked for.
#include <memory>
#include <type_traits>
#include <utility>

namespace pathwise {

template <class T>
class list {
 public:
  constexpr list() = default;
  constexpr list(int count, const T& value) { resize(count, value); }
  /// Of zeros.
  constexpr explicit list(int count)
    requires(std::is_scalar_v<T>)
      : items_(new T[static_cast<std::size_t>(count)]{}), count_(count), room_(count) {}
  /// A copy of `count` elements, with room for `room`.
  constexpr list(const T* from, int count, int room) {
    reserve(room);
    copy(from, count, items_);
    count_ = count;
  }
  constexpr list(const list& other) : list(other.items_, other.count_, other.count_) {}
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
  constexpr ~list() { release(); }

  constexpr void reserve(int room) {
    if (room <= room_) return;
    T* const bigger = allocate(static_cast<std::size_t>(room));
    copy(items_, count_, bigger);
    release();
    items_ = bigger;
    room_ = room;
  }
  constexpr void resize(int count, const T& value = T{}) {
    reserve(count);
    if constexpr (std::is_scalar_v<T>)
      for (int i = count_; i < count; ++i) items_[i] = value;
    else
      for (int i = count_; i < count; ++i) std::construct_at(items_ + i, value);
    count_ = count;
  }
  /// Appends a copy of `value`; returns its index.
  constexpr int add(const T& value) {
    if (count_ == room_) return add_to_full(value);
    if constexpr (std::is_scalar_v<T>)
      items_[count_] = value;
    else
      std::construct_at(items_ + count_, value);
    return count_++;
  }
  constexpr int size() const { return count_; }
  /// Elements that there is room for.
  constexpr int room() const { return room_; }
  constexpr bool empty() const { return count_ == 0; }
  constexpr T& operator[](int i) { return items_[i]; }
  constexpr const T& operator[](int i) const { return items_[i]; }
  constexpr T* begin() { return items_; }
  constexpr T* end() { return items_ + count_; }
  constexpr const T* begin() const { return items_; }
  constexpr const T* end() const { return items_ + count_; }

 private:
  static_assert(std::is_trivially_destructible_v<T>);
  T* items_ = nullptr;
  int count_ = 0;
  int room_ = 0;

  /// Classes are made where they are first written: in g++ making a node costs more than all that a pass does with it.
  static constexpr T* allocate(std::size_t room) {
    if constexpr (std::is_scalar_v<T>)
      return new T[room];
    else
      return std::allocator<T>().allocate(room);
  }
  static constexpr void copy(const T* from, int count, T* to) {
    if constexpr (std::is_scalar_v<T>)
      for (int i = 0; i < count; ++i) to[i] = from[i];
    else
      for (int i = 0; i < count; ++i) std::construct_at(to + i, from[i]);
  }
  constexpr void release() {
    if (items_ == nullptr) return;
    if constexpr (std::is_scalar_v<T>)
      delete[] items_;
    else
      std::allocator<T>().deallocate(items_, static_cast<std::size_t>(room_));
  }
  /// By value, since `value` may be one of its own.
  constexpr int add_to_full(T value) {
    reserve(room_ > 0 ? 2 * room_ : 32);
    return add(value);
  }
};

}  // namespace pathwise
