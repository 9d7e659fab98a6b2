// Trains a model of its own on an xtensor, saves it and cuts it open. Without pathwise::data (WITHOUT_FILES) it saves
// nothing.
#ifndef WITHOUT_FILES
#include <pathwise/data/save.hpp>
#endif

#include <cmath>
#include <cstdio>

#include "model.hpp"

int main() {
  xt::xtensor<float, 2> x = xt::zeros<float>({64, 9});  // not arange().reshape(): clang 19 refuses xtensor 0.24's
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::cos(static_cast<float>(i));
  pw::trainer<my_model> trainer({.batch = 16, .seed = 1}, pw::adam{.learning_rate = 1e-2});
  const double before = trainer.evaluate(x).loss();
  const double after = trainer.fit(x, {.epochs = 20}).loss();
  const xt::xtensor<float, 2> codes = trainer.run<"x", "mu">(x);
#ifndef WITHOUT_FILES
  pw::save(trainer, "my_model.safetensors");
#endif
  std::printf("loss %.4f -> %.4f, codes %zu x %zu\n", before, after, codes.shape(0), codes.shape(1));
  return after < before && codes.shape(0) == 64 && codes.shape(1) == 2 ? 0 : 1;
}
