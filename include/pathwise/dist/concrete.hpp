#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Concrete(temperature t, logits l), or relaxed categorical: the law of softmax((l + G) / t), G independent standard
/// Gumbel; a one-hot categorical as t goes to 0. One event is a vector. Shapes: temperature [], logits [K], x [K];
/// log_prob []. Domain: t > 0, l real; x positive, of sum 1. Units: log_prob in nats. Formula: log Gamma(K) + (K - 1)
/// log t + sum(l - (t + 1) log x) - K log sum exp(l - t log x). Source: Maddison, Mnih and Teh 2017, equation 10.
template <std::size_t K>
struct concrete_distribution {
  using support = probability_vectors;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"temperature", constraint::positive}, {"logits"}});
  expr<> temperature;
  expr<K> logits;

  constexpr expr<> log_prob(expr<K> x) const {
    constexpr auto count = static_cast<double>(K);
    const auto log_x = log(x);
    const auto scores = logits - temperature * log_x;
    return math::lgamma(count) + (count - 1.0) * log(temperature) + sum(scores - log_x) - count * logsumexp(scores);
  }
  constexpr expr<K> sample(const noise<K>& draws) const {
    const auto scores = (logits - log(draws.exponential())) / temperature;
    return exp(scores - logsumexp(scores));
  }
  /// The decision that a sample stands for: 1 at its largest component.
  constexpr expr<K> decision(expr<K> x) const { return where(less(x, max_features(x)), 0.0, 1.0); }
};

/// The family, to be called with expressions: `concrete(temperature, logits)`.
struct concrete_family {
  static constexpr const char* name = "concrete";
  template <std::size_t K>
  constexpr concrete_distribution<K> operator()(expr<> temperature, expr<K> logits) const {
    const concrete_distribution<K> q{temperature, logits};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr concrete_family concrete{};

}  // namespace pathwise
