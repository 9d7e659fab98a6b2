// A posterior whose components are correlated: the encoder gives a mean and a Cholesky factor, whose diagonal is made
// positive by softplus. Beside it the same model with independent components, on the same rows, seed and budget.
#include <pathwise/engine.hpp>

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <cstdio>
#include <cstdlib>

namespace pw = pathwise;

constexpr std::size_t latent = 6;

template <bool Correlated>
struct small_vae {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<784>("x");
    auto h = relu(pw::linear<200>("encoder", x));
    auto mu = pw::linear<latent>("mu", h);
    auto width = softplus(pw::linear<latent>("width", h));
    auto decode = [](auto z) { return pw::linear<784>("decoder.2", relu(pw::linear<200>("decoder.0", z))); };
    auto bound = [&](auto z, auto divergence) {
      auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(decode(z), x)));
      model.minimise(reconstruction + model.output("kl", divergence));
    };
    if constexpr (Correlated) {
      auto below = pw::reshape<latent, latent>(pw::linear<latent * latent>("below", h));
      auto q = pw::multivariate_normal(mu, with_diagonal(0.1 * below, width));
      auto identity = with_diagonal(0.0 * below, 0.0 * width + 1.0);
      bound(rsample("z", q), kl_divergence(q, pw::multivariate_normal(0.0 * mu, identity)));
    } else {
      auto q = pw::normal(mu, width);
      bound(rsample("z", q), sum(kl_divergence(q, standard_like(q))));
    }
  }
  /// The numbers of `matrix` off the diagonal, those of `on` along it.
  static constexpr auto with_diagonal(pw::expr<latent, latent> matrix, pw::expr<latent> on) {
    return matrix + diagonal_matrix(on - diagonal(matrix));
  }
};

template <class Model>
static void train_and_report(const char* name, pw::matrix_view<const float> train, pw::matrix_view<const float> test,
                             std::size_t epochs) {
  pw::trainer<Model> vae({.batch = 128, .seed = 1});
  vae.fit(train, {.epochs = epochs});
  const pw::metrics bound = vae.evaluate(test);
  std::printf("%-12s  bound %8.2f   reconstruction %8.2f   KL %6.2f\n", name, bound.loss(), bound["reconstruction"],
              bound["kl"]);
}

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(4608, 1);
  const auto all = images.images.pixels.view();
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  std::printf("negative bound in nats on 512 rows held out, after %zu epochs over 4,096 rows\n", epochs);
  train_and_report<small_vae<false>>("independent", all.slice(0, 4096), all.slice(4096, 512), epochs);
  train_and_report<small_vae<true>>("correlated", all.slice(0, 4096), all.slice(4096, 512), epochs);
}
