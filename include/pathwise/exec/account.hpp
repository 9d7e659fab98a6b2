#pragma once
// The account of a compiled program, and where the time of its calls goes.
#include <algorithm>
#include <chrono>
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
  a.parameter_bytes = static_cast<double>(sizeof(typename V::value_type)) * p.parameter_numbers;
  a.arena_bytes = static_cast<double>(sizeof(typename V::value_type)) *
                  words.arena_numbers(static_cast<double>(std::min(rows, slab_rows)));
  return a;
}

/// What this machine can do in registers V, measured in some 100 ms on `threads` threads: fused multiply-adds in
/// registers, and reads of a block that no cache holds. The best of seven, since a neighbour's turn only ever makes one
/// longer.
template <class V = native<float>>
machine_limits measured_limits(int threads) {
  using T = typename V::value_type;
  constexpr int chains = 12;
  constexpr long rounds = 1 << 17;
  constexpr std::size_t numbers = (std::size_t{64} << 20) / sizeof(T);
  const aligned_vector<T> block(numbers * static_cast<std::size_t>(threads), T(1));
  std::vector<T> kept(static_cast<std::size_t>(threads) * 64);
  const auto seconds = [&](const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    parallel(threads, [&](const team_member& me) { kept[static_cast<std::size_t>(me.index) * 64] += work(me.index); });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const auto multiply_adds = [](int) {
    V sums[chains];
    for (int c = 0; c < chains; ++c) sums[c] = V(T(c));
    const V half(T(0.5));
    for (long r = 0; r < rounds; ++r)
      for (V& s : sums) s = math::fma(s, half, half);
    V all = sums[0];
    for (int c = 1; c < chains; ++c) all = all + sums[c];
    return all[0];
  };
  const auto reads = [&](int thread) {
    const T* from = block.data() + numbers * static_cast<std::size_t>(thread);
    V sums[4] = {V(T(0)), V(T(0)), V(T(0)), V(T(0))};
    for (std::size_t i = 0; i < numbers; i += 4 * V::size)
      for (std::size_t k = 0; k < 4; ++k) sums[k] = sums[k] + V::load(from + i + k * V::size);
    return (sums[0] + sums[1] + sums[2] + sums[3])[0];
  };
  const auto best = [&](const auto& work) {
    double least = seconds(work);
    for (int i = 1; i < 7; ++i) least = std::min(least, seconds(work));
    return least;
  };
  const double flops = 2.0 * V::size * chains * static_cast<double>(rounds) * threads;
  const double bytes = static_cast<double>(block.size() * sizeof(T));
  return {flops / best(multiply_adds), bytes / best(reads)};
}

/// The same with where the time of a call went: `run()` is one call of `code`, the program `P`, on those rows. Warmed
/// by as many calls as are then timed; times are means over the faster half of these, since a neighbour's turn only
/// ever makes a call longer. The clock costs some 50 ns a step, which shows in a tiny model. Without calls: the account
/// alone. Both have the machine's limits.
template <class P, class V, class Run>
program_account timed_account(program<V>& code, long rows, int calls, const Run& run) {
  struct timed_call {
    double seconds;
    std::vector<double> steps;
  };
  program_account a = account_of<P, V>(rows);
  a.threads = code.threads();
  a.limits = measured_limits<V>(a.threads);
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
