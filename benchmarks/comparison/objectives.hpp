#pragma once
// What the C++ sides of objectives.py have in common: they answer lines "NAME SIZES FILE RESULT SECONDS" with
// nanoseconds of processor time a gradient.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace objectives {

using numbers = std::vector<double>;
/// Computes the gradient; what it returns stays as it is until the next call.
using work = std::function<const numbers&()>;

/// One after the other, the arrays of a file.
class input_file {
 public:
  explicit input_file(const std::string& name) : in_(name, std::ios::binary) {}
  numbers next(std::size_t size) {
    numbers n(size);
    in_.read(reinterpret_cast<char*>(n.data()), static_cast<std::streamsize>(size * sizeof(double)));
    return n;
  }

 private:
  std::ifstream in_;
};

inline double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline double nanoseconds(const work& gradient, double seconds) {
  gradient();
  long calls = 0;
  const double start = processor_seconds();
  double spent = 0;
  do {
    gradient();
    ++calls;
    spent = processor_seconds() - start;
  } while (spent < seconds);
  return spent / static_cast<double>(calls) * 1e9;
}

/// `work_of(name, sizes, inputs)` gives the work, or an empty one where this side has none.
template <class WorkOf>
void answer(const WorkOf& work_of) {
  std::map<std::string, work> works;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string name, sizes, file, result;
    double seconds = 0;
    words >> name >> sizes >> file >> result >> seconds;
    const std::string key = name + sizes;
    if (!works.contains(key)) {
      input_file inputs(file);
      std::vector<std::size_t> all;
      std::istringstream of(sizes);
      for (std::string one; std::getline(of, one, ',');) all.push_back(std::stoul(one));
      works[key] = work_of(name, all, inputs);
      if (works[key]) {
        const numbers& g = works[key]();
        std::ofstream(result, std::ios::binary)
            .write(reinterpret_cast<const char*>(g.data()), static_cast<std::streamsize>(g.size() * sizeof(double)));
      }
    }
    if (works[key])
      std::printf("%.1f\n", nanoseconds(works[key], seconds));
    else
      std::puts("none");
    std::fflush(stdout);
  }
}

}  // namespace objectives
