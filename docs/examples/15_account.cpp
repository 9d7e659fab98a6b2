// Where does a training step's time go? The plan of the tutorial's model in words, with what each step computes and
// moves, and how long each took: `15_account 128 1`.
#include <pathwise/engine.hpp>
#include <pathwise/exec/account.hpp>

#include <cstdlib>
#include <iostream>

#include "image_vae.hpp"

namespace pw = pathwise;

using model = image_vae<>;

int main(int argc, char** argv) {
  const std::size_t batch = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 128;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  pw::trainer<model> trainer({.batch = batch, .threads = threads});
  pw::matrix<float> rows(batch, 784);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i * 7 % 11) / 10.0f;

  auto& code = trainer.program_of<pw::training_step<model>>();
  std::cout << pw::explain(
      pw::timed_account<pw::training_step<model>>(code, static_cast<long>(batch), 50, [&] { trainer.step(rows); }));
}
