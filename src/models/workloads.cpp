// What `pathwise bench` times beside training steps of the ready models: a model that lives in L1, inference, and a
// sample with its gradient.
#include <pathwise/engine.hpp>
#include <pathwise/exec/account.hpp>

#include <memory>

#include "image_vae.hpp"
#include "ready.hpp"

namespace pathwise::models {
namespace {

using tiny = image_vae<normal, closed_form, log_variance{}, bernoulli{}, 32, 32, 4>;
using tutorial = image_vae<normal, closed_form, log_variance{}, bernoulli{}, 784, 400, 20>;

/// Numbers in [0, 1], as pixels are.
matrix<float> pixels(std::size_t rows, std::size_t cols) {
  matrix<float> x(rows, cols);
  for (std::size_t i = 0; i < x.size(); ++i) x.values[i] = static_cast<float>((i * 2654435761u >> 8) % 256) / 255.0f;
  return x;
}

/// What a call needs, with the program that it runs.
struct tiny_step {
  using source = training_step<tiny>;
  trainer<tiny> model;
  matrix<float> rows;
  tiny_step(std::size_t batch, int threads)
      : model({.batch = batch, .seed = 1, .threads = threads}), rows(pixels(batch, 32)) {}
  program<native<float>>& code() { return model.program_of<source>(); }
  void call() { model.step(rows); }
};

struct inference {
  using source = cut<tutorial, in<"x">, out<"x_recon">>;
  trainer<tutorial> model;
  matrix<float> rows, reconstruction;
  inference(std::size_t batch, int threads)
      : model({.batch = batch, .seed = 1, .threads = threads}), rows(pixels(batch, 784)), reconstruction(batch, 784) {
    code().bind_input("x", rows.view());
    code().bind_output(0, reconstruction.data(), reconstruction.cols);
  }
  program<native<float>>& code() { return model.program_of<source>(); }
  void call() { code().run(rows.rows, model.settings()); }
};

/// The gradient of <z, dz>: in mu it is dz, in log_variance 1/2 sigma eps dz, and in dz it is z itself.
constexpr std::size_t sampled_columns = 64;
constexpr auto sample =
    function([](expr<sampled_columns> mu, expr<sampled_columns> log_variance, expr<sampled_columns> dz) {
      return sum(rsample("z", normal(mu, exp(0.5 * log_variance))) * dz);
    });

struct sample_and_gradient {
  using source = gradient_source<decltype(sample)::source>;
  program<native<float>> own;
  matrix<float> given[3], found[3];
  std::uint64_t step = 0;
  sample_and_gradient(std::size_t batch, int threads)
      : own(program<native<float>>::of<source>(threads > 0 ? threads : available_threads())) {
    for (std::size_t i = 0; i < 3; ++i) {
      given[i] = pixels(batch, sampled_columns);
      found[i] = matrix<float>(batch, sampled_columns);
      own.bind_input(std::to_string(i), given[i].view());
      own.bind_output(i, found[i].data(), sampled_columns);
    }
  }
  program<native<float>>& code() { return own; }
  void call() { own.run(given[0].rows, {.seed = 1, .step = ++step}); }
};

template <class Work>
std::function<void()> call_of(std::size_t batch, int threads) {
  const auto work = std::make_shared<Work>(batch, threads);
  return [work] { work->call(); };
}
template <class Work>
program_account account_of_work(std::size_t batch, int threads, int calls) {
  Work work(batch, threads);
  return timed_account<typename Work::source>(work.code(), static_cast<long>(batch), calls, [&] { work.call(); });
}
template <class Work>
constexpr timed_workload workload(std::string_view name, std::string_view what, std::size_t batch) {
  return {name, what, batch, &call_of<Work>, &account_of_work<Work>};
}

}  // namespace

std::span<const timed_workload> workloads() {
  static constexpr timed_workload all[] = {
      workload<tiny_step>("w2", "a training step of a tiny Gaussian model, 32-32-4", 32),
      workload<inference>("w5", "encode, sample and decode by the tutorial's model", 1),
      workload<sample_and_gradient>("w6", "a reparameterised sample and its gradients, 64 columns", 1024),
  };
  return all;
}

}  // namespace pathwise::models
