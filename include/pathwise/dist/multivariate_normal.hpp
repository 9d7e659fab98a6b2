#pragma once
#include <pathwise/dist/rsample.hpp>
#include <pathwise/expr/triangular.hpp>

namespace pathwise {

/// Multivariate normal(loc, scale_tril): covariance L L', L lower triangular; what is above its diagonal is not read.
/// One event is a vector. Shapes: loc, x [D], scale_tril [D, D]; log_prob []. Domain: the diagonal of L is positive,
/// which programs that validate check.
/// Units: log_prob, entropy in nats. Formula: -|L^-1 (x - loc)|^2 / 2 - sum log L_ii - D / 2 log 2 pi.
/// Source: Murphy 2022, section 3.2.
template <std::size_t D>
struct multivariate_normal_distribution {
  using support = real_vectors;
  using event = expr<D>;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"loc"}, {"scale_tril", constraint::positive_diagonal}});
  expr<D> loc;
  expr<D, D> scale_tril;

  constexpr expr<> log_prob(expr<D> x) const {
    return -0.5 * sum(square(solve_lower(scale_tril, x - loc))) - sum(log(diagonal(scale_tril))) -
           0.91893853320467274 * static_cast<double>(D);
  }
  constexpr expr<> entropy() const {
    return sum(log(diagonal(scale_tril))) + 1.4189385332046727 * static_cast<double>(D);
  }
  constexpr expr<D> mean() const { return loc; }
  constexpr expr<D> mode() const { return loc; }
  /// Of each component: the diagonal of L L'.
  constexpr expr<D> variance() const {
    return lower_product(square(scale_tril), expr<D>(broadcast(literal(*loc.g, 1), extents_of<D>(), 0)));
  }
  constexpr expr<D> sample(const noise<D>& draws) const { return loc + lower_product(scale_tril, draws.normal()); }
  /// A draw that moves as the sample of the same noise does.
  constexpr expr<D> implicit_sample(expr<D> draw) const {
    return loc + lower_product(scale_tril, expr<D>(stop_gradient(solve_lower(scale_tril, draw - loc))));
  }
};

/// The family, to be called with expressions: `multivariate_normal(loc, scale_tril)`.
struct multivariate_normal_family {
  static constexpr const char* name = "multivariate_normal";
  static constexpr auto parameters = multivariate_normal_distribution<1>::parameters;
  template <std::size_t D>
  constexpr multivariate_normal_distribution<D> operator()(expr<D> loc, expr<D, D> scale_tril) const {
    const multivariate_normal_distribution<D> q{loc, scale_tril};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr multivariate_normal_family multivariate_normal{};

/// Half of tr(P^-1 Q) + |L_p^-1 (m_p - m_q)|^2 - D, and the logarithm of the ratio of the scales' determinants.
template <std::size_t D>
constexpr expr<> kl_divergence(const multivariate_normal_distribution<D>& q,
                               const multivariate_normal_distribution<D>& p) {
  const auto between = solve_lower(p.scale_tril, lower_only(q.scale_tril));
  const auto apart = solve_lower(p.scale_tril, q.loc - p.loc);
  return 0.5 * (sum(square(between)) + sum(square(apart)) - static_cast<double>(D)) +
         sum(log(diagonal(p.scale_tril)) - log(diagonal(q.scale_tril)));
}

}  // namespace pathwise
