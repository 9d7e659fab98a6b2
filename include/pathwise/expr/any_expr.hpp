#pragma once
// `any_expr`: a value of a graph under construction, with its shape as a value. Derivatives, passes and random graphs
// are written with it; `expr<Extents...>` is the user's shell around it. The built-in functions are declared here and
// defined in ops/, one file each.
#include <stdexcept>

#include <pathwise/graph/graph.hpp>

namespace pathwise {

/// A handle: the graph that records, and a node of it. Copy it freely; it owns nothing.
struct any_expr {
  graph* g = nullptr;
  int id = -1;

  constexpr explicit operator bool() const { return g != nullptr; }
  constexpr const extents& axes() const { return g->axes(id); }
  constexpr node_shape whole_shape() const { return g->shape(id); }
  constexpr int positions() const { return g->nodes[id].positions; }
  constexpr bool has_rows() const { return positions() != 0; }
  constexpr double constant() const { return g->nodes[id].constant; }
};

/// The partial derivatives of an operation, one an operand; an empty handle is a derivative that is zero everywhere.
template <int Arity>
struct partials {
  any_expr at[Arity];
};
inline constexpr any_expr zero_derivative{};
/// A cotangent that there is no rule for: a mistake (E075) where it is needed.
inline constexpr any_expr no_rule{nullptr, -2};

constexpr any_expr literal(graph& g, double value);

constexpr any_expr operator+(any_expr a, any_expr b);
constexpr any_expr operator-(any_expr a, any_expr b);
constexpr any_expr operator*(any_expr a, any_expr b);
constexpr any_expr operator/(any_expr a, any_expr b);
constexpr any_expr min(any_expr a, any_expr b);
constexpr any_expr max(any_expr a, any_expr b);
constexpr any_expr less(any_expr a, any_expr b);
constexpr any_expr less_equal(any_expr a, any_expr b);
constexpr any_expr greater(any_expr a, any_expr b);
constexpr any_expr greater_equal(any_expr a, any_expr b);
constexpr any_expr where(any_expr condition, any_expr a, any_expr b);
constexpr any_expr fma(any_expr a, any_expr b, any_expr c);
constexpr any_expr operator-(any_expr x);

constexpr any_expr abs(any_expr x);
constexpr any_expr sign(any_expr x);
constexpr any_expr floor(any_expr x);
constexpr any_expr positive(any_expr x);
constexpr any_expr half_step(any_expr x);
constexpr any_expr square(any_expr x);
constexpr any_expr sqrt(any_expr x);
constexpr any_expr exp(any_expr x);
constexpr any_expr expm1(any_expr x);
constexpr any_expr log(any_expr x);
constexpr any_expr log1p(any_expr x);
constexpr any_expr relu(any_expr x);
constexpr any_expr tanh(any_expr x);
constexpr any_expr sigmoid(any_expr x);
constexpr any_expr softplus(any_expr x);
constexpr any_expr log_softplus(any_expr x);
constexpr any_expr softplus_ratio(any_expr x);
constexpr any_expr erf(any_expr x);
constexpr any_expr erfinv(any_expr x);
constexpr any_expr erfc(any_expr x);
constexpr any_expr erfcx(any_expr x);
constexpr any_expr log_erfc(any_expr x);
constexpr any_expr log_erfc_inverse(any_expr x);
constexpr any_expr sin(any_expr x);
constexpr any_expr cos(any_expr x);
constexpr any_expr atan(any_expr x);
constexpr any_expr lgamma(any_expr x);
constexpr any_expr digamma(any_expr x);
constexpr any_expr log1p_square(any_expr x);
constexpr any_expr log1mexp(any_expr x);
constexpr any_expr log_expm1_ratio(any_expr x);
constexpr any_expr polygamma(any_expr order, any_expr x);
constexpr any_expr lgamma_half_step(any_expr order, any_expr x);
constexpr any_expr log_less_digamma(any_expr x);
constexpr any_expr stirling_rest(any_expr x);
constexpr any_expr exponential_excess(any_expr y);
constexpr any_expr log_ratio(any_expr x, any_expr a);
constexpr any_expr log_gamma_density(any_expr shape, any_expr y);
constexpr any_expr gamma_shape_slope(any_expr shape, any_expr y);
constexpr any_expr gamma_lower_tail(any_expr shape, any_expr x);
constexpr any_expr gamma_tail(any_expr shape, any_expr x);
constexpr any_expr gamma_log_quantile(any_expr shape, any_expr p, any_expr q);
constexpr any_expr log_beta_density(any_expr a, any_expr b, any_expr x);
constexpr any_expr beta_lower_tail(any_expr a, any_expr b, any_expr x);
constexpr any_expr beta_tail(any_expr a, any_expr b, any_expr x);
constexpr any_expr beta_logit_quantile(any_expr a, any_expr b, any_expr p);
constexpr any_expr student_t_tail(any_expr df, any_expr y);
constexpr any_expr log_i0e(any_expr order, any_expr x);
constexpr any_expr von_mises_tail(any_expr k, any_expr angle);
constexpr any_expr von_mises_slope(any_expr k, any_expr angle);
constexpr any_expr von_mises_quantile(any_expr k, any_expr p, any_expr q);
constexpr any_expr expm1_ratio(any_expr order, any_expr x);
constexpr any_expr log1p_ratio(any_expr order, any_expr x);
constexpr any_expr langevin(any_expr order, any_expr x);
constexpr any_expr raised_ratio(any_expr a, any_expr b, any_expr power);
constexpr any_expr truncated_cumulant(any_expr order, any_expr start, any_expr width);
constexpr any_expr stop_gradient(any_expr x);
constexpr any_expr without_derivative(any_expr x);
constexpr any_expr implicit(any_expr x, any_expr s, any_expr slope);
constexpr any_expr straight_through(any_expr hard, any_expr soft);
constexpr any_expr when_training(any_expr training, any_expr evaluating);

constexpr any_expr broadcast(any_expr x, const extents& axes, int positions);
constexpr any_expr with_rows(any_expr x);
constexpr any_expr reshape(any_expr x, const extents& axes);
constexpr any_expr reshape(any_expr x, const extents& axes, int positions);
constexpr any_expr gather(any_expr x, const index_map& map);
constexpr any_expr gather(any_expr x, const index_map& map, const node_shape& to);
constexpr any_expr scatter_sum(any_expr x, const index_map& map);
constexpr any_expr scatter_sum(any_expr x, const index_map& map, const node_shape& to);
constexpr any_expr scatter_max(any_expr x, const index_map& map);
constexpr any_expr scatter_max(any_expr x, const index_map& map, const node_shape& to);
constexpr any_expr scatter_min(any_expr x, const index_map& map);
constexpr any_expr sum(any_expr x);
constexpr any_expr max_features(any_expr x);
constexpr any_expr min_features(any_expr x);
constexpr any_expr sum_rows(any_expr x);
constexpr any_expr inverse_rows(graph& g);
constexpr any_expr linear_product(any_expr x, any_expr weight);
constexpr any_expr linear_transposed_product(any_expr y, any_expr weight);
constexpr any_expr outer_product(any_expr y, any_expr x);

constexpr any_expr operator+(double a, any_expr b) { return literal(*b.g, a) + b; }
constexpr any_expr operator+(any_expr a, double b) { return a + literal(*a.g, b); }
constexpr any_expr operator-(double a, any_expr b) { return literal(*b.g, a) - b; }
constexpr any_expr operator-(any_expr a, double b) { return a - literal(*a.g, b); }
constexpr any_expr operator*(double a, any_expr b) { return literal(*b.g, a) * b; }
constexpr any_expr operator*(any_expr a, double b) { return a * literal(*a.g, b); }
constexpr any_expr operator/(double a, any_expr b) { return literal(*b.g, a) / b; }
constexpr any_expr operator/(any_expr a, double b) { return a / literal(*a.g, b); }
constexpr any_expr min(any_expr a, double b) { return min(a, literal(*a.g, b)); }
constexpr any_expr max(any_expr a, double b) { return max(a, literal(*a.g, b)); }

}  // namespace pathwise
