// A trained model inside a program that must not wait: what is needed is made at the start, a call then allocates
// nothing and takes no lock. The parameters are shared; each thread of the host has a program (its own memory) of its
// own.
#include "image_vae.hpp"

#include <pathwise/data/save.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>
#include <vector>

// Counts every allocation of a thread.
static thread_local long allocations = 0;
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* p = std::malloc(bytes)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

using model = image_vae<>;
using encoder = pw::cut<model, pw::in<"x">, pw::out<"fc_mu">>;

// One host thread's way to the codes of an image.
class image_encoder {
 public:
  explicit image_encoder(pw::trainer<model>& trained)
      : program_(pw::program<pw::native<float>>::of<encoder>(1)), settings_(trained.settings()) {
    program_.bind_output(0, codes_.data(), codes_.size());
  }
  const std::array<float, 20>& operator()(const float* pixels) {
    program_.bind_input("x", {pixels, 1, 784});
    program_.run(1, settings_);
    return codes_;
  }

 private:
  pw::program<pw::native<float>> program_;
  pw::run_settings<float> settings_;  // where the parameters are
  std::array<float, 20> codes_{};
};

int main(int argc, char** argv) {
  const auto images = pw::synthetic_images(512, 1);
  const auto pixels = images.images.pixels.view();
  pw::trainer<model> vae({.batch = 128, .seed = 1, .threads = 1});
  if (argc > 1)
    pw::load(vae, argv[1]);  // as `pathwise train` or PyTorch has written it
  else
    vae.fit(pixels);

  const int calls = 2000;
  std::array<std::vector<double>, 2> microseconds;
  std::array<long, 2> allocated{};
  std::array<float, 2> first_code{};
  {
    std::vector<std::jthread> host;
    for (std::size_t t = 0; t < 2; ++t) {
      microseconds[t].resize(calls);
      host.emplace_back([&, t] {
        image_encoder encode(vae);
        first_code[t] = encode(pixels.row(0))[0];
        const long before = allocations;
        for (int i = 0; i < calls; ++i) {
          const auto start = std::chrono::steady_clock::now();
          encode(pixels.row(static_cast<std::size_t>(i) % pixels.rows));
          microseconds[t][static_cast<std::size_t>(i)] =
              std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
        }
        allocated[t] = allocations - before;
      });
    }
  }
  for (std::size_t t = 0; t < 2; ++t) {
    std::sort(microseconds[t].begin(), microseconds[t].end());
    std::printf("thread %zu: median %.1f us, 99 of 100 within %.1f us\n", t + 1, microseconds[t][calls / 2],
                microseconds[t][calls * 99 / 100]);
  }
  const bool same = first_code[0] == first_code[1];
  std::printf("allocations while they ran: %ld; the same bits in both threads: %s\n", allocated[0] + allocated[1],
              same ? "yes" : "no");
  return same && allocated[0] + allocated[1] == 0 ? 0 : 1;
}
