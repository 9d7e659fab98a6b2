#pragma once
// The account of a compiled program, and where the time of its calls goes.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

#include <pathwise/exec/program.hpp>
#include <pathwise/passes/account.hpp>

namespace pathwise {

/// The account of the program `P` for a call on `rows` rows, in registers V. Its numbers are the plan's; nothing is
/// run.
template <class P, class V = native<float>>
program_account account_of(long rows, long slab_rows = executor<V>::most_slab_rows) {
  const graph g = compiled<P, V>::graph.thaw();
  const plan p = compiled<P, V>::plan.thaw();
  const detail::accountant words(g, p, rows, compiled<P, V>::width, sizeof(typename V::value_type));
  program_account a;
  a.rows = rows;
  for (int k = 0; k < p.steps.size(); ++k) a.steps.push_back(words.of(k));
  std::ranges::sort(a.steps, {}, [](const step_account& s) { return std::pair(s.phase, s.index); });
  a.slots = p.updates.size() > 0 ? 2 : 0;
  a.parameter_bytes = static_cast<double>(sizeof(typename V::value_type)) * p.parameter_numbers;
  a.arena_bytes = static_cast<double>(sizeof(typename V::value_type)) *
                  words.arena_numbers(static_cast<double>(std::min(rows, slab_rows)));
  return a;
}

/// What this machine can do in registers V, measured in some 100 ms on `threads` threads: fused multiply-adds in
/// registers, reads of a block of `bytes` (64 MB: more than a cache holds) that the threads share, and roots with
/// divisions in registers. The best of seven, since a neighbour's turn only ever makes one longer.
template <class V = native<float>>
machine_limits measured_limits(int threads, double bytes = 64 << 20) {
  using T = typename V::value_type;
  constexpr int chains = 12;
  constexpr long rounds = 1 << 17;
  constexpr std::size_t unit = 4 * V::size;
  const auto units = static_cast<std::size_t>(bytes) / sizeof(T) / static_cast<std::size_t>(threads) / unit;
  const std::size_t numbers = unit * std::clamp(units, std::size_t{16}, std::size_t{1} << 22);
  const std::size_t times = std::max(std::size_t{1}, (std::size_t{4} << 20) / numbers);
  const aligned_vector<T> block(numbers * static_cast<std::size_t>(threads), T(1));
  std::vector<T> kept(static_cast<std::size_t>(threads) * 64);
  const auto seconds = [&](const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    parallel(threads, [&](const team_member& me) { kept[static_cast<std::size_t>(me.index) * 64] += work(me.index); });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const auto sum = [](const auto& parts) {
    V all = parts[0];
    for (int c = 1; c < static_cast<int>(std::size(parts)); ++c) all = all + parts[c];
    return all[0];
  };
  const auto multiply_adds = [&](int) {
    V sums[chains];
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) sums[c] = V(T(c));
    const V half(T(0.5));
    for (long r = 0; r < rounds; ++r)
#pragma GCC unroll 12
      for (int c = 0; c < chains; ++c) sums[c] = math::fma(sums[c], half, half);
    return sum(sums);
  };
  const auto reads = [&](int thread) {
    const T* from = block.data() + numbers * static_cast<std::size_t>(thread);
    V sums[4] = {V(T(0)), V(T(0)), V(T(0)), V(T(0))};
    for (std::size_t time = 0; time < times; ++time)
      for (std::size_t i = 0; i < numbers; i += unit)
#pragma GCC unroll 4
        for (std::size_t k = 0; k < 4; ++k) sums[k] = sums[k] + V::load(from + i + k * V::size);
    return sum(sums);
  };
  const auto roots = [&](int) {
    V all[4] = {V(T(2)), V(T(3)), V(T(4)), V(T(5))};
    const V one(T(1)), three(T(3));
    for (long r = 0; r < rounds / 16; ++r)
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) all[c] = three / (math::sqrt(all[c]) + one);
    return sum(all);
  };
  const auto best = [&](const auto& work) {
    double least = seconds(work);
    for (int i = 1; i < 7; ++i) least = std::min(least, seconds(work));
    return least;
  };
  const double lanes = static_cast<double>(V::size) * threads, done = static_cast<double>(rounds);
  machine_limits found;
  found.bytes = static_cast<double>(block.size() * sizeof(T));
  found.flops_per_second = 2 * chains * lanes * done / best(multiply_adds);
  found.bytes_per_second = found.bytes * static_cast<double>(times) / best(reads);
  found.roots_per_second = 4 * lanes * (done / 16) / best(roots);
  return found;
}

/// The same with where the time of a call went: `run()` is one call of `code`, the program `P`, on those rows. Warmed
/// by as many calls as are then timed; times are means over the faster half of these, since a neighbour's turn only
/// ever makes a call longer. The clock costs some 50 ns a step, which shows in a tiny model. Without calls: the account
/// alone. Both have the machine's limits, of a block as large as what a call touches.
template <class P, class V, class Run>
program_account timed_account(program<V>& code, long rows, int calls, const Run& run) {
  struct timed_call {
    double seconds;
    std::vector<double> steps;
  };
  program_account a = account_of<P, V>(rows);
  a.threads = code.threads();
  a.limits = measured_limits<V>(a.threads, a.touched_bytes());
  if (calls == 0) return a;
  for (int i = 0; i < calls; ++i) run();
  std::vector<timed_call> all(static_cast<std::size_t>(calls));
  for (timed_call& c : all) {
    code.time_steps();
    const auto start = std::chrono::steady_clock::now();
    run();
    c.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    c.steps = code.step_seconds();
  }
  std::ranges::sort(all, {}, &timed_call::seconds);
  all.resize(all.size() / 2 + 1);
  for (const timed_call& c : all) {
    a.seconds += c.seconds / static_cast<double>(all.size());
    for (step_account& s : a.steps) s.seconds += c.steps[s.index] / static_cast<double>(all.size());
  }
  return a;
}

}  // namespace pathwise
