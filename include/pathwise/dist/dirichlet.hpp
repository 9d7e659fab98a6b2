#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Dirichlet(concentration a): density Gamma(sum a) / prod Gamma(a_i) prod x_i^(a_i - 1) of positive vectors of sum 1.
/// One event is a vector. Shapes: concentration, x [K]; log_prob, entropy []. Domain: concentration > 0; x > 0 with sum
/// 1, outside of which log_prob is not to be relied on. Units: nats. Gradient: a sample is made of K gamma quantiles,
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
  constexpr expr<K> variance() const { return mean() * (1.0 - mean()) / (total() + 1.0); }
  constexpr expr<K> sample(const noise<K>& draws) const {
    const auto logarithm =
        gamma_log_quantile(concentration, draws.uniform(), draws.uniform_complement()) + log(concentration);
    return exp(logarithm - logsumexp(logarithm));
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
  template <std::size_t K>
  constexpr dirichlet_distribution<K> operator()(expr<K> concentration) const {
    const dirichlet_distribution<K> q{concentration};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr dirichlet_family dirichlet{};

}  // namespace pathwise
