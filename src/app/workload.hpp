#pragma once
// What can be timed and explained: the ready models' training steps, a user's own, and what the library offers beside
// them.
#include <pathwise/app/session.hpp>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "output.hpp"

namespace pathwise::commands {

/// A call to time, with what it runs on.
struct prepared_workload {
  std::string name, what;
  std::size_t batch;
  std::function<void()> call;
  std::function<program_account(int calls)> account;
};

/// Of the ready models w1 and w4, of a user's own each by its name, and what the library offers beside them.
/// A batch of 0 is the workload's own. Throws: usage_error, with a list, where there is none of that name.
prepared_workload prepare(std::string_view workload, std::size_t batch, int threads, const model_table& table);

void add_workload_options(CLI::App& command, std::string& workload, std::size_t& batch);

json json_of(const program_account& a);

}  // namespace pathwise::commands
