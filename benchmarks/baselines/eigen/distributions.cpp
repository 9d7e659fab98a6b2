// Samples with their gradients on Eigen, as a careful C++ programmer writes them: noise for a few rows at a time, which
// stays in L1, then one expression an output. The noise is a 32-bit hash of a counter (numbers.hpp), cheaper than
// Philox; with the argument `philox`, it is Philox 4x32-10. Answers lines "FAMILY WHAT ELEMENTS SECONDS" with processor
// nanoseconds a call, or with "none".
#include "numbers.hpp"

#include <xmmintrin.h>

#include <ctime>
#include <iostream>
#include <map>
#include <string>

using namespace by_hand;

namespace {

constexpr long columns = 64, rows_at_once = 16;

using draw = void (*)(float* out, int count, std::uint32_t seed);
template <class Words>
const std::map<std::string, draw> draws = {{"normal", draw_normals<Words>},
                                           {"laplace", draw_laplaces<Words>},
                                           {"logistic", draw_logistics<Words>},
                                           {"gumbel", draw_gumbels<Words>}};

/// z = loc + scale eps and the gradients of <z, dz> in loc and scale.
class sampling {
 public:
  sampling(long rows, draw noise)
      : rows_(rows),
        noise_(noise),
        loc_(matrix::Random(rows, columns)),
        scale_((matrix::Random(rows, columns).array().abs() + 0.5f).matrix()),
        dz_(matrix::Random(rows, columns)),
        z_(rows, columns),
        dloc_(rows, columns),
        dscale_(rows, columns) {}

  void operator()() {
    ++step_;
    alignas(64) float eps[rows_at_once * columns];
    for (long r = 0; r < rows_; r += rows_at_once) {
      const long n = std::min(rows_at_once, rows_ - r) * columns;
      noise_(eps, static_cast<int>(n), static_cast<std::uint32_t>(step_ * 65536 + r));
      using numbers = Eigen::Map<Eigen::ArrayXf>;
      using constants = Eigen::Map<const Eigen::ArrayXf>;
      const constants e(eps, n), loc(&loc_(r, 0), n), scale(&scale_(r, 0), n), dz(&dz_(r, 0), n);
      numbers(&z_(r, 0), n) = loc + scale * e;
      numbers(&dloc_(r, 0), n) = dz;
      numbers(&dscale_(r, 0), n) = dz * e;
    }
  }

 private:
  long rows_;
  draw noise_;
  matrix loc_, scale_, dz_, z_, dloc_, dscale_;
  long step_ = 0;
};

double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
  const auto& draws_of = argc > 1 && std::string(argv[1]) == "philox" ? draws<from_philox> : draws<hashed>;
  _mm_setcsr(_mm_getcsr() | 0x8040);
  std::string family, what;
  for (double elements, seconds; std::cin >> family >> what >> elements >> seconds;) {
    const auto found = draws_of.find(family);
    if (found == draws_of.end() || what != "rsample") {
      std::cout << "none" << std::endl;
      continue;
    }
    sampling work(static_cast<long>(elements) / columns, found->second);
    work();
    const double start = processor_seconds();
    double calls = 0, spent = 0;
    for (; spent < seconds; spent = processor_seconds() - start, calls += 16)
      for (int i = 0; i < 16; ++i) work();
    std::cout << spent / calls * 1e9 << std::endl;
  }
}
