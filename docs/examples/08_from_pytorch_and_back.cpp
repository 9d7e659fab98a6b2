// A state_dict both ways. `08_from_pytorch_and_back` trains and writes vae.safetensors for PyTorch to load;
// `08_from_pytorch_and_back FILE` loads what PyTorch has written, and says what it makes of one image. The Python side
// is 08_from_pytorch_and_back.py.
#include "image_vae.hpp"

#include <pathwise/data/save.hpp>

#include <cstdio>

// Any image will do, so long as both sides take the same.
static pw::matrix<float> one_image() {
  pw::matrix<float> x(1, 784);
  for (std::size_t i = 0; i < 784; ++i) x(0, i) = static_cast<float>(i * 37 % 101) / 100.0f;
  return x;
}

int main(int argc, char** argv) try {
  pw::trainer<image_vae<>> vae({.batch = 16, .seed = 1, .threads = 1});
  if (argc > 1) {
    pw::load(vae, argv[1]);
  } else {
    pw::matrix<float> rows(16, 784);
    for (std::size_t r = 0; r < 16; ++r)
      for (std::size_t i = 0; i < 784; ++i) rows(r, i) = static_cast<float>((i * 37 + r * 11) % 101) / 100.0f;
    for (int step = 0; step < 20; ++step) vae.step(rows);
    pw::save(vae, "vae.safetensors");
    for (const pw::tensor& t : pw::read_safetensors("vae.safetensors").tensors) {
      std::printf("%-18s", t.name.c_str());
      for (const std::size_t n : t.shape) std::printf(" %zu", n);
      std::printf("\n");
    }
  }
  const auto mu = vae.run<"x", "fc_mu">(one_image());
  std::printf("code %.6f %.6f %.6f\n", mu(0, 0), mu(0, 1), mu(0, 2));
} catch (const pw::file_error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
