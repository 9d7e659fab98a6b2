#pragma once
// Faults on order: system calls and allocations of this executable that fail when a test says so.
#include <cstddef>

/// While it lives, one of the calls write, fsync, rename, ftruncate and fchmod fails: the one after `calls_before`
/// others, and every one after it, with the error number `code`.
class failing_disk {
 public:
  failing_disk(int calls_before, int code);
  failing_disk(const failing_disk&) = delete;
  failing_disk& operator=(const failing_disk&) = delete;
  ~failing_disk();
  /// Whether it came to that.
  bool failed() const;
};

/// While it lives, write takes at most three bytes at a time, and is interrupted before every other one.
class slow_disk {
 public:
  slow_disk();
  slow_disk(const slow_disk&) = delete;
  slow_disk& operator=(const slow_disk&) = delete;
  ~slow_disk();
};

/// While it lives, counts what operator new gives; the allocation after `allocations_before` others throws
/// std::bad_alloc.
class counted_memory {
 public:
  explicit counted_memory(std::size_t allocations_before = static_cast<std::size_t>(-1));
  counted_memory(const counted_memory&) = delete;
  counted_memory& operator=(const counted_memory&) = delete;
  ~counted_memory();
  bool failed() const;
  /// The most bytes asked for at once.
  std::size_t largest() const;
};
