// The variational auto-encoder: a model is a type, its training one call. Uses Fashion-MNIST (Debian:
// dataset-fashion-mnist) where it is installed, drawn clothes otherwise. `02_vae EPOCHS` trains longer; the pictures
// are written where it runs.
#include "image_vae.hpp"

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/png.hpp>
#include <pathwise/data/save.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(4096, 1);
  const auto data = images.images.pixels.view().slice(0, 4096);

  pw::trainer<image_vae<>> vae({.batch = 128, .seed = 1}, pw::adam{.learning_rate = 1e-3});
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  for (std::size_t e = 0; e < epochs; ++e) {
    const pw::metrics mean = vae.fit(data);
    std::printf("epoch %zu: loss %.2f nats = reconstruction %.2f + KL %.2f\n", e + 1, mean.loss(),
                mean["reconstruction"], mean["kl"]);
  }

  auto codes = vae.run<"x", "fc_mu">(data.slice(0, 8));  // one named input, one named output...
  auto again = vae.run<"z", "x_recon">(codes);           // ...cut anywhere...
  auto [mu, logvar] = vae.run<pw::in<"x">, pw::out<"fc_mu", "fc_logvar">>(data.slice(0, 8));  // ...or several
  std::printf("code of the first image: %.2f %.2f ...; log-variances %.2f %.2f ...\n", mu(0, 0), mu(0, 1), logvar(0, 0),
              logvar(0, 1));

  pw::write_png(
      "reconstructions.png",
      pw::reconstruction_grid(data.slice(0, 8), again.view(), {images.images.height, images.images.width}, 8).view());
  pw::save(vae, "vae.safetensors");  // the names and layouts that PyTorch loads
}
