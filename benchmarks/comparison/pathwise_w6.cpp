// W6: z = mu + exp(logvar / 2) eps, and the gradients in mu and logvar given that in z: 64 columns.
#include "models.hpp"

using namespace comparison;

namespace {

constexpr std::size_t columns = 64;
/// The gradient of <z, dz>: in mu it is dz, in logvar 1/2 sigma eps dz, and in dz it is z itself.
constexpr auto sample = pw::function([](pw::expr<columns> mu, pw::expr<columns> logvar, pw::expr<columns> dz) {
  return sum(rsample("z", pw::normal(mu, exp(0.5 * logvar))) * dz);
});
using sample_and_gradient = pw::gradient_source<decltype(sample)::source>;

}  // namespace

int main(int argc, char** argv) {
  const size_of_run size(argc, argv);
  auto code = pw::program<pw::native<float>>::of<sample_and_gradient>(size.threads);
  pw::matrix<float> in[3], out[3];
  for (std::size_t i = 0; i < 3; ++i) {
    in[i] = pixels(size.batch, columns);
    out[i] = pw::matrix<float>(size.batch, columns);
    code.bind_input(std::to_string(i), in[i].view());
    code.bind_output(i, out[i].data(), columns);
  }
  std::uint64_t step = 0;
  return pw::contestant([&] { code.run(size.batch, {.seed = 1, .step = ++step}); });
}
