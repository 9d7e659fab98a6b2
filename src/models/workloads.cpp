// What `pathwise bench` times beside training steps of the ready models: a model that lives in L1, inference, and a
// sample with its gradient.
#include <pathwise/engine.hpp>

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

std::function<void()> tiny_step(std::size_t batch, int threads) {
  struct state {
    trainer<tiny> model;
    matrix<float> rows;
  };
  const auto s =
      std::make_shared<state>(trainer<tiny>({.batch = batch, .seed = 1, .threads = threads}), pixels(batch, 32));
  return [s] { s->model.step(s->rows); };
}

std::function<void()> inference(std::size_t batch, int threads) {
  struct state {
    trainer<tutorial> model;
    matrix<float> rows, reconstruction;
  };
  const auto s = std::make_shared<state>(trainer<tutorial>({.batch = batch, .seed = 1, .threads = threads}),
                                         pixels(batch, 784), matrix<float>(batch, 784));
  auto& code = s->model.program_of<cut<tutorial, in<"x">, out<"x_recon">>>();
  code.bind_input("x", s->rows.view());
  code.bind_output(0, s->reconstruction.data(), s->reconstruction.cols);
  return [s, &code, batch] { code.run(batch, s->model.settings()); };
}

/// The gradient of <z, dz>: in mu it is dz, in log_variance 1/2 sigma eps dz, and in dz it is z itself.
constexpr std::size_t sampled_columns = 64;
constexpr auto sample =
    function([](expr<sampled_columns> mu, expr<sampled_columns> log_variance, expr<sampled_columns> dz) {
      return sum(rsample("z", normal(mu, exp(0.5 * log_variance))) * dz);
    });

std::function<void()> sample_and_gradient(std::size_t batch, int threads) {
  struct state {
    program<native<float>> code;
    matrix<float> in[3], out[3];
    std::uint64_t step = 0;
  };
  using source = gradient_source<decltype(sample)::source>;
  const auto s = std::make_shared<state>(
      state{program<native<float>>::of<source>(threads > 0 ? threads : available_threads()), {}, {}});
  for (std::size_t i = 0; i < 3; ++i) {
    s->in[i] = pixels(batch, sampled_columns);
    s->out[i] = matrix<float>(batch, sampled_columns);
    s->code.bind_input(std::to_string(i), s->in[i].view());
    s->code.bind_output(i, s->out[i].data(), sampled_columns);
  }
  return [s, batch] { s->code.run(batch, {.seed = 1, .step = ++s->step}); };
}

}  // namespace

std::span<const timed_workload> workloads() {
  static constexpr timed_workload all[] = {
      {"w2", "a training step of a tiny Gaussian model, 32-32-4", 32, &tiny_step},
      {"w5", "encode, sample and decode by the tutorial's model", 1, &inference},
      {"w6", "a reparameterised sample and its gradients, 64 columns", 1024, &sample_and_gradient},
  };
  return all;
}

}  // namespace pathwise::models
