#pragma once
// How long a call takes on this machine, alone. Standard library only.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

namespace pathwise {

/// The time of one call, over repeats of `calls_a_repeat` calls.
struct timing {
  double median_us = 0, min_us = 0;
  std::size_t calls_a_repeat = 1;
};

/// Times `call`, warm: after 300 calls and more, since an optimiser's moments take hundreds of steps to decay to where
/// slow denormals would show. `stop`, where given, is asked between repeats.
inline timing time_calls(const std::function<void()>& call, std::size_t repeats,
                         const std::function<bool()>& stop = {}) {
  constexpr std::size_t warm_calls = 300;
  constexpr double least_seconds = 0.005;  // of a repeat, so that the clock's own cost does not show
  const auto stopped = [&] { return stop && stop(); };
  const auto seconds_of = [&](std::size_t calls) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < calls && !stopped(); ++i) call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  timing t;
  t.calls_a_repeat = static_cast<std::size_t>(std::max(1.0, least_seconds / (seconds_of(warm_calls) / warm_calls)));
  std::vector<double> microseconds;
  for (std::size_t r = 0; r < repeats && !stopped(); ++r)
    microseconds.push_back(1e6 * seconds_of(t.calls_a_repeat) / static_cast<double>(t.calls_a_repeat));
  if (microseconds.empty()) return t;
  std::sort(microseconds.begin(), microseconds.end());
  t.median_us = microseconds[microseconds.size() / 2];
  t.min_us = microseconds[0];
  return t;
}

}  // namespace pathwise
