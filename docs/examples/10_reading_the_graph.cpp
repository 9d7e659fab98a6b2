// Every stage of a tiny model in print: as it was traced, with its gradients, after the passes, and as a plan in words.
// The machine code of its loops is in the functions `group<...>::run`: `objdump -dC --no-show-raw-insn
// 10_reading_the_graph`.
#include <pathwise/engine.hpp>
#include <pathwise/exec/account.hpp>
#include <pathwise/graph/print.hpp>

#include <iostream>

namespace pw = pathwise;

struct tiny {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<2>("x");
    auto q = pw::normal(pw::linear<1>("mu", x), exp(0.5 * pw::linear<1>("logvar", x)));
    auto z = rsample("z", q);
    auto y = pw::linear<2>("decoder", z);
    model.minimise(sum(square(y - x)) + sum(kl_divergence(q, standard_like(q))));
  }
};

using tiny_step = pw::training_step<tiny>;

int main() {
  std::cout << "--- traced, as it was written\n" << pw::print(pw::traced<tiny>);
  std::cout << "\n--- with gradients\n" << pw::print(tiny_step::start());
  std::cout << "\n--- after the passes\n" << pw::print(pw::contracted<tiny_step>);
  std::cout << "\n--- the plan\n" << pw::explain(pw::account_of<tiny_step>(128));

  pw::trainer<tiny> trainer({.batch = 128, .seed = 1, .threads = 1});
  const pw::matrix<float> rows(128, 2, std::vector<float>(256, 0.5f));
  std::cout << "\n--- the loss of its first step: " << trainer.step(rows).loss() << "\n";
}
