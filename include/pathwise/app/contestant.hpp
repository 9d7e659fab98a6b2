#pragma once
// One side of a comparison that takes turns: `./dev bench` starts all sides, checks what each computes, then lets one
// after the other run for some milliseconds, many times over, since on a shared machine only neighbouring turns can be
// compared. Standard library only, so that other systems' programs include it too.
#include <pathwise/app/timing.hpp>

#include <chrono>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iostream>
#include <span>
#include <string>
#include <vector>

namespace pathwise {

/// Answers requests on the standard input, one a line, until it ends:
///   `time N`: makes N calls and prints the seconds they took (and, if it could not make just N, how many);
///   `check IN OUT`: the float32 numbers of file IN to `check`, its results to file OUT; prints `checked`, or
///   `unchecked` without `check`.
/// Without any request (standard input from /dev/null) it times the calls alone and prints their median.
/// Returns: 0, the exit code of a program whose whole work this is. Example: docs/examples/17_time_your_model.cpp.
inline int contestant(const std::function<void()>& call,
                      const std::function<std::vector<float>(std::span<const float>)>& check = {}) {
  bool asked = false;
  std::string request;
  while (std::cin >> request) {
    asked = true;
    if (request == "time") {
      std::size_t calls = 0;
      std::cin >> calls;
      const auto start = std::chrono::steady_clock::now();
      for (std::size_t i = 0; i < calls; ++i) call();
      std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << std::endl;
    } else if (request == "check") {
      std::string in, out;
      std::cin >> in >> out;
      if (check) {
        std::ifstream from(in, std::ios::binary | std::ios::ate);
        std::vector<float> numbers(static_cast<std::size_t>(from.tellg()) / sizeof(float));
        from.seekg(0);
        from.read(reinterpret_cast<char*>(numbers.data()),
                  static_cast<std::streamsize>(numbers.size() * sizeof(float)));
        const std::vector<float> results = check(numbers);
        std::ofstream(out, std::ios::binary)
            .write(reinterpret_cast<const char*>(results.data()),
                   static_cast<std::streamsize>(results.size() * sizeof(float)));
      }
      std::cout << (check ? "checked" : "unchecked") << std::endl;
    } else {
      std::cerr << "contestant: no request '" << request << "'\n";
      return 2;
    }
  }
  if (!asked) {
    const timing t = time_calls(call, 31);
    std::cout << "median " << t.median_us << " us, least " << t.min_us << " us" << std::endl;
  }
  return 0;
}

}  // namespace pathwise
