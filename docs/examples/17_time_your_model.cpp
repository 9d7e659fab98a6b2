// How fast is a model of your own? Alone: `17_time_your_model 128 1 < /dev/null`. In turns with other programs, as
// `./dev bench` compares (ratios hold on a busy machine, times do not): `./dev bench --only w2 --threads 1 --also mine
// path/to/17_time_your_model`.
#include <pathwise/app/contestant.hpp>
#include <pathwise/engine.hpp>

#include <cstdlib>

namespace pw = pathwise;

struct my_model {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<64>("x");
    auto y = linear<64>("decode", tanh(linear<16>("encode", x)));
    model.minimise(sum(square(y - x)));
  }
};

int main(int argc, char** argv) {
  const std::size_t batch = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 128;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  pw::trainer<my_model> model({.batch = batch, .threads = threads});
  const pw::matrix<float> rows(batch, 64, std::vector<float>(batch * 64, 0.5f));
  return pw::contestant([&] { model.step(rows); });
}
