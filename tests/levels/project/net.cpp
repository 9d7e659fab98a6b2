#include "net.hpp"

#include <pathwise/engine.hpp>

namespace {

namespace pw = pathwise;

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<3>("x");
    auto h = relu(linear<5>("encoder", x));
    auto q = pw::normal(linear<2>("mu", h), exp(0.5 * linear<2>("logvar", h)));
    auto logits = linear<3>("decoder", rsample("z", q));
    auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    model.minimise(reconstruction + model.output("kl", sum(kl_divergence(q, standard_like(q)))));
  }
};

double loss_after(int epochs) {
  pw::matrix<float> rows(37, 3);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i * 7 % 11) / 10.0f;
  pw::trainer<net> trainer({.batch = 11, .seed = 1}, pw::adam{.learning_rate = 1e-2});
  trainer.fit(rows, {.epochs = static_cast<std::size_t>(epochs)});
  return trainer.evaluate(rows).loss();
}

}  // namespace

extern "C" [[gnu::visibility("default")]] const net_table* net_v1() {
  static const net_table table{
#if defined(__AVX512BW__)
      "x86-64-v4",
#elif defined(__AVX2__)
      "x86-64-v3",
#elif defined(__SSE4_2__)
      "x86-64-v2",
#else
      "none",
#endif
      loss_after};
  return &table;
}
