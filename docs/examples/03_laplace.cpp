// Laplace instead of Gaussian: one word in the model. Trains both on the same rows, seed and budget, and shows what
// changes.
#include "image_vae.hpp"

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <cstdio>
#include <cstdlib>

// A latent dimension is active where its mean moves with the data: Var_x(E_q[z]) > 0.01 (Burda, Grosse, Salakhutdinov
// 2016, section 5.2).
static int active_dimensions(const pw::matrix<float>& mu) {
  int active = 0;
  for (std::size_t d = 0; d < mu.cols; ++d) {
    double mean = 0, variance = 0;
    for (std::size_t r = 0; r < mu.rows; ++r) mean += mu(r, d) / static_cast<double>(mu.rows);
    for (std::size_t r = 0; r < mu.rows; ++r)
      variance += (mu(r, d) - mean) * (mu(r, d) - mean) / static_cast<double>(mu.rows);
    active += variance > 0.01;
  }
  return active;
}

template <class Model>
static void train_and_report(const char* name, pw::matrix_view<const float> train, pw::matrix_view<const float> test,
                             std::size_t epochs) {
  pw::trainer<Model> vae({.batch = 128, .seed = 1});
  vae.fit(train, {.epochs = epochs});
  const pw::metrics bound = vae.evaluate(test);
  const int active = active_dimensions(vae.template run<"x", "fc_mu">(test));
  std::printf("%-10s  bound %8.2f   reconstruction %8.2f   KL %6.2f   active dimensions %2d\n", name, bound.loss(),
              bound["reconstruction"], bound["kl"], active);
}

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(4608, 1);
  const auto all = images.images.pixels.view();
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  std::printf("negative bound in nats on 512 rows held out, after %zu epochs over 4,096 rows\n", epochs);
  train_and_report<image_vae<pw::normal>>("gaussian", all.slice(0, 4096), all.slice(4096, 512), epochs);
  train_and_report<image_vae<pw::laplace>>("laplace", all.slice(0, 4096), all.slice(4096, 512), epochs);
}
