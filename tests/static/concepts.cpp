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

// ---- distribution, location_scale, reparameterised: what log_prob and rsample take ----

static_assert(location_scale<normal_distribution<3>> && location_scale<laplace_distribution<2, 5>> &&
              location_scale<logistic_distribution<>>);
static_assert(distribution<weibull_distribution<3>> && reparameterised<weibull_distribution<3>> &&
              !location_scale<weibull_distribution<3>>);
struct of_its_own {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
  expr<3> loc, scale;
  constexpr expr<3> log_prob(expr<3> x) const { return x; }
  constexpr expr<3> standard(const noise<3>& draws) const { return draws.normal(); }
};
struct without_noise {
  using support = real_numbers;
  static constexpr auto parameters = of_its_own::parameters;
  expr<3> loc, scale;
  constexpr expr<3> log_prob(expr<3> x) const { return x; }
};
struct without_density {
  using support = real_numbers;
  static constexpr auto parameters = of_its_own::parameters;
  expr<3> loc, scale;
  constexpr expr<3> standard(const noise<3>& draws) const { return draws.normal(); }
};
struct by_a_map {
  using support = positive_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"rate", constraint::positive}});
  expr<3> rate;
  constexpr expr<3> log_prob(expr<3> x) const { return log(rate) - rate * x; }
  constexpr expr<3> sample(const noise<3>& draws) const { return draws.exponential() / rate; }
};
static_assert(distribution<of_its_own> && location_scale<of_its_own> && reparameterised<of_its_own>);
static_assert(distribution<without_noise> && !location_scale<without_noise> && !reparameterised<without_noise>);
static_assert(!distribution<without_density> && !location_scale<without_density> && !reparameterised<without_density>);
static_assert(reparameterised<by_a_map> && !location_scale<by_a_map>);
static_assert(!distribution<expr<3>> && !location_scale<normal_family> && family<student_t_family> == false &&
              family<cauchy_family>);

// ---- Student's t of fixed degrees of freedom: a family of a location and a scale, and the same law as the one of
// three parameters ----

static_assert(family<student_t_with_family<5>>);
static_assert(detail::has_two_moments<student_t_of<3>::distribution<4>> &&
              !detail::has_two_moments<student_t_of<2>::distribution<4>>);
static_assert(detail::has_mean<student_t_of<2>::distribution<>> && !detail::has_mean<student_t_of<1>::distribution<>>);

/// The numbers that some expressions of constants are, folded.
template <class Build>
constexpr bool are_equal(Build build) {
  graph g;
  const auto [a, b] = build(expr<>(literal(g, 0.5)), expr<>(literal(g, 2)), expr<>(literal(g, 3.25)));
  g.marks.add({"a", mark_kind::root, a.id});
  g.marks.add({"b", mark_kind::root, b.id});
  const graph folded = fold_constants(g);
  return folded.nodes[folded.marks[0].node].constant == folded.nodes[folded.marks[1].node].constant;
}
static_assert(are_equal([](expr<> loc, expr<> scale, expr<> x) {
  return std::pair{student_t_with<5>(loc, scale).log_prob(x), student_t(5.0, loc, scale).log_prob(x)};
}));
static_assert(are_equal([](expr<> loc, expr<> scale, expr<>) {
  return std::pair{student_t_with<5>(loc, scale).variance(), student_t(5.0, loc, scale).variance()};
}));
static_assert(!are_equal([](expr<> loc, expr<> scale, expr<> x) {
  return std::pair{student_t_with<5>(loc, scale).log_prob(x), student_t_with<4>(loc, scale).log_prob(x)};
}));

// ---- supports: whether one may lie within another ----

static_assert(supports_may_nest<positive_numbers, real_numbers> && !supports_may_nest<real_numbers, positive_numbers>);
static_assert(supports_may_nest<unit_interval, positive_numbers> &&
              !supports_may_nest<positive_numbers, unit_interval>);
static_assert(supports_may_nest<numbers_from_low_to_high, unit_interval>);
static_assert(!supports_may_nest<whole_numbers, real_numbers> && supports_may_nest<whole_numbers, whole_numbers>);

}  // namespace
