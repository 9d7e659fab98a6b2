// Laplace instead of Gaussian: one word in the model. Trains both on the same rows, seed and budget, and shows what
// changes. `03_laplace EPOCHS` trains longer; the picture is written where it runs.
#include "image_vae.hpp"

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/png.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

constexpr std::size_t codes = 20;

// How far each code's mean moves with the data, Var_x(E_q[z]), the most first. One is active where that is above 0.01
// (Burda, Grosse, Salakhutdinov 2016, section 5.2).
static std::vector<double> activity(const pw::matrix<float>& mu) {
  std::vector<double> variances;
  for (std::size_t d = 0; d < mu.cols; ++d) {
    double mean = 0, variance = 0;
    for (std::size_t r = 0; r < mu.rows; ++r) mean += mu(r, d) / static_cast<double>(mu.rows);
    for (std::size_t r = 0; r < mu.rows; ++r)
      variance += (mu(r, d) - mean) * (mu(r, d) - mean) / static_cast<double>(mu.rows);
    variances.push_back(variance);
  }
  std::sort(variances.begin(), variances.end(), std::greater{});
  return variances;
}

// A square for each code: black where its mean does not move, white from a variance of 1 on.
static pw::matrix<float> squares(const std::vector<double>& brightness, std::size_t pixels) {
  pw::matrix<float> squares(brightness.size(), pixels);
  for (std::size_t d = 0; d < brightness.size(); ++d)
    std::fill_n(squares.view().row(d), pixels, static_cast<float>(std::min(1.0, brightness[d])));
  return squares;
}

struct shown {
  pw::matrix<float> reconstructions, codes;
};
template <class Model>
static shown train_and_report(const char* name, pw::matrix_view<const float> train, pw::matrix_view<const float> test,
                              std::size_t epochs) {
  pw::trainer<Model> vae({.batch = 128, .seed = 1});
  vae.fit(train, {.epochs = epochs});
  const pw::metrics bound = vae.evaluate(test);
  auto mu = vae.template run<"x", "fc_mu">(test);
  const std::vector<double> variances = activity(mu);
  const auto active = std::count_if(variances.begin(), variances.end(), [](double v) { return v > 0.01; });
  std::printf("%-10s  bound %8.2f   reconstruction %8.2f   KL %6.2f   active dimensions %2td\n", name, bound.loss(),
              bound["reconstruction"], bound["kl"], active);
  return {vae.template run<"z", "x_recon">(mu.view().slice(0, codes)), squares(variances, test.cols)};
}

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(4608, 1);
  const auto all = images.images.pixels.view();
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  std::printf("negative bound in nats on 512 rows held out, after %zu epochs over 4,096 rows\n", epochs);
  const auto test = all.slice(4096, 512);
  const shown gaussian = train_and_report<image_vae<pw::normal>>("gaussian", all.slice(0, 4096), test, epochs);
  const shown laplace = train_and_report<image_vae<pw::laplace>>("laplace", all.slice(0, 4096), test, epochs);

  const pw::labelled_row rows[] = {{"original", test.slice(0, codes)},
                                   {"gaussian", gaussian.reconstructions.view()},
                                   {"laplace", laplace.reconstructions.view()},
                                   {"gaussian codes", gaussian.codes.view()},
                                   {"laplace codes", laplace.codes.view()}};
  pw::write_png("laplace.png", pw::labelled_grid(rows, {images.images.height, images.images.width}).view());
}
