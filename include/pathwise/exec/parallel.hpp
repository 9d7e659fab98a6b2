#pragma once
// The only door to OpenMP, and the floating-point mode that every worker runs in.
#include <omp.h>

#include <atomic>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace pathwise {

/// Flushes denormals to zero while it lives, and puts the host program's mode back: the moments of dead units decay into denormals, which
/// made a step 3 to 5 times slower after some hundred steps. Every worker needs its own: a libgomp worker keeps its mode into the next region.
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

/// One thread of a team.
struct team_member {
  int index = 0;
  int count = 1;

  void barrier() const {
    if (count > 1) {
#pragma omp barrier
    }
  }
};

/// Runs `work(member)` on `threads` threads, each with denormals flushed. One thread starts no region.
template <class Work>
void parallel(int threads, Work work) {
  if (threads <= 1) {
    const flush_denormals mode;
    work(team_member{});
    return;
  }
#pragma omp parallel num_threads(threads)
  {
    const flush_denormals mode;
    work(team_member{omp_get_thread_num(), omp_get_num_threads()});
  }
}

/// The threads that the machine grants this process.
inline int available_threads() { return omp_get_max_threads(); }

/// Tasks dealt one at a time to whoever is free. Results never depend on who took which.
class task_counter {
 public:
  void reset() { next_.store(0, std::memory_order_relaxed); }
  int take() { return next_.fetch_add(1, std::memory_order_relaxed); }

 private:
  alignas(64) std::atomic<int> next_{0};
};

}  // namespace pathwise
