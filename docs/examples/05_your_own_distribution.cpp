// A distribution of your own: the Rayleigh law, the length of a vector of two normal numbers. Twenty lines give it a
// density, a reparameterised sample and a divergence; the library's tools then take it like one of their own.
#include <pathwise/engine.hpp>

#include <cmath>
#include <cstdio>

namespace pw = pathwise;

// Rayleigh(scale): density x / scale^2 exp(-x^2 / (2 scale^2)) for x >= 0.
template <std::size_t... E>
struct rayleigh_distribution {
  using support = pw::nonnegative_numbers;
  static constexpr auto parameters = std::to_array<pw::distribution_parameter>({{"scale", pw::constraint::positive}});
  pw::expr<E...> scale;

  constexpr auto log_prob(pw::expr<E...> x) const { return log(x) - 2.0 * log(scale) - 0.5 * square(x / scale); }
  constexpr auto cdf(pw::expr<E...> x) const { return -expm1(-0.5 * square(x / scale)); }
  constexpr auto mean() const { return 1.2533141373155003 * scale; }               // sqrt(pi / 2)
  constexpr auto variance() const { return 0.42920367320510338 * square(scale); }  // 2 - pi / 2
  constexpr auto entropy() const { return 0.9420342421707937 + log(scale); }       // 1 - log(2) / 2 + euler / 2
  // Half its square, over scale^2, is exponential: the noise is free of parameters, so the gradient flows through
  // scale.
  constexpr auto sample(const pw::noise<E...>& draws) const { return scale * sqrt(2.0 * draws.exponential()); }
};
struct rayleigh_family : pw::family_of<rayleigh_distribution> {
  static constexpr const char* name = "rayleigh";
};
inline constexpr rayleigh_family rayleigh{};

template <std::size_t... E>
constexpr pw::expr<E...> kl_divergence(const rayleigh_distribution<E...>& q, const rayleigh_distribution<E...>& p) {
  const auto ratio = square(q.scale / p.scale);
  return ratio - 1.0 - log(ratio);
}

// Any of it on numbers. Elementwise, so that a row of three is three distributions.
constexpr auto divergence =
    pw::function([](pw::expr<3> q, pw::expr<3> p) { return kl_divergence(rayleigh(q), rayleigh(p)); });
constexpr auto by_quadrature =
    pw::function([](pw::expr<3> q, pw::expr<3> p) { return pw::kl_quadrature<32>(rayleigh(q), rayleigh(p)); });
// A divergence to a normal needs two moments, which are stated above: its rule is there already.
constexpr auto to_normal =
    pw::function([](pw::expr<3> q, pw::expr<3> p) { return kl_divergence(rayleigh(q), pw::normal(p, 1.0)); });
// The mean square of a sample, and by the gradient through the sample how it changes with scale: 2 scale^2 and 4 scale.
constexpr auto square_of_sample =
    pw::function([](pw::expr<> scale) { return square(pw::rsample("z", rayleigh(scale))); });

static double mean_of(const pw::matrix<double>& m) {
  double sum = 0;
  for (const double x : m.values) sum += x / static_cast<double>(m.size());
  return sum;
}

int main() {
  const std::array<double, 3> q{0.5, 1, 2}, p{1, 1, 1.5};
  const auto closed = divergence(q, p), estimated = by_quadrature(q, p), normal = to_normal(q, p);
  for (std::size_t i = 0; i < 3; ++i)
    std::printf("scale %.1f:  KL to Rayleigh(%.1f) %.9f, by quadrature %.9f;  to a normal %.6f\n", q[i], p[i],
                closed[i], estimated[i], normal[i]);

  pw::matrix<double> scale(100000, 1);
  for (double& s : scale.values) s = 1.5;
  const double square = mean_of(square_of_sample(scale)), slope = mean_of(pw::gradient(square_of_sample)(scale));
  std::printf("scale 1.5:  E z^2 %.3f (exactly 4.5), d/dscale %.3f (exactly 6)\n", square, slope);
  return std::abs(closed[2] - estimated[2]) < 1e-8 && std::abs(square - 4.5) < 0.1 && std::abs(slope - 6) < 0.1 ? 0 : 1;
}
