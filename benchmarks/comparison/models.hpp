#pragma once
// What Pathwise's side of the comparison times: training steps, inference, and a reparameterised sample with its
// gradient.
#include <pathwise/app/contestant.hpp>
#include <pathwise/engine.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace comparison {

namespace pw = pathwise;

/// The tutorial's auto-encoder with other extents.
template <std::size_t Pixels, std::size_t Hidden, std::size_t Latent, auto posterior = pw::normal>
struct auto_encoder {
  static constexpr std::size_t pixels = Pixels, latent = Latent;
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<Pixels>("x");
    auto h = relu(linear<Hidden>("encoder.0", x));
    auto mu = linear<Latent>("fc_mu", h);
    auto q = posterior(mu, exp(0.5 * linear<Latent>("fc_logvar", h)));
    auto z = rsample("z", q);
    auto logits = linear<Pixels>("decoder.2", relu(linear<Hidden>("decoder.0", z)));
    model.output("x_recon", sigmoid(logits));
    model.minimise(sum(binary_cross_entropy_with_logits(logits, x)) + sum(kl_divergence(q, standard_like(q))));
  }
};

/// What the command line asks for: `PROGRAM BATCH THREADS`.
struct size_of_run {
  std::size_t batch = 128;
  int threads = 1;

  size_of_run(int argc, char** argv) {
    if (argc > 1) batch = static_cast<std::size_t>(std::strtoul(argv[1], nullptr, 10));
    if (argc > 2) threads = std::atoi(argv[2]);
  }
};

/// Numbers in [0, 1], as pixels are.
inline pw::matrix<float> pixels(std::size_t rows, std::size_t cols) {
  pw::matrix<float> x(rows, cols);
  for (std::size_t i = 0; i < x.size(); ++i) x.values[i] = static_cast<float>((i * 2654435761u >> 8) % 256) / 255.0f;
  return x;
}

/// Numbers of a check, taken from the front.
class numbers_to_check {
 public:
  explicit numbers_to_check(std::span<const float> numbers) : left_(numbers) {}
  std::span<const float> take(std::size_t count) {
    const auto front = left_.first(count);
    left_ = left_.subspan(count);
    return front;
  }
  pw::matrix_view<const float> take(std::size_t rows, std::size_t cols) {
    return {take(rows * cols).data(), rows, cols};
  }

 private:
  std::span<const float> left_;
};

template <class Trainer>
void read_parameters(Trainer& trainer, numbers_to_check& numbers) {
  for (const pw::parameter_info& p : trainer.parameters().infos())
    trainer.parameters().write(p.name, numbers.take(p.size()));
}

/// Training steps of four batches in turn. Check: the parameters, a batch and its noise give the losses of five steps
/// and the parameters after them.
template <class Model>
int training(int argc, char** argv) {
  const size_of_run size(argc, argv);
  constexpr std::size_t batches = 4, steps = 5;
  const pw::trainer_options options{.batch = size.batch, .seed = 1, .threads = size.threads};
  pw::trainer<Model> trainer(options);
  const auto x = pixels(batches * size.batch, Model::pixels);
  std::size_t turn = 0;
  const auto call = [&] { trainer.step(x.view().slice(turn++ % batches * size.batch, size.batch)); };
  return pw::contestant(call, [&](std::span<const float> given) {
    pw::trainer<Model> fresh(options);
    numbers_to_check numbers(given);
    read_parameters(fresh, numbers);
    const pw::named_data<float> data[] = {{"x", numbers.take(size.batch, Model::pixels)},
                                          {"z.eps", numbers.take(size.batch, Model::latent)}};
    std::vector<float> results;
    for (std::size_t s = 0; s < steps; ++s)
      results.push_back(static_cast<float>(
          fresh.template step<pw::training_step<pw::given<Model, pw::in<"z.eps">>>>(data, size.batch).values[0]));
    for (const pw::parameter_info& p : fresh.parameters().infos())
      for (const float number : fresh.parameters().read(p.name)) results.push_back(number);
    return results;
  });
}

/// Encode, sample, decode. Check: the parameters, rows and noise give the reconstructions.
template <class Model>
int inference(int argc, char** argv) {
  const size_of_run size(argc, argv);
  pw::trainer<Model> trainer({.batch = size.batch, .seed = 1, .threads = size.threads});
  const auto x = pixels(size.batch, Model::pixels);
  auto& code = trainer.template program_of<pw::cut<Model, pw::in<"x">, pw::out<"x_recon">>>();
  pw::matrix<float> reconstruction(size.batch, Model::pixels);
  code.bind_input("x", x.view());
  code.bind_output(0, reconstruction.data(), reconstruction.cols);
  return pw::contestant(
      [&] { code.run(size.batch, trainer.settings()); },
      [&](std::span<const float> given) {
        numbers_to_check numbers(given);
        read_parameters(trainer, numbers);
        const auto rows = numbers.take(size.batch, Model::pixels), noise = numbers.take(size.batch, Model::latent);
        return std::get<0>(trainer.template run<pw::in<"x", "z.eps">, pw::out<"x_recon">>(rows, noise)).values;
      });
}

}  // namespace comparison
