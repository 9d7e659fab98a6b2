// A model that does not train, three times: how to find out why. The loss becomes nan; the parameters of a distribution
// leave their domain; the codes carry nothing.
#include <pathwise/engine.hpp>

#include <pathwise/data/synthetic_images.hpp>

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace pw = pathwise;

enum class mistake { none, width_of_zero, scale_as_it_comes };

// The tutorial's model, smaller, with or without a mistake.
template <mistake Made>
struct suspect {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<784>("x");
    auto h = relu(pw::linear<100>("encoder", x));
    auto mu = pw::linear<8>("fc_mu", h);
    auto out = pw::linear<8>("fc_sigma", h);
    auto q = pw::normal(mu, Made == mistake::scale_as_it_comes ? out : exp(0.5 * out));
    auto z = rsample("z", q);
    auto logits = pw::linear<784>("decoder.2", relu(pw::linear<100>("decoder.0", z)));
    auto divergence = kl_divergence(q, standard_like(q));
    model.output("kl of each code", divergence);
    auto cross_entropy = binary_cross_entropy_with_logits(logits, x);
    auto width = model.parameter<784>("width");  // starts at 0 unless it is told otherwise
    auto density = 0.5 * square((x - sigmoid(logits)) / width) + log(width);
    auto reconstruction = model.output("reconstruction", sum(Made == mistake::width_of_zero ? density : cross_entropy));
    model.minimise(reconstruction + model.scalar("beta", 1.0) * model.output("kl", sum(divergence)));
  }
};

// 1. The loss is nan at some step. The same run again with diagnose() says where from.
static void not_finite(const pw::matrix<float>& pixels, bool diagnose) {
  pw::trainer<suspect<mistake::width_of_zero>> vae({.batch = 128, .seed = 1}, pw::adam{.learning_rate = 1e-2});
  if (diagnose) vae.diagnose();
  try {
    vae.fit(pixels, {.epochs = 20});
    std::printf("it trained after all\n");
  } catch (const std::domain_error& e) {
    std::printf("%s\n\n", e.what());
  }
}

// 2. A scale that is not made positive: validate() names the distribution, its parameter and the row.
static void outside_its_domain(const pw::matrix<float>& pixels) {
  pw::trainer<suspect<mistake::scale_as_it_comes>> vae({.batch = 128, .seed = 1});
  vae.validate();
  try {
    vae.fit(pixels);
  } catch (const std::domain_error& e) {
    std::printf("%s\n\n", e.what());
  }
}

// 3. Everything is finite and the loss falls, but the codes say nothing: their KL is 0, code by code. The cure here is
// a smaller weight at first.
static double nats_in_codes(const pw::matrix<float>& pixels, double beta) {
  pw::trainer<suspect<mistake::none>> vae({.batch = 128, .seed = 1});
  vae.set("beta", beta);
  vae.fit(pixels, {.epochs = 10});
  const auto kl = vae.run<"x", "kl of each code">(pixels);
  std::printf("beta %-4g nats in each code:", beta);
  double total = 0;
  for (std::size_t c = 0; c < kl.cols; ++c) {
    double mean = 0;
    for (std::size_t r = 0; r < kl.rows; ++r) mean += kl(r, c) / static_cast<double>(kl.rows);
    std::printf(" %.2f", mean);
    total += mean;
  }
  std::printf("\n");
  return total;
}

int main() {
  const auto pixels = pw::synthetic_images(2048, 1).images.pixels;
  not_finite(pixels, false);
  not_finite(pixels, true);
  outside_its_domain(pixels);
  const double collapsed = nats_in_codes(pixels, 50), cured = nats_in_codes(pixels, 1);
  return collapsed < 1 && cured > 3 ? 0 : 1;
}
