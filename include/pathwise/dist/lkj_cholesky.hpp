#pragma once
#include <pathwise/dist/gamma_draw.hpp>
#include <pathwise/dist/multivariate_gamma.hpp>

namespace pathwise {

struct correlation_cholesky_factors {
  static constexpr const char* name = "Cholesky factors of correlation matrices";
};

/// LKJ(concentration c), of the Cholesky factor L of a D x D correlation matrix R = L L', whose density is proportional
/// to |R|^(c - 1): c = 1 is uniform, a larger c is nearer to the identity. One event is a matrix. Shapes: concentration
/// [], x [D, D]; log_prob []. Domain: concentration > 0. Units: nats. Sampler: row i (from 0) is a direction times the
/// root of a variable of the law beta(i / 2, c + (D - 1 - i) / 2) (the onion). Gradient: implicit, in both gamma
/// variables of each. Condition: log_prob is right to 1e-10 for concentrations up to 1e4. Source: Lewandowski,
/// Kurowicka and Joe 2009.
template <std::size_t D>
  requires(D >= 2)
struct lkj_cholesky_distribution {
  using support = correlation_cholesky_factors;
  using event = expr<D, D>;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"concentration", constraint::positive}});
  expr<> concentration;

  /// Of the diagonal alone, in powers that fall by row.
  constexpr expr<> log_prob(expr<D, D> x) const {
    const auto powers = detail::steps_from<D>(2.0 * concentration + static_cast<double>(D) - 3.0, -1.0);
    const auto first = row_is_first();
    return sum(where(less(first, 0.5), powers * log(where(less(first, 0.5), diagonal(x), 1.0)), 0.0)) - log_norm();
  }
  constexpr expr<D, D> sample(const noise<D, D>& draws) const {
    const auto first = row_is_first();
    const auto below = below_diagonal(draws.normal());
    const auto length = sqrt(sum(square(below), axis<1>) + first);  // the first row is empty
    const auto on_diagonal = [](expr<D, D> all) { return diagonal(all); };
    // The first row's variables are not used; they are of shape 1.
    const auto of_row = detail::steps_from<D>(0.0 * concentration, 0.5) + first;
    const auto of_rest = detail::steps_from<D>(concentration + 0.5 * static_cast<double>(D - 1), -0.5);
    const auto up = detail::gamma_log_draw(of_row, draws, "row", on_diagonal) + log(of_row);
    const auto down = detail::gamma_log_draw(of_rest, draws, "rest", on_diagonal) + log(of_rest);
    const auto logit = up - down;
    const auto root = exp(-0.5 * softplus(-logit)) / length;
    const auto on = where(less(first, 0.5), exp(-0.5 * softplus(logit)), 1.0);
    return below * reshape<D, 1>(root) + diagonal_matrix(on);
  }

 private:
  constexpr expr<D> row_is_first() const {
    const auto rows = detail::steps_from<D>(0.0 * concentration, 1.0);
    return where(less(rows, 0.5), 1.0, 0.0);
  }
  constexpr expr<> log_norm() const {
    constexpr double rows = static_cast<double>(D - 1);
    const auto most = concentration + 0.5 * rows;
    return detail::multivariate_lgamma<D - 1>(most - 0.5) - rows * lgamma(most) + 0.57236494292470009 * rows;
  }
};

/// The family, to be called with its size and an expression: `lkj_cholesky<3>(concentration)`.
template <std::size_t D>
struct lkj_cholesky_family {
  static constexpr const char* name = "lkj_cholesky";
  constexpr lkj_cholesky_distribution<D> operator()(expr<> concentration) const {
    const lkj_cholesky_distribution<D> q{concentration};
    detail::state_domains(q);
    return q;
  }
};
template <std::size_t D>
inline constexpr lkj_cholesky_family<D> lkj_cholesky{};

}  // namespace pathwise
