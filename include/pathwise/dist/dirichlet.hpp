#pragma once
#include <pathwise/dist/gamma_draw.hpp>

namespace pathwise {

/// Dirichlet(concentration a): density Gamma(sum a) / prod Gamma(a_i) prod x_i^(a_i - 1) of positive vectors of sum 1.
/// One event is a vector. Shapes: concentration, x [K]; log_prob, entropy []. Domain: concentration > 0; x > 0 with sum
/// 1, outside of which log_prob is not to be relied on. Units: nats. Gradient: a sample is made of K gamma variables,
/// each with its implicit slope, by their logarithms, so that none underflows (Figurnov et al. 2018, section 4).
template <std::size_t K>
struct dirichlet_distribution {
  using support = probability_vectors;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"concentration", constraint::positive}});
  expr<K> concentration;

  /// By log(x / mean), so that no term grows as the concentrations do.
  constexpr expr<> log_prob(expr<K> x) const {
    return sum(concentration * log_ratio(x, mean()) - log(x) + norm(concentration)) - norm(total());
  }
  constexpr expr<> entropy() const {
    const auto a = concentration;
    const auto whole = total();
    return sum(a * log_less_digamma(a) + digamma(a) - norm(a)) - whole * log_less_digamma(whole) + norm(whole) -
           static_cast<double>(K) * digamma(whole);
  }
  constexpr expr<> total() const { return sum(concentration); }
  constexpr expr<K> mean() const { return concentration / total(); }
  constexpr expr<K> variance() const { return mean() * (others(concentration) / total()) / (total() + 1.0); }
  /// Where all concentrations are above 1; NaN elsewhere.
  constexpr expr<K> mode() const {
    const expr<> exists = less(1.0, -max(-concentration, axis<0>));
    const auto rest = where(exists, total() - static_cast<double>(K), 1.0);
    return where(exists, 1.0, detail::not_a_number) * ((concentration - 1.0) / rest);
  }
  constexpr expr<K> sample(const noise<K>& draws) const {
    const auto logarithm = detail::gamma_log_draw(concentration, draws) + log(concentration);
    return exp(logarithm - logsumexp(logarithm));
  }
  /// A draw that moves with the concentrations as samples that come out so do on average: each component along its own
  /// beta law, the others by their shares of what it leaves. Source: Figurnov et al. 2018, section 4; Jankowiak and
  /// Obermeyer 2018.
  constexpr expr<K> implicit_sample(expr<K> draw) const {
    const expr<K> x(stop_gradient(draw)), held(stop_gradient(concentration));
    const auto risen = expr<K>(beta_first_slope(held, others(held), x)) * (concentration - held);
    return x + x * (risen - sum(x * risen));
  }
  /// Of each component the sum of the others, without a difference.
  static constexpr expr<K> others(expr<K> a) {
    const auto before = [](expr<K> of) {
      return pad<1, 0>(cumsum(slice<0, static_cast<int>(K) - 1>(of, axis<0>), axis<0>), axis<0>);
    };
    return expr<K>(before(a)) + expr<K>(flip(before(flip(a, axis<0>)), axis<0>));
  }
  /// a log a - a - log Gamma(a).
  template <std::size_t... E>
  static constexpr expr<E...> norm(expr<E...> a) {
    return log_gamma_density(a, detail::filled_like(a, 0));
  }
};

/// The family, to be called with expressions: `dirichlet(concentration)`.
struct dirichlet_family {
  static constexpr const char* name = "dirichlet";
  static constexpr auto parameters = dirichlet_distribution<1>::parameters;
  template <std::size_t K>
  constexpr dirichlet_distribution<K> operator()(expr<K> concentration) const {
    const dirichlet_distribution<K> q{concentration};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr dirichlet_family dirichlet{};

}  // namespace pathwise
