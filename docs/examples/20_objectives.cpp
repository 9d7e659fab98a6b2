// Three objectives of a public benchmark of derivatives, as objectives.hpp writes them: a mixture of normal
// distributions, a polynomial fit, and an LSTM, which is a loop that carries its state through a sequence of any
// length. Each gradient is held against a difference along a direction.
#include "objectives.hpp"

#include <cstdio>

static pw::matrix<double> numbers(std::size_t rows, std::size_t cols, double start) {
  pw::matrix<double> m(rows, cols);
  for (std::size_t i = 0; i < m.size(); ++i) m.values[i] = 0.6 * std::sin(start + 1.7 * static_cast<double>(i));
  return m;
}

// How far <gradient, direction> is from the difference of f along the direction, in the arguments First to Last.
template <std::size_t First, std::size_t Last, class F, std::size_t N>
static double off(const char* name, const F& f, const std::array<pw::matrix<double>, N>& at) {
  const auto value = [&](double step) {
    auto moved = at;
    for (std::size_t k = First; k <= Last; ++k)
      for (std::size_t i = 0; i < at[k].size(); ++i) moved[k].values[i] += step * std::cos(static_cast<double>(i));
    const auto y = std::apply(f, moved);
    if constexpr (requires { y.values; })
      return y.values[0];
    else
      return y;
  };
  const auto gradient = std::apply(pw::gradient(f), at);
  double along = 0;
  for (std::size_t k = First; k <= Last; ++k)
    for (std::size_t i = 0; i < at[k].size(); ++i) along += gradient[k].values[i] * std::cos(static_cast<double>(i));
  const double difference = (value(1e-5) - value(-1e-5)) / 2e-5, error = std::abs(along / difference - 1);
  std::printf("%-6s value %.6f, along a direction %.6f, by differences %.6f\n", name, value(0), along, difference);
  return error;
}

int main() {
  constexpr std::size_t rows = 100, steps = 60;
  using mixture = gaussian_mixture<2, 5, rows>;
  const double gmm = off<1, 4>(
      "gmm", mixture::log_posterior,
      std::array{numbers(rows, 2, 0), numbers(1, 5, 1), numbers(5, 2, 2), numbers(5, 2, 3), numbers(5, 1, 4)});
  pw::matrix<double> t(rows, 1);
  for (std::size_t i = 0; i < rows; ++i) t.values[i] = -1 + 2.0 * static_cast<double>(i) / (rows - 1);
  const double llsq = off<1, 1>("llsq", least_squares<128>::half_squares, std::array{t, numbers(1, 128, 0)});

  std::array<pw::matrix<double>, 24> all;
  for (std::size_t k = 0; k < 22; ++k) all[k] = numbers(1, 14, static_cast<double>(k));
  all[22] = numbers(steps, 14, 0);
  all[23] = numbers(steps, 14, 1.7 * 14);  // the vector after each
  const double lstm = off<0, 21>("lstm", lstm_likelihood, all);
  return gmm < 1e-6 && llsq < 1e-6 && lstm < 1e-6 ? 0 : 1;
}
