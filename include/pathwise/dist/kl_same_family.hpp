#pragma once
// Closed forms of KL(q || p) = E_q[log q - log p], in nats, elementwise, within one family. Each is written so that it
// is exactly 0 for equal parameters.
#include <pathwise/dist/families.hpp>

namespace pathwise {

namespace detail {

/// x - 1 - log x, of a ratio: what is left of many a divergence where only scales differ.
template <std::size_t... E>
constexpr expr<E...> excess(expr<E...> ratio, expr<E...> log_ratio) {
  return (ratio - 1.0) - log_ratio;
}
/// Infinite where the condition does not hold.
template <std::size_t... E>
constexpr expr<E...> finite_where(expr<E...> condition, expr<E...> value) {
  return where(condition, value, infinity);
}

}  // namespace detail

/// Formula: (r^2 + d^2 - 1) / 2 - log r, r = q.scale / p.scale, d = (q.loc - p.loc) / p.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const normal_distribution<E...>& q, const normal_distribution<E...>& p) {
  const auto ratio = q.scale / p.scale;
  const auto distance = (q.loc - p.loc) / p.scale;
  return 0.5 * (square(ratio) + square(distance) - 1.0) - (log(q.scale) - log(p.scale));
}
/// A shared bijection changes nothing: that of the normals whose exponentials they are.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const log_normal_distribution<E...>& q, const log_normal_distribution<E...>& p) {
  return kl_divergence(normal(q.loc, q.scale), normal(p.loc, p.scale));
}
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const logit_normal_distribution<E...>& q, const logit_normal_distribution<E...>& p) {
  return kl_divergence(normal(q.loc, q.scale), normal(p.loc, p.scale));
}

/// Formula: d / p.scale + r exp(-d / q.scale) - 1 - log r, r = q.scale / p.scale, d = |q.loc - p.loc|.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const laplace_distribution<E...>& q, const laplace_distribution<E...>& p) {
  const auto distance = abs(q.loc - p.loc);
  return distance / p.scale + q.scale / p.scale * exp(-(distance / q.scale)) - 1.0 - (log(q.scale) - log(p.scale));
}

/// Formula: euler (r - 1) + d + exp(-d) Gamma(1 + r) - 1 - log r, r = q.scale / p.scale, d = (q.loc - p.loc) / p.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const gumbel_distribution<E...>& q, const gumbel_distribution<E...>& p) {
  const auto ratio = q.scale / p.scale, distance = (q.loc - p.loc) / p.scale;
  return 0.57721566490153286 * (ratio - 1.0) + distance + expm1(lgamma(1.0 + ratio) - distance) -
         (log(q.scale) - log(p.scale));
}
/// -log of a Weibull variable is a Gumbel one, with loc -log(scale) and scale 1 / concentration.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const weibull_distribution<E...>& q, const weibull_distribution<E...>& p) {
  const auto ratio = p.concentration / q.concentration, distance = p.concentration * (log(p.scale) - log(q.scale));
  return 0.57721566490153286 * (ratio - 1.0) + distance + expm1(lgamma(1.0 + ratio) - distance) +
         (log(q.concentration) - log(p.concentration));
}

/// Formula: log(((q.scale + p.scale)^2 + (q.loc - p.loc)^2) / (4 q.scale p.scale)). Source: Chyzak and Nielsen 2019.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const cauchy_distribution<E...>& q, const cauchy_distribution<E...>& p) {
  return log1p(0.25 * ((q.scale - p.scale) / q.scale * ((q.scale - p.scale) / p.scale) +
                       (q.loc - p.loc) / q.scale * ((q.loc - p.loc) / p.scale)));
}
/// That of the Cauchy laws whose magnitudes they are: the ratio of the densities is even.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const half_cauchy_distribution<E...>& q, const half_cauchy_distribution<E...>& p) {
  return log1p(0.25 * ((q.scale - p.scale) / q.scale * ((q.scale - p.scale) / p.scale)));
}
/// Formula: (r^2 - 1) / 2 - log r, r = q.scale / p.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const half_normal_distribution<E...>& q, const half_normal_distribution<E...>& p) {
  return 0.5 * (square(q.scale / p.scale) - 1.0) - (log(q.scale) - log(p.scale));
}

/// Formula: r - 1 - log r, r = p.rate / q.rate.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const exponential_distribution<E...>& q, const exponential_distribution<E...>& p) {
  return detail::excess(p.rate / q.rate, log(p.rate) - log(q.rate));
}
/// Formula: r - 1 - log r + p.alpha log(q.scale / p.scale), r = p.alpha / q.alpha. Infinite where q.scale < p.scale.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const pareto_distribution<E...>& q, const pareto_distribution<E...>& p) {
  const auto farther = p.alpha * (log(q.scale) - log(p.scale));
  return detail::finite_where(less_equal(p.scale, q.scale),
                              detail::excess(p.alpha / q.alpha, log(p.alpha) - log(q.alpha)) + farther);
}
/// Formula: log((p.high - p.low) / (q.high - q.low)). Infinite where q's interval is not within p's.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const uniform_distribution<E...>& q, const uniform_distribution<E...>& p) {
  return detail::finite_where(less_equal(p.low, q.low) * less_equal(q.high, p.high),
                              log(p.high - p.low) - log(q.high - q.low));
}

/// Formula: E_q (x - p.loc)+ / p.right + E_q (p.loc - x)+ / p.left + log((p.left + p.right) / (q.left + q.right)) - 1,
/// left and right the lengths of the two falls.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const asymmetric_laplace_distribution<E...>& q,
                                   const asymmetric_laplace_distribution<E...>& p) {
  const auto left = q.left(), right = q.right(), weight_left = left / (left + right), weight_right = 1.0 - weight_left;
  const auto distance = p.loc - q.loc, above = max(distance, 0.0), below = max(-distance, 0.0);
  // Beyond p.loc on the side where q.loc is not, q falls as an exponential; on the other side the mean says the rest.
  const auto right_part = weight_right * (right / p.right()) * exp(-(above / right)) +
                          (below + weight_left * left * expm1(-(below / left))) / p.right();
  const auto left_part = weight_left * (left / p.left()) * exp(-(below / left)) +
                         (above + weight_right * right * expm1(-(above / right))) / p.left();
  return (right_part + left_part - 1.0) + (log(p.left() + p.right()) - log(left + right));
}

/// Formula: (l_q - l_p) mean_q - A(l_q) + A(l_p), l the logit of probs, A(l) = log(expm1(l) / l).
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const continuous_bernoulli_distribution<E...>& q,
                                   const continuous_bernoulli_distribution<E...>& p) {
  return (q.logit() - p.logit()) * q.mean() - (log_expm1_ratio(q.logit()) - log_expm1_ratio(p.logit()));
}

/// Formula: sigmoid(l_q) (l_q - l_p) - softplus(l_q) + softplus(l_p).
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const bernoulli_distribution<E...>& q, const bernoulli_distribution<E...>& p) {
  return sigmoid(q.logits) * (q.logits - p.logits) - (softplus(q.logits) - softplus(p.logits));
}
/// Formula: exp(-l_q) (softplus(l_p) - softplus(l_q)) + softplus(-l_p) - softplus(-l_q).
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const geometric_distribution<E...>& q, const geometric_distribution<E...>& p) {
  return q.mean() * (softplus(p.logits) - softplus(q.logits)) + (softplus(-p.logits) - softplus(-q.logits));
}
/// total_count times that of one trial. Infinite where q has more trials than p; not a number where it has fewer, since
/// the mean of a logarithm of factorials has no closed form.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const binomial_distribution<E...>& q, const binomial_distribution<E...>& p) {
  const auto of_one = kl_divergence(bernoulli_distribution<E...>{q.logits}, bernoulli_distribution<E...>{p.logits});
  const auto least = less_equal(q.total_count, p.total_count), most = less_equal(p.total_count, q.total_count);
  return where(least * most, q.total_count * of_one, where(most, detail::infinity, detail::not_a_number));
}
/// Formula: q.rate (r - 1 - log r), r = p.rate / q.rate.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const poisson_distribution<E...>& q, const poisson_distribution<E...>& p) {
  return q.rate * detail::excess(p.rate / q.rate, log(p.rate) - log(q.rate));
}
/// Formula: sum(softmax(l_q) (log softmax(l_q) - log softmax(l_p))).
template <std::size_t K>
constexpr expr<> kl_divergence(const categorical_distribution<K>& q, const categorical_distribution<K>& p) {
  return sum(exp(q.log_probabilities()) * (q.log_probabilities() - p.log_probabilities()));
}

namespace detail {

/// log Gamma(p) - log Gamma(q) - (p - q) digamma(q) less p log(p / q) - (p - q): what is left does not grow with p and
/// q. Formula: (exp(r) - 1 - r) / 2 + s(p) - s(q) - (p - q) s'(q), r = log(p / q), s the rest of Stirling's formula.
template <std::size_t... E>
constexpr expr<E...> divergence_of_lgamma_rest(expr<E...> p, expr<E...> q) {
  return 0.5 * exponential_excess(pathwise::log_ratio(p, q)) +
         (stirling_rest(p) - stirling_rest(q) + (p - q) * (log_less_digamma(q) - 0.5 / q));
}

}  // namespace detail

/// Formula: the divergence of log Gamma's rest from q.a to p.a, and p.a (exp(d) - 1 - d), d the logarithm of the ratio
/// of the means.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const gamma_distribution<E...>& q, const gamma_distribution<E...>& p) {
  const auto of_mean = log_ratio(q.concentration * p.rate, p.concentration * q.rate);
  return detail::divergence_of_lgamma_rest(p.concentration, q.concentration) +
         p.concentration * exponential_excess(of_mean);
}
/// That of the gamma laws of their inverses.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const inverse_gamma_distribution<E...>& q,
                                   const inverse_gamma_distribution<E...>& p) {
  return kl_divergence(gamma_distribution<E...>{q.concentration, q.rate},
                       gamma_distribution<E...>{p.concentration, p.rate});
}
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const chi2_distribution<E...>& q, const chi2_distribution<E...>& p) {
  return kl_divergence(q.as_gamma(), p.as_gamma());
}
/// Formula: of each concentration the divergence of log Gamma's rest, less that of their sum, and p.a (exp(d) - 1 - d),
/// d the logarithm of the ratio of the means.
template <std::size_t K>
constexpr expr<> kl_divergence(const dirichlet_distribution<K>& q, const dirichlet_distribution<K>& p) {
  return sum(detail::divergence_of_lgamma_rest(p.concentration, q.concentration) +
             p.concentration * exponential_excess(log_ratio(q.mean(), p.mean()))) -
         detail::divergence_of_lgamma_rest(p.total(), q.total());
}

/// The Dirichlet's, of two components.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const beta_distribution<E...>& q, const beta_distribution<E...>& p) {
  const auto part = [&](expr<E...> of_q, expr<E...> of_p) {
    const auto of_mean = log_ratio(of_q * p.total(), of_p * q.total());
    return detail::divergence_of_lgamma_rest(of_p, of_q) + of_p * exponential_excess(of_mean);
  };
  return part(q.concentration1, p.concentration1) + part(q.concentration0, p.concentration0) -
         detail::divergence_of_lgamma_rest(p.total(), q.total());
}

/// Formula: 2 k_p sin^2((loc_q - loc_p) / 2) A(k_q) and the divergence of f = log(I0(k) exp(-k)) from k_q to k_p,
/// f(k_p)
/// - f(k_q) - (k_p - k_q) f'(k_q); A = 1 + f' = I1 / I0.
template <std::size_t... E>
constexpr expr<E...> kl_divergence(const von_mises_distribution<E...>& q, const von_mises_distribution<E...>& p) {
  const auto turned = 2.0 * p.concentration * square(sin(0.5 * (q.loc - p.loc))) * (1.0 + q.log_scale(1.0));
  return turned + (p.log_scale(0.0) - q.log_scale(0.0) - (p.concentration - q.concentration) * q.log_scale(1.0));
}

}  // namespace pathwise
