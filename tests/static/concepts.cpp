// Each concept accepts what it should, and rejects the near miss.
#include <complex>

#include <pathwise/pathwise.hpp>

namespace {

using namespace pathwise;

// ---- scalar_like: a number that a program computes with ----

static_assert(scalar_like<float> && scalar_like<double> && scalar_like<long double>);
static_assert(!scalar_like<int> && !scalar_like<bool> && !scalar_like<const float> && !scalar_like<float&> &&
              !scalar_like<std::complex<float>>);
static_assert(!scalar_like<native<float>> && !scalar_like<twin<native<float>>>);

// ---- numbers: what may be given to a program ----

static_assert(numbers<matrix<float>> && numbers<matrix_view<float>> && numbers<matrix_view<const double>>);
static_assert(numbers<std::vector<float>> && numbers<std::span<const double>> && numbers<std::array<float, 3>>);
static_assert(numbers<float> && numbers<double> && numbers<const std::vector<float>&>);
static_assert(numbers<xt::xtensor<float, 2>> && numbers<xt::xtensor_fixed<double, xt::xshape<3>>>);
static_assert(numbers<decltype(std::declval<xt::xtensor<float, 2>>() * 2.0f)>);
static_assert(!numbers<int> && !numbers<float*> && !numbers<const char*> && !numbers<std::string> &&
              !numbers<float[3]> && !numbers<expr<3>>);

// Of static size: one row of exactly that many.
template <class Given, std::size_t Size>
constexpr bool fits = number_edge<Given>::template fits<Size>;
static_assert(fits<std::array<float, 3>, 3> && !fits<std::array<float, 3>, 4> && fits<double, 1> && !fits<double, 2>);
static_assert(fits<std::vector<float>, 3> && fits<matrix<float>, 4>);
static_assert(fits<xt::xtensor_fixed<float, xt::xshape<2, 3>>, 6> &&
              !fits<xt::xtensor_fixed<float, xt::xshape<2, 3>>, 3>);

// ---- location_scale: what rsample takes ----

static_assert(location_scale<normal_distribution<3>> && location_scale<laplace_distribution<2, 5>> &&
              location_scale<logistic_distribution<>>);
struct without_noise {
  expr<3> loc, scale;
};
struct without_scale {
  expr<3> loc;
  constexpr expr<3> standard_noise(graph&, const text&, bool, int) const { return loc; }
};
struct of_its_own {
  expr<3> loc, scale;
  constexpr expr<3> standard_noise(graph& g, const text& name, bool may_repeat, int line) const {
    return raw_noise<3>(g, name, noise_law::normal, may_repeat, line);
  }
};
static_assert(location_scale<of_its_own> && !location_scale<without_noise> && !location_scale<without_scale>);
static_assert(!location_scale<expr<3>> && !location_scale<normal_family>);

}  // namespace
