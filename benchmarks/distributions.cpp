// What a distribution costs, in nanoseconds an element: a reparameterised sample with its gradients, a log-density with
// its gradients, a divergence with its gradients. One thread; 1k, 64k and 1M elements, 64 a row.
// comparison/distributions.py takes turns with PyTorch.
#include <benchmark/benchmark.h>

#include <pathwise/engine.hpp>

#include <string>

namespace pw = pathwise;

namespace {

constexpr std::size_t columns = 64;
using row = pw::expr<columns>;

// Each gives a number a row whose gradients are taken; `w` stands for what flows back from the rest of a model.
template <auto Family>
constexpr auto sample_of =
    pw::function([](row loc, row scale, row w) { return sum(w * rsample("z", Family(loc, scale))); });
template <auto Family>
constexpr auto density_of = pw::function([](row loc, row scale, row x) { return sum(Family(loc, scale).log_prob(x)); });
template <auto Family>
constexpr auto divergence_of = pw::function(
    [](row loc, row scale, row w) { return sum(w * kl_divergence(Family(loc, scale), Family(1.0, row(w)))); });

/// Bound once, so that only the program runs in the loop. Numbers from 0.6 to 1, times `size`.
template <class Function>
void time_gradient(benchmark::State& state, Function, std::size_t arguments, float size) {
  using source = pw::gradient_source<typename Function::source>;
  const auto rows = static_cast<std::size_t>(state.range(0)) / columns;
  auto program = pw::program<pw::native<float>>::of<source>(1);
  std::vector<pw::matrix<float>> in(arguments, pw::matrix<float>(rows, columns));
  for (std::size_t k = 0; k < arguments; ++k) {
    for (std::size_t i = 0; i < in[k].values.size(); ++i)
      in[k].values[i] = size * (0.6F + 0.4F * static_cast<float>((i * 7 + k * 3) % 11) / 11);
    program.bind_input(pw::detail::position_name(k).view(), in[k].view());
  }
  std::vector<pw::matrix<float>> out;
  for (std::size_t k = 0; k < program.outputs().size(); ++k) {
    out.push_back(program.room_for_output(k, rows));
    program.bind_output(k, out.back().data(), out.back().cols);
  }
  pw::run_settings<float> settings;
  for (auto _ : state) {
    ++settings.step;
    program.run(rows, settings);
    benchmark::ClobberMemory();
  }
  state.counters["ns_an_element"] =
      benchmark::Counter(static_cast<double>(state.range(0)) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <auto Family>
void add_family(const std::string& name = Family.name, float size = 1) {
  const auto add = [&](const char* what, auto function, std::size_t arguments) {
    benchmark::RegisterBenchmark((name + "/" + what).c_str(),
                                 [=](benchmark::State& s) { time_gradient(s, function, arguments, size); })
        ->Arg(1 << 10)
        ->Arg(1 << 16)
        ->Arg(1 << 20);
  };
  add("rsample", sample_of<Family>, 3);
  add("log_prob", density_of<Family>, 3);
  using distribution = decltype(Family(row(), row()));
  if constexpr (pw::detail::closed_form_kl<distribution, distribution>) add("kl", divergence_of<Family>, 3);
}

}  // namespace

int main(int argc, char** argv) {
  add_family<pw::normal>();
  add_family<pw::laplace>();
  add_family<pw::logistic>();
  add_family<pw::gumbel>();
  add_family<pw::cauchy>();
  add_family<pw::log_normal>();
  add_family<pw::weibull>();
  add_family<pw::pareto>();
  add_family<pw::kumaraswamy>();
  add_family<pw::gamma>();
  add_family<pw::beta>();
  add_family<pw::gamma>("gamma_x2", 2);
  add_family<pw::gamma>("gamma_x6", 6);
  add_family<pw::beta>("beta_x6", 6);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
