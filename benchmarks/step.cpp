// One training step and one encode + decode, by Google Benchmark: the tutorial's model, and others of other widths and
// depths, so that no size is a favourite.
#include <benchmark/benchmark.h>

#include "comparison/models.hpp"

namespace pw = pathwise;

using tutorial = comparison::auto_encoder<784, 400, 20>;
using tutorial_laplace = comparison::auto_encoder<784, 400, 20, pw::laplace>;
using tiny = comparison::auto_encoder<32, 32, 4>;
using odd = comparison::auto_encoder<301, 157, 11>;

struct three_layers {
  static constexpr std::size_t pixels = 203, latent = 9;
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<203>("x");
    auto h = relu(linear<85>("encoder.4", relu(linear<99>("encoder.2", relu(linear<147>("encoder.0", x))))));
    auto mu = linear<9>("fc_mu", h);
    auto q = pw::normal(mu, exp(0.5 * linear<9>("fc_logvar", h)));
    auto z = rsample("z", q);
    auto logits = linear<203>("decoder.2", relu(linear<85>("decoder.0", z)));
    model.output("x_recon", sigmoid(logits));
    model.minimise(sum(binary_cross_entropy_with_logits(logits, x)) + sum(kl_divergence(q, standard_like(q))));
  }
};

static pw::matrix<float> images(std::size_t rows, std::size_t pixels) {
  pw::matrix<float> x(rows, pixels);
  for (std::size_t i = 0; i < x.size(); ++i) x.values[i] = static_cast<float>((i * 2654435761u >> 8) % 256) / 255.0f;
  return x;
}

// Arguments: batch, threads. Warmed up by hundreds of steps, since moments that decay into denormals show only then.
template <class Model>
static void training_step(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  pw::trainer<Model> t({.batch = batch, .seed = 1, .threads = static_cast<int>(state.range(1))});
  const auto x = images(batch, Model::pixels);
  for (int i = 0; i < 200; ++i) t.step(x);
  for (auto _ : state) benchmark::DoNotOptimize(t.step(x));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

template <class Model>
static void encode_decode(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  pw::trainer<Model> t({.batch = batch, .seed = 1, .threads = static_cast<int>(state.range(1))});
  const auto x = images(batch, Model::pixels);
  for (auto _ : state) benchmark::DoNotOptimize(t.template run<"z", "x_recon">(t.template run<"x", "fc_mu">(x)));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

static void batches_and_threads(benchmark::internal::Benchmark* b) {
  b->ArgsProduct({{16, 128, 1024}, {1, 2}})
      ->ArgNames({"batch", "threads"})
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}
static void small_batches(benchmark::internal::Benchmark* b) {
  b->ArgsProduct({{1, 8}, {1, 2}})->ArgNames({"batch", "threads"})->UseRealTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK(training_step<tutorial>)->Apply(batches_and_threads);
BENCHMARK(training_step<tutorial_laplace>)->Apply(batches_and_threads);
BENCHMARK(training_step<odd>)->Apply(batches_and_threads);
BENCHMARK(training_step<three_layers>)->Apply(batches_and_threads);
BENCHMARK(training_step<tiny>)
    ->Args({32, 1})
    ->ArgNames({"batch", "threads"})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(encode_decode<tutorial>)->Apply(small_batches);
BENCHMARK(encode_decode<odd>)->Apply(small_batches);
