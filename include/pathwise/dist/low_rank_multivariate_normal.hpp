#pragma once
#include <pathwise/dist/multivariate_normal.hpp>

namespace pathwise {

/// Multivariate normal(loc, cov_factor W, cov_diag d): covariance W W' + diag(d), W of a few columns. One event is a
/// vector. Shapes: loc, cov_diag, x [D], cov_factor [D, R], R <= D; log_prob []. Domain: cov_diag > 0. Units: log_prob,
/// entropy in nats. Formula: that of the multivariate normal, with the inverse and the determinant by the R x R matrix
/// 1 + W' diag(d)^-1 W (Woodbury 1950). Cost: of log_prob D R^2.
template <std::size_t D, std::size_t R>
  requires(R >= 1 && R <= D)
struct low_rank_multivariate_normal_distribution {
  using support = real_vectors;
  using event = expr<D>;
  static constexpr const char* name = "low_rank_multivariate_normal";
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"loc"}, {"cov_factor"}, {"cov_diag", constraint::positive}});
  expr<D> loc;
  expr<D, R> cov_factor;
  expr<D> cov_diag;

  constexpr expr<> log_prob(expr<D> x) const {
    const expr<D> apart = (x - loc) / cov_diag;
    const auto explained = solve_lower(inner(), einsum<"dr,d->r">(cov_factor, apart));
    const expr<> distance = sum(apart * (x - loc)) - sum(square(explained));
    return -0.5 * distance - half_log_determinant() - 0.91893853320467274 * static_cast<double>(D);
  }
  constexpr expr<> entropy() const { return half_log_determinant() + 1.4189385332046727 * static_cast<double>(D); }
  constexpr expr<D> mean() const { return loc; }
  constexpr expr<D> mode() const { return loc; }
  constexpr expr<D> variance() const { return cov_diag + sum(square(cov_factor), axis<1>); }
  constexpr expr<D> sample(const noise<D>& draws) const {
    const expr<R> common = slice<0, static_cast<int>(R)>(draws.normal("factor"), axis<0>);
    return loc + einsum<"dr,r->d">(cov_factor, common) + sqrt(cov_diag) * draws.normal();
  }
  /// The same law by the Cholesky factor of its covariance.
  constexpr multivariate_normal_distribution<D> dense() const {
    return {loc, cholesky(expr<D, D>(einsum<"ir,jr->ij">(cov_factor, cov_factor)) + diagonal_matrix(cov_diag))};
  }
  /// The Cholesky factor of 1 + W' diag(d)^-1 W.
  constexpr expr<R, R> inner() const {
    const expr<R> ones(broadcast(literal(*loc.g, 1), extents_of<R>(), 0));
    const expr<D, R> scaled = cov_factor / reshape<D, 1>(cov_diag);
    return cholesky(expr<R, R>(einsum<"dr,ds->rs">(cov_factor, scaled)) + diagonal_matrix(ones));
  }
  constexpr expr<> half_log_determinant() const { return sum(log(diagonal(inner()))) + 0.5 * sum(log(cov_diag)); }
};

/// The family, to be called with expressions: `low_rank_multivariate_normal(loc, cov_factor, cov_diag)`.
struct low_rank_multivariate_normal_family {
  static constexpr const char* name = "low_rank_multivariate_normal";
  template <std::size_t D, std::size_t R>
  constexpr low_rank_multivariate_normal_distribution<D, R> operator()(expr<D> loc, expr<D, R> cov_factor,
                                                                       expr<D> cov_diag) const {
    const low_rank_multivariate_normal_distribution<D, R> q{loc, cov_factor, cov_diag};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr low_rank_multivariate_normal_family low_rank_multivariate_normal{};

/// Those of the dense laws, so that equal parameters give exactly 0. Cost: a Cholesky factor of D x D for each.
template <std::size_t D, std::size_t R, std::size_t S>
constexpr expr<> kl_divergence(const low_rank_multivariate_normal_distribution<D, R>& q,
                               const low_rank_multivariate_normal_distribution<D, S>& p) {
  return kl_divergence(q.dense(), p.dense());
}
template <std::size_t D, std::size_t R>
constexpr expr<> kl_divergence(const low_rank_multivariate_normal_distribution<D, R>& q,
                               const multivariate_normal_distribution<D>& p) {
  return kl_divergence(q.dense(), p);
}
template <std::size_t D, std::size_t R>
constexpr expr<> kl_divergence(const multivariate_normal_distribution<D>& q,
                               const low_rank_multivariate_normal_distribution<D, R>& p) {
  return kl_divergence(q, p.dense());
}

}  // namespace pathwise
