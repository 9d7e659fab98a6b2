#pragma once
#include <pathwise/dist/distribution.hpp>

namespace pathwise {

/// Categorical(logits l): one of K with probability softmax(l). One event is a one-hot vector. Shapes: logits [K], x
/// [K]; log_prob, entropy []. Domain: l real; x one 1 and zeros (a vector of probabilities gives the negative
/// cross-entropy). Units: nats.
template <std::size_t K>
struct categorical_distribution {
  using support = one_hot_vectors;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"logits"}});
  expr<K> logits;

  constexpr expr<> log_prob(expr<K> x) const { return sum(x * log_probabilities()); }
  constexpr expr<> entropy() const { return -sum(exp(log_probabilities()) * log_probabilities()); }
  constexpr expr<K> mean() const { return exp(log_probabilities()); }
  constexpr expr<K> log_probabilities() const { return logits - logsumexp(logits); }
};

/// The family, to be called with expressions: `categorical(logits)`.
struct categorical_family {
  static constexpr const char* name = "categorical";
  template <std::size_t K>
  constexpr categorical_distribution<K> operator()(expr<K> logits) const {
    const categorical_distribution<K> q{logits};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr categorical_family categorical{};

}  // namespace pathwise
