// Functions of one argument and their derivatives at all 2^32 floats, in this machine's registers as programs run them,
// against libm's double. A long run: some two minutes a function and core.
//
//     every_float [NAME ...]        all functions by default; prints a row of docs/results.md's table for each
//
// An error is in units in the last place of the exact result. Where that is less than the smallest normal float, 0 and
// neighbours count as right: registers flush. Where it is infinite, not a number or beyond float's range, the result
// must be what double's rounds to. A derivative is compared where the value is finite. Sine and cosine are compared up
// to 30,000, beyond which they promise nothing.
#include <pathwise/exec/call.hpp>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

namespace pw = pathwise;

constexpr double two_over_root_pi = 1.1283791670955126;
double sigmoid_of(double x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
double softplus_of(double x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))); }
double squared_sech(double x) {
  const double e = std::exp(-2 * std::fabs(x));
  return 4 * e / ((1 + e) * (1 + e));
}

/// What was found at all points so far.
struct accuracy {
  double worst = 0;
  float worst_at = 0;
  unsigned long compared = 0, rounded_otherwise = 0, of_another_kind = 0;

  void compare(float x, float found, double exact) {
    ++compared;
    const auto nearest = static_cast<float>(exact);
    if (!std::isfinite(nearest) || !std::isfinite(found)) {
      of_another_kind += !(std::isnan(nearest) ? std::isnan(found) : nearest == found);
      return;
    }
    if (std::fabs(exact) < 0x1p-126) {
      of_another_kind += std::fabs(found) > 0x1p-126f;
      return;
    }
    rounded_otherwise += found != nearest;
    const double off = std::fabs(found - exact) / std::exp2(std::ilogb(exact) - 23);
    if (off > worst) worst = off, worst_at = x;
  }
};

/// The numbers of a block of rows by a compiled function.
template <class Source>
class block_program {
 public:
  explicit block_program(std::size_t rows) : y_(rows), code_(pw::program<pw::native<float>>::of<Source>(1)) {
    code_.bind_output(0, y_.data(), 1);
  }
  const std::vector<float>& operator()(const std::vector<float>& x) {
    code_.bind_input("0", {x.data(), x.size(), 1});
    code_.run(x.size(), {});
    return y_;
  }

 private:
  std::vector<float> y_;
  pw::program<pw::native<float>> code_;
};

/// Of all floats that are not further from 0 than `within`; numbers that are none are among them where it is infinite.
template <class Function>
void sweep(const char* name, Function, double (*value)(double), double (*derivative)(double), float within) {
  constexpr std::size_t rows = 1 << 14;
  block_program<typename Function::source> values(rows);
  block_program<typename decltype(pw::gradient(Function{}))::source> derivatives(rows);
  accuracy of_value, of_derivative;
  std::vector<float> x(rows);
  for (unsigned long first = 0; first < 1ul << 32; first += rows) {
    for (std::size_t i = 0; i < rows; ++i) x[i] = std::bit_cast<float>(static_cast<unsigned>(first + i));
    if (std::isfinite(within) && !(std::fabs(x[0]) <= within)) continue;
    const std::vector<float>&y = values(x), &d = derivatives(x);
    for (std::size_t i = 0; i < rows; ++i) {
      if (std::fabs(x[i]) > within) continue;
      const double exact = value(x[i]);
      of_value.compare(x[i], y[i], exact);
      if (std::isfinite(static_cast<float>(exact)) && std::isfinite(x[i]))
        of_derivative.compare(x[i], d[i], derivative(x[i]));
    }
  }
  std::printf("| %s |", name);
  for (const accuracy& a : {of_value, of_derivative})
    std::printf(" %.3f at %.6g | %.2f %% | %lu |", a.worst, static_cast<double>(a.worst_at),
                100.0 * static_cast<double>(a.rounded_otherwise) / static_cast<double>(a.compared), a.of_another_kind);
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const auto wanted = [&](const char* name) {
    for (int i = 1; i < argc; ++i)
      if (std::strcmp(argv[i], name) == 0) return true;
    return argc == 1;
  };
  const auto each = [&](const char* name, auto function, double (*value)(double), double (*derivative)(double),
                        float within = INFINITY) {
    if (wanted(name)) sweep(name, function, value, derivative, within);
  };
  each(
      "exp", pw::function([](pw::expr<> x) { return exp(x); }), [](double x) { return std::exp(x); },
      [](double x) { return std::exp(x); });
  each(
      "log", pw::function([](pw::expr<> x) { return log(x); }), [](double x) { return std::log(x); },
      [](double x) { return 1 / x; });
  each("sigmoid", pw::function([](pw::expr<> x) { return sigmoid(x); }), &sigmoid_of,
       [](double x) { return sigmoid_of(x) * sigmoid_of(-x); });
  each("softplus", pw::function([](pw::expr<> x) { return softplus(x); }), &softplus_of, &sigmoid_of);
  each(
      "tanh", pw::function([](pw::expr<> x) { return tanh(x); }), [](double x) { return std::tanh(x); }, &squared_sech);
  each(
      "sqrt", pw::function([](pw::expr<> x) { return sqrt(x); }), [](double x) { return std::sqrt(x); },
      [](double x) { return 0.5 / std::sqrt(x); });
  each(
      "log1p", pw::function([](pw::expr<> x) { return log1p(x); }), [](double x) { return std::log1p(x); },
      [](double x) { return 1 / (1 + x); });
  each(
      "expm1", pw::function([](pw::expr<> x) { return expm1(x); }), [](double x) { return std::expm1(x); },
      [](double x) { return std::exp(x); });
  each(
      "erf", pw::function([](pw::expr<> x) { return erf(x); }), [](double x) { return std::erf(x); },
      [](double x) { return two_over_root_pi * std::exp(-x * x); });
  each(
      "erfc", pw::function([](pw::expr<> x) { return erfc(x); }), [](double x) { return std::erfc(x); },
      [](double x) { return -two_over_root_pi * std::exp(-x * x); });
  each(
      "sin", pw::function([](pw::expr<> x) { return sin(x); }), [](double x) { return std::sin(x); },
      [](double x) { return std::cos(x); }, 30000);
  each(
      "cos", pw::function([](pw::expr<> x) { return cos(x); }), [](double x) { return std::cos(x); },
      [](double x) { return -std::sin(x); }, 30000);
  each(
      "atan", pw::function([](pw::expr<> x) { return atan(x); }), [](double x) { return std::atan(x); },
      [](double x) { return 1 / (1 + x * x); });
}
