#pragma once
#include <pathwise/dist/implicit.hpp>
#include <pathwise/dist/normal.hpp>

namespace pathwise {

/// Mixture of K normals(logits, loc, scale): one number, of component k with probability softmax(logits)_k. Shapes:
/// logits, loc, scale [K]; x, log_prob []. Domain: scale > 0; x real. Units: log_prob in nats. Gradient: a sample is
/// drawn from a component and moves by the mixture's own cdf, so that it has a gradient in the logits too (Figurnov et
/// al. 2018, section 4; Graves 2016).
template <std::size_t K>
struct mixture_of_normals_distribution {
  using support = real_numbers;
  using event = expr<>;
  static constexpr const char* name = "mixture_of_normals";
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"logits"}, {"loc"}, {"scale", constraint::positive}});
  expr<K> logits, loc, scale;

  constexpr expr<> log_prob(expr<> x) const {
    return logsumexp(log_softmax(logits, axis<0>) + normal(loc, scale).log_prob(of_each(x)));
  }
  constexpr expr<> cdf(expr<> x) const { return sum(weights() * normal(loc, scale).cdf(of_each(x))); }
  constexpr expr<> sf(expr<> x) const { return sum(weights() * normal(loc, scale).sf(of_each(x))); }
  constexpr expr<> mean() const { return sum(weights() * loc); }
  constexpr expr<> variance() const { return sum(weights() * (square(scale) + square(loc - of_each(mean())))); }
  constexpr expr<> sample(const noise<>& draws) const {
    return implicit_sample(*this, of_component(draws.uniform("component"), draws.normal()));
  }
  /// The component in whose share of (0, 1) u lies, at its loc + scale eps.
  constexpr expr<> of_component(expr<> u, expr<> eps) const {
    constexpr int last = static_cast<int>(K) - 1;
    const expr<K> from = pad<1, 0>(slice<0, last>(cumsum(weights(), axis<0>), axis<0>), axis<0>);
    const expr<K> begun = less_equal(from, of_each(u));
    const expr<K> ended = pad<0, 1>(slice<1, last + 1>(begun, axis<0>), axis<0>);
    return sum((begun - ended) * (loc + scale * of_each(eps)));
  }
  constexpr expr<K> weights() const { return softmax(logits, axis<0>); }
  static constexpr expr<K> of_each(expr<> x) { return expr<K>(broadcast(x, extents_of<K>(), x.positions())); }
};

/// The family, to be called with expressions: `mixture_of_normals(logits, loc, scale)`.
struct mixture_of_normals_family {
  static constexpr const char* name = "mixture_of_normals";
  template <std::size_t K>
    requires(K >= 2)
  constexpr mixture_of_normals_distribution<K> operator()(expr<K> logits, expr<K> loc, expr<K> scale) const {
    const mixture_of_normals_distribution<K> q{logits, loc, scale};
    detail::state_domains(q);
    return q;
  }
};
inline constexpr mixture_of_normals_family mixture_of_normals{};

}  // namespace pathwise
