// Pathwise's side of objectives.py, of the objectives of docs/examples.
#include "../../docs/examples/objectives.hpp"

#include <algorithm>
#include <memory>

#include "objectives.hpp"

namespace {

using objectives::numbers;

pw::matrix<double> next(objectives::input_file& inputs, std::size_t rows, std::size_t cols) {
  const numbers n = inputs.next(rows * cols);
  pw::matrix<double> m(rows, cols);
  std::copy(n.begin(), n.end(), m.values.begin());
  return m;
}
/// All but the gradient in the first argument, which is data.
template <class Results>
void join(const Results& gradients, numbers& all) {
  all.clear();
  for (std::size_t i = 1; i < gradients.size(); ++i)
    all.insert(all.end(), gradients[i].values.begin(), gradients[i].values.end());
}

template <std::size_t D, std::size_t K, std::size_t N>
objectives::work gmm(objectives::input_file& inputs) {
  using mixture = gaussian_mixture<D, K, N>;
  const auto alpha = next(inputs, 1, K), mu = next(inputs, K, D), q = next(inputs, K, D),
             l = next(inputs, K, mixture::strict), x = next(inputs, N, D);
  return [=, all = std::make_shared<numbers>()]() -> const numbers& {
    join(pw::gradient(mixture::log_posterior)(x, alpha, mu, q, l), *all);
    return *all;
  };
}
objectives::work llsq(objectives::input_file& inputs, std::size_t rows) {
  const auto x = next(inputs, 1, 128), t = next(inputs, rows, 1);
  return [=, all = std::make_shared<numbers>()]() -> const numbers& {
    join(pw::gradient(least_squares<128>::half_squares)(t, x), *all);
    return *all;
  };
}
/// 4 states, 18 parameters, then each step's input and the one to be guessed.
objectives::work lstm(objectives::input_file& inputs, std::size_t steps) {
  std::array<pw::matrix<double>, 24> given;
  for (std::size_t i = 0; i < 18; ++i) given[4 + i] = next(inputs, 1, 14);
  const auto sequence = inputs.next(14 * steps);
  const pw::matrix<double> start[] = {next(inputs, 2, 14), next(inputs, 2, 14)};  // h of each layer, then c
  for (std::size_t layer = 0; layer < 2; ++layer)
    for (std::size_t kind = 0; kind < 2; ++kind) {
      const double* from = start[kind].data() + 14 * layer;
      given[2 * layer + kind] = pw::matrix<double>(1, 14);
      std::copy_n(from, 14, given[2 * layer + kind].values.begin());
    }
  for (std::size_t k = 0; k < 2; ++k) {
    given[22 + k] = pw::matrix<double>(steps - 1, 14);
    std::copy_n(sequence.begin() + static_cast<long>(14 * k), 14 * (steps - 1), given[22 + k].values.begin());
  }
  return [given, steps, all = std::make_shared<numbers>()]() -> const numbers& {
    const auto gradients = std::apply([](const auto&... g) { return pw::gradient(lstm_likelihood)(g...); }, given);
    all->clear();
    for (std::size_t i = 4; i < 22; ++i)
      for (const double d : gradients[i].values) all->push_back(-d / (14 * static_cast<double>(steps - 1)));
    return *all;
  };
}

}  // namespace

int main() {
  objectives::answer([](const std::string& name, const std::vector<std::size_t>& sizes,
                        objectives::input_file& inputs) -> objectives::work {
    if (name == "gmm") {
      if (sizes[0] == 2) return gmm<2, 5, 1000>(inputs);
      if (sizes[0] == 10) return gmm<10, 25, 1000>(inputs);
      return gmm<32, 50, 1000>(inputs);
    }
    if (name == "llsq") return llsq(inputs, sizes[1]);
    return lstm(inputs, sizes[0]);
  });
}
