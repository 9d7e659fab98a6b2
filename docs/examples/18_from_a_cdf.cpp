// A posterior of your own from its cdf alone: no sampler, no density, no derivative is written. The library inverts the
// cdf to draw, and differentiates it to move a draw with the parameters (implicit reparameterisation; Figurnov et al.
// 2018) and to have its density. Here it is a skewed logistic law, whose skew the encoder learns too.
#include <pathwise/engine.hpp>

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <cstdio>
#include <cstdlib>

namespace pw = pathwise;

// Skewed logistic(loc, scale, skew): cdf sigmoid((x - loc) / scale)^skew; the logistic law for skew = 1.
template <std::size_t... E>
struct skewed_logistic_distribution {
  using support = pw::real_numbers;
  static constexpr auto parameters = std::to_array<pw::distribution_parameter>(
      {{"loc"}, {"scale", pw::constraint::positive}, {"skew", pw::constraint::positive}});
  pw::expr<E...> loc, scale, skew;

  constexpr auto cdf(pw::expr<E...> x) const { return exp(-skew * softplus((loc - x) / scale)); }
  constexpr auto log_prob(pw::expr<E...> x) const { return pw::log_density_of_cdf(*this, x); }
};
struct skewed_logistic_family : pw::family_of<skewed_logistic_distribution> {
  static constexpr const char* name = "skewed_logistic";
};
inline constexpr skewed_logistic_family skewed_logistic{};

struct skewed_vae {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<784>("x");
    auto h = relu(pw::linear<128>("encoder", x));
    auto loc = pw::linear<8>("loc", h);
    auto q = skewed_logistic(loc, exp(pw::linear<8>("log_scale", h)), exp(pw::linear<8>("log_skew", h)));
    auto z = pw::rsample("z", q);
    auto logits = pw::linear<784>("decoder.2", relu(pw::linear<128>("decoder.0", z)));
    auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    auto kl = model.output("kl", sum(pw::kl_monte_carlo(q, pw::logistic(0.0 * loc, 1.0), z)));
    model.minimise(reconstruction + kl);
  }
};

int main(int argc, char** argv) {
  const auto images =
      pw::find_fashion_mnist() ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(4608, 1);
  const auto all = images.images.pixels.view();
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2;
  pw::trainer<skewed_vae> vae({.batch = 128, .seed = 1});
  const double before = vae.evaluate(all.slice(4096, 512)).loss();
  vae.fit(all.slice(0, 4096), {.epochs = epochs});
  const pw::metrics after = vae.evaluate(all.slice(4096, 512));
  std::printf("negative bound in nats on 512 rows held out: %.2f before, %.2f after %zu epochs over 4,096 rows\n",
              before, after.loss(), epochs);
  std::printf("reconstruction %.2f, KL %.2f\n", after["reconstruction"], after["kl"]);
  return after.loss() < 0.8 * before ? 0 : 1;
}
