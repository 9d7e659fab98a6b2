#pragma once
#include <pathwise/dist/gamma_draw.hpp>
#include <pathwise/dist/multivariate_gamma.hpp>

namespace pathwise {

struct positive_definite_matrices {
  static constexpr const char* name = "symmetric positive definite matrices";
};

/// Wishart(df n, scale_tril L): the law of the scatter matrix of n normal vectors of covariance L L', L lower
/// triangular; density proportional to |X|^((n - D - 1) / 2) exp(-tr((L L')^-1 X) / 2). One event is a matrix. Shapes:
/// df [], scale_tril, x [D, D]; log_prob, entropy []. Domain: df > D - 1 (below, NaN); the diagonal of L is positive. x
/// is symmetric and positive definite; its lower triangle is read. Units: nats. Sampler: Bartlett's, X = L A A' L' with
/// A_ii^2 of the law chi2(n - i). Gradient: pathwise in L, implicit in df. Source: Murphy 2022, section 2.7.
template <std::size_t D>
struct wishart_distribution {
  using support = positive_definite_matrices;
  using event = expr<D, D>;
  static constexpr auto parameters = std::to_array<distribution_parameter>(
      {{"df", constraint::positive}, {"scale_tril", constraint::positive_diagonal}});
  expr<> df;
  expr<D, D> scale_tril;

  constexpr expr<> log_prob(expr<D, D> x) const {
    const auto root = cholesky(x);
    return (df - static_cast<double>(D + 1)) * sum(log(diagonal(root))) -
           0.5 * sum(square(solve_lower(scale_tril, root))) - log_norm();
  }
  constexpr expr<> entropy() const {
    const double dimension = static_cast<double>(D);
    return log_norm() + 0.5 * dimension * df - 0.5 * (df - (dimension + 1.0)) * mean_log_determinant();
  }
  constexpr expr<D, D> mean() const { return repeated(df) * covariance(); }
  /// For df >= D + 1; NaN elsewhere.
  constexpr expr<D, D> mode() const {
    const auto least = df - static_cast<double>(D + 1);
    return repeated(where(less(least, 0.0), detail::not_a_number, least)) * covariance();
  }
  constexpr expr<D, D> variance() const {
    const auto s = covariance();
    const auto on = diagonal(s);
    return repeated(df) * (square(s) + einsum<"i,j->ij">(on, on));
  }
  constexpr expr<D, D> sample(const noise<D, D>& draws) const {
    const auto halves = detail::steps_from<D>(0.5 * df, -0.5);
    const auto below = below_diagonal(draws.normal());
    const auto log_draw =
        detail::gamma_log_draw(halves, draws, "diagonal", [](expr<D, D> all) { return diagonal(all); });
    const auto on = exp(0.5 * (log_draw + log(2.0 * halves)));
    const expr<D, D> root = lower_product(scale_tril, below + diagonal_matrix(on));
    return expr<D, D>(einsum<"ik,jk->ij">(root, root));
  }
  /// E[log |X|].
  constexpr expr<> mean_log_determinant() const {
    return detail::multivariate_digamma<D>(0.5 * df) + 2.0 * half_log_determinant() +
           0.69314718055994531 * static_cast<double>(D);
  }
  constexpr expr<> half_log_determinant() const { return sum(log(diagonal(scale_tril))); }
  constexpr expr<D, D> covariance() const {
    const auto l = lower_only(scale_tril);
    return expr<D, D>(einsum<"ik,jk->ij">(l, l));
  }

 private:
  constexpr expr<> log_norm() const {
    return df * (half_log_determinant() + 0.34657359027997265 * static_cast<double>(D)) +
           detail::multivariate_lgamma<D>(0.5 * df);
  }
  constexpr expr<D, D> repeated(expr<> x) const { return detail::repeated_to(*df.g, shape<D, D>{}, x); }
};

/// The family, to be called with expressions: `wishart(df, scale_tril)`.
struct wishart_family {
  static constexpr const char* name = "wishart";
  static constexpr auto parameters = wishart_distribution<1>::parameters;
  template <std::size_t D>
  constexpr wishart_distribution<D> operator()(expr<> df, expr<D, D> scale_tril) const {
    const wishart_distribution<D> q{df, scale_tril};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr wishart_family wishart{};

/// Of the determinants' ratio, the trace, and the gamma functions of both degrees of freedom.
template <std::size_t D>
constexpr expr<> kl_divergence(const wishart_distribution<D>& q, const wishart_distribution<D>& p) {
  const auto between = solve_lower(p.scale_tril, lower_only(q.scale_tril));
  const auto apart = sum(log(diagonal(p.scale_tril)) - log(diagonal(q.scale_tril)));
  return p.df * apart + 0.5 * q.df * (sum(square(between)) - static_cast<double>(D)) +
         (detail::multivariate_lgamma<D>(0.5 * p.df) - detail::multivariate_lgamma<D>(0.5 * q.df)) +
         0.5 * (q.df - p.df) * detail::multivariate_digamma<D>(0.5 * q.df);
}

}  // namespace pathwise
