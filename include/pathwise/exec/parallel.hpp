#pragma once
// Work on several threads, and the floating-point mode that each runs in. The only door to OpenMP, which says how many
// threads are granted and whether the host program's own region has them already.
#if defined(_OPENMP)
#include <omp.h>
#endif

#include <algorithm>
#include <atomic>
#include <vector>

#include <pathwise/base/aligned.hpp>
#include <pathwise/exec/team.hpp>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace pathwise {

/// Flushes denormals to zero while it lives, and puts the host program's mode back: the moments of dead units decay
/// into denormals, which made a step 3 to 5 times slower after some hundred steps. Every worker needs its own: a
/// libgomp worker keeps its mode into the next region.
class flush_denormals {
 public:
#if defined(__SSE2__)
  flush_denormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040u); }
  ~flush_denormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#elif defined(__aarch64__)
  flush_denormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | (1ul << 24)));
  }
  ~flush_denormals() { asm volatile("msr fpcr, %0" ::"r"(before_)); }

 private:
  unsigned long before_;
#else
  flush_denormals() {}
#endif

 public:
  flush_denormals(const flush_denormals&) = delete;
  flush_denormals& operator=(const flush_denormals&) = delete;
};

namespace detail {

inline bool within_host_region() {
#if defined(_OPENMP)
  return omp_in_parallel() != 0;
#else
  return false;
#endif
}

/// How long a thread stays awake when there is nothing to do: over the gap between two steps, and over a phase's uneven
/// end. Not at all where threads share processors.
inline std::chrono::nanoseconds patience_of(int threads) {
  static const int processors = static_cast<int>(std::thread::hardware_concurrency());
  return threads <= processors ? std::chrono::microseconds(200) : std::chrono::microseconds(0);
}

}  // namespace detail

/// Runs `work(member)` on `threads` threads, each with denormals flushed. One thread starts none, nor is one started
/// within the host program's own region. Threads belong to the calling thread and end with it.
template <class Work>
void parallel(int threads, const Work& work) {
  const auto flushed = [&work](const team_member& me) {
    const flush_denormals mode;
    work(me);
  };
  if (threads <= 1 || detail::within_host_region()) return flushed(team_member{});
  thread_local thread_team team;
  team.run(threads, detail::patience_of(threads), flushed);
}

/// The threads that the machine grants this process.
inline int available_threads() {
#if defined(_OPENMP)
  return omp_get_max_threads();
#else
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
#endif
}

/// Tasks dealt one at a time. Each has a member whose it is, the same at every call, so that what a task writes is in
/// the cache of the core that will want it next; who has done all of its own takes from the others. Every other call
/// goes through them backwards, and begins with what the last one ended with. Results never depend on who took which,
/// or when.
class task_deal {
 public:
  explicit task_deal(int members) : taken_(static_cast<std::size_t>(members)) {}

  void begin(bool backwards) {
    backwards_ = backwards;
    for (counter& c : taken_) c.value.store(0, std::memory_order_relaxed);
  }
  /// `work(task)` for each of `count` tasks that falls to this member.
  template <class Work>
  void each(int member, long count, const Work& work) {
    for (long task = take(member, count); task < count; task = take(member, count)) work(task);
  }

 private:
  struct counter {
    alignas(cache_line) std::atomic<long> value{0};
    counter() = default;
    counter(const counter&) {}  // a vector's elements are made by copying; a copy starts anew
  };
  std::vector<counter> taken_;
  bool backwards_ = false;

  /// One of `count` tasks, or `count` when none is left.
  long take(int member, long count) {
    const int members = static_cast<int>(taken_.size());
    for (int k = 0; k < members; ++k) {
      const int owner = (member + k) % members;
      const long own = (count - owner + members - 1) / members;
      const long taken = taken_[static_cast<std::size_t>(owner)].value.fetch_add(1, std::memory_order_relaxed);
      if (taken < own) return owner + members * (backwards_ ? own - 1 - taken : taken);
    }
    return count;
  }
};

}  // namespace pathwise
