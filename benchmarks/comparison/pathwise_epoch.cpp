// What an epoch of Fashion-MNIST takes beside its bare steps: `compare_epoch WHAT THREADS` prints seconds.
//   steps   469 steps on one batch that is there already
//   epoch   reading the files, an order of rows, and an epoch of 469 steps over them
//   first   making a trainer, and its first step: of interest is what the whole process takes
#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/engine.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "models.hpp"

namespace pw = pathwise;

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  constexpr std::size_t batch = 128, steps = 469;
  using clock = std::chrono::steady_clock;
  pw::trainer<comparison::auto_encoder<784, 400, 20>> trainer({.batch = batch, .threads = threads});
  const pw::matrix<float> rows(batch, 784, std::vector<float>(batch * 784, 0.5f));
  const auto print_since = [](clock::time_point start) {
    std::printf("%.6f\n", std::chrono::duration<double>(clock::now() - start).count());
    return 0;
  };
  if (what == "first") {
    const auto start = clock::now();
    trainer.step(rows);
    return print_since(start);
  }
  for (std::size_t i = 0; i < steps / 4; ++i) trainer.step(rows);  // threads are awake, the arena is there
  const auto start = clock::now();
  if (what == "steps") {
    for (std::size_t i = 0; i < steps; ++i) trainer.step(rows);
  } else if (what == "epoch") {
    const auto images = pw::fashion_mnist(pw::data_split::train);
    trainer.fit(images.images.pixels);
  } else {
    std::fprintf(stderr, "compare_epoch steps|epoch|first THREADS\n");
    return 2;
  }
  return print_since(start);
}
