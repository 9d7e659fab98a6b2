#pragma once
// Threads that stay awake between the phases of a program and between programs. A step of a small model is over in less
// time than the system takes to wake a sleeping thread, and OpenMP's own threads sleep at once wherever
// OMP_WAIT_POLICY=passive is set, as containers do: on two cores of Zen 3 a step of 0.2 ms then took longer on two
// threads than on one.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace pathwise {
namespace detail {

inline void relax_processor() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits until `value` is no longer `old`: awake for `patience`, asleep from then on.
inline void wait_for_change(const std::atomic<unsigned>& value, unsigned old, std::chrono::nanoseconds patience) {
  constexpr int looks_a_glance = 64;  // between two looks at the clock
  const auto changed = [&] { return value.load(std::memory_order_acquire) != old; };
  const auto glance = [&] {
    for (int i = 0; i < looks_a_glance; ++i) {
      if (changed()) return true;
      relax_processor();
    }
    return false;
  };
  if (patience.count() > 0) {
    if (glance()) return;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end)
      if (glance()) return;
  }
  while (!changed()) value.wait(old, std::memory_order_acquire);
}

}  // namespace detail

/// Where the threads of a team meet.
class meeting_point {
 public:
  void arrive(int count, std::chrono::nanoseconds patience) {
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == count - 1) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
    } else {
      detail::wait_for_change(round_, round, patience);
    }
  }

 private:
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
};

/// One thread of a team.
struct team_member {
  int index = 0;
  int count = 1;
  meeting_point* meeting = nullptr;
  std::chrono::nanoseconds patience{0};

  void barrier() const {
    if (count > 1) meeting->arrive(count, patience);
  }
};

/// Threads of one calling thread, which is itself the first of them. Not for two callers at once.
class thread_team {
 public:
  thread_team() = default;
  thread_team(const thread_team&) = delete;
  thread_team& operator=(const thread_team&) = delete;
  ~thread_team() {
    count_ = 0;
    start();
    for (std::thread& t : threads_) t.join();
  }

  /// `work(member)` on `count` threads, which are made at their first use.
  template <class Work>
  void run(int count, std::chrono::nanoseconds patience, const Work& work) {
    while (static_cast<int>(threads_.size()) < count - 1) {
      const int index = static_cast<int>(threads_.size()) + 1;
      threads_.emplace_back([this, index, seen = round_.load(std::memory_order_relaxed)] { serve(index, seen); });
    }
    count_ = count;
    patience_ = patience;
    work_ = &work;
    call_ = [](const void* w, const team_member& me) { (*static_cast<const Work*>(w))(me); };
    start();
    work(team_member{0, count, &meeting_, patience});
    end_.arrive(static_cast<int>(threads_.size()) + 1, patience);
  }

 private:
  std::vector<std::thread> threads_;
  alignas(64) std::atomic<unsigned> round_{0};
  int count_ = 0;  // of this round; 0: to leave
  int everybody_ = 1;
  std::chrono::nanoseconds patience_{0};
  const void* work_ = nullptr;
  void (*call_)(const void*, const team_member&) = nullptr;
  meeting_point meeting_, end_;

  void start() {
    everybody_ = static_cast<int>(threads_.size()) + 1;
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }
  /// A thread that a round does not need comes to its end all the same: what the next round asks for may be written
  /// only then.
  void serve(int index, unsigned seen) {
    std::chrono::nanoseconds patience{0};
    for (;;) {
      detail::wait_for_change(round_, seen, patience);
      seen = round_.load(std::memory_order_acquire);
      if (count_ == 0) return;
      const int everybody = everybody_;
      patience = patience_;
      if (index < count_) call_(work_, team_member{index, count_, &meeting_, patience});
      end_.arrive(everybody, patience);
    }
  }
};

}  // namespace pathwise
