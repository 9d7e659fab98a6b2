// Convolutions: the same bound on the same rows by a dense and a convolutional auto-encoder. Pictures are [channels,
// height, width]; a layer's parameters have the names and layouts of PyTorch's.
#include "image_vae.hpp"

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <cstdio>
#include <cstdlib>

struct convolutional_vae {
  static constexpr pw::window half{.size = 4, .stride = 2, .padding = 1};
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<784>("x");
    const auto seen = relu(pw::conv2d<32, half>("encoder.0", pw::reshape<1, 28, 28>(x)));
    const auto features = pw::reshape<64 * 7 * 7>(relu(pw::conv2d<64, half>("encoder.2", seen)));
    const auto q = pw::normal(pw::linear<20>("fc_mu", features), exp(0.5 * pw::linear<20>("fc_logvar", features)));
    const auto z = rsample("z", q);
    const auto drawn = pw::reshape<64, 7, 7>(relu(pw::linear<64 * 7 * 7>("decoder.0", z)));
    const auto larger = relu(pw::conv_transpose2d<32, half>("decoder.3", drawn));
    const auto logits = pw::reshape<784>(pw::conv_transpose2d<1, half>("decoder.5", larger));
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    const auto kl = model.output("kl", sum(kl_divergence(q, standard_like(q))));
    model.minimise(reconstruction + kl);
  }
};

template <class Model>
static void train_and_report(const char* name, const pw::matrix<float>& pixels, std::size_t rows, std::size_t held_out,
                             std::size_t epochs) {
  pw::trainer<Model> vae({.batch = 128, .seed = 1});
  vae.fit(pixels.view().slice(0, rows), {.epochs = epochs});
  const pw::metrics bound = vae.evaluate(pixels.view().slice(rows, held_out));
  std::printf("%-14s  bound %8.2f   reconstruction %8.2f   KL %6.2f\n", name, bound.loss(), bound["reconstruction"],
              bound["kl"]);
}

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(1536, 1);
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1;
  const std::size_t rows = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1024, held_out = argc > 2 ? 8192 : 512;
  std::printf("negative bound in nats on %zu rows held out, after %zu epochs over %zu rows\n", held_out, epochs, rows);
  train_and_report<image_vae<pw::normal>>("dense", images.images.pixels, rows, held_out, epochs);
  train_and_report<convolutional_vae>("convolutional", images.images.pixels, rows, held_out, epochs);
}
