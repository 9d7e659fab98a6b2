// The comparison's program on Eigen, as a careful C++ programmer writes it without a framework.
// Usage: eigen WORKLOAD BATCH THREADS, then requests as in pathwise/app/contestant.hpp. Workloads: w1, w2, w2-lazy, w4,
// w5, w6.
#include "auto_encoder.hpp"
#include "tiny.hpp"

#include <pathwise/app/contestant.hpp>

#include <xmmintrin.h>

#include <memory>
#include <string>

using namespace by_hand;

namespace {

constexpr int checked_steps = 5;

/// Adam's moments of dead units decay into denormals: without this a step becomes three times slower after some
/// hundred.
void flush_denormals(int threads) {
#pragma omp parallel num_threads(threads)
  _mm_setcsr(_mm_getcsr() | 0x8040);
}

template <class Model, class Make>
int training(Model& model, const Make& make) {
  return pathwise::contestant([&] { model.step(); },
                              [&](std::span<const float> given) {
                                const auto fresh = make();
                                given_numbers numbers(given);
                                fresh->read(numbers);
                                std::vector<float> results;
                                for (int s = 0; s < checked_steps; ++s)
                                  results.push_back(static_cast<float>(fresh->step()));
                                fresh->write(results);
                                return results;
                              });
}
int training(int batch, int threads, posterior family) {
  const auto make = [=] { return std::make_unique<auto_encoder>(batch, threads, family); };
  const auto model = make();
  return training(*model, make);
}
template <bool Lazy>
int tiny_training() {
  const auto make = [] { return std::make_unique<tiny_auto_encoder<Lazy>>(); };
  const auto model = make();
  return training(*model, make);
}

int inference(int batch, int threads) {
  Eigen::setNbThreads(threads);
  auto_encoder model(batch, 1, posterior::normal);
  return pathwise::contestant([&] { batch == 1 ? void(model.infer_one()) : void(model.infer()); },
                              [&](std::span<const float> given) {
                                auto_encoder fresh(batch, 1, posterior::normal);
                                given_numbers numbers(given);
                                fresh.read(numbers);
                                const auto copied = [](const auto& y) {
                                  return std::vector<float>(y.data(), y.data() + y.size());
                                };
                                return batch == 1 ? copied(fresh.infer_one()) : copied(fresh.infer());
                              });
}

int sampling(int batch, int threads) {
  constexpr int cols = 64, rows_at_once = 16;
  const matrix mu = matrix::Random(batch, cols), logvar = 0.1f * matrix::Random(batch, cols),
               dz = matrix::Random(batch, cols);
  matrix z(batch, cols), dmu(batch, cols), dlogvar(batch, cols);
  int step = 0;
  return pathwise::contestant([&] {
    ++step;
#pragma omp parallel num_threads(threads)
    {
      const int t = omp_get_thread_num(), end = batch * (t + 1) / threads;
      alignas(64) float noise[rows_at_once * cols];
      for (int r = batch * t / threads; r < end; r += rows_at_once) {
        const int n = std::min(rows_at_once, end - r) * cols;
        draw_normals(noise, n, static_cast<std::uint32_t>(step * 4096 + r));
        using numbers = Eigen::Map<Eigen::ArrayXf>;
        using constants = Eigen::Map<const Eigen::ArrayXf>;
        numbers e(noise, n), to_z(&z(r, 0), n), to_mu(&dmu(r, 0), n), to_logvar(&dlogvar(r, 0), n);
        const constants m(&mu(r, 0), n), v(&logvar(r, 0), n), g(&dz(r, 0), n);
        e *= (0.5f * v).exp();
        to_z = m + e;
        to_mu = g;
        to_logvar = 0.5f * g * e;
      }
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string workload = argc > 1 ? argv[1] : "w1";
  const int batch = argc > 2 ? std::atoi(argv[2]) : 128, threads = argc > 3 ? std::atoi(argv[3]) : 1;
  Eigen::setNbThreads(1);
  flush_denormals(threads);
  if (workload == "w1") return training(batch, threads, posterior::normal);
  if (workload == "w4") return training(batch, threads, posterior::laplace);
  if (workload == "w2") return tiny_training<false>();
  if (workload == "w2-lazy") return tiny_training<true>();
  if (workload == "w5") return inference(batch, threads);
  if (workload == "w6") return sampling(batch, threads);
  std::cerr << "eigen: no workload " << workload << '\n';
  return 2;
}
