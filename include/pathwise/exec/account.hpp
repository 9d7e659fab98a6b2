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

/// The same with where the time of a call went: `run()` is one call of `code`, the program `P`, on those rows. Warmed
/// by as many calls as are then timed; times are means over the faster half of these, since a neighbour's turn only
/// ever makes a call longer. The clock costs some 50 ns a step, which shows in a tiny model.
template <class P, class V, class Run>
program_account timed_account(program<V>& code, long rows, int calls, const Run& run) {
  struct timed_call {
    double seconds;
    std::vector<double> steps;
  };
  program_account a = account_of<P, V>(rows);
  a.threads = code.threads();
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
