#pragma once
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Independent components of one vector event: log_prob, entropy and divergences are their sums, one number a row.
template <distribution Base>
struct independent_distribution {
  using support = typename Base::support;
  Base base;

  constexpr expr<> log_prob(detail::event_of<Base> x) const { return sum(base.log_prob(x)); }
  constexpr expr<> entropy() const { return sum(base.entropy()); }
  constexpr auto mean() const { return base.mean(); }
  constexpr auto variance() const { return base.variance(); }
};

/// `independent(normal(loc, scale))`: a vector whose components are independent.
template <distribution Base>
constexpr independent_distribution<Base> independent(const Base& base) {
  return {base};
}

/// The sample of the components. Names and errors: those of `rsample(name, base)`.
template <reparameterised Base>
constexpr auto rsample(std::string_view name, const independent_distribution<Base>& q,
                       std::source_location where = std::source_location::current()) {
  return rsample(name, q.base, where);
}

/// The sum over components.
template <distribution Q, distribution P>
constexpr expr<> kl_divergence(const independent_distribution<Q>& q, const independent_distribution<P>& p) {
  return sum(kl_divergence(q.base, p.base));
}

/// A decision (0 or 1, or one-hot) taken by a relaxed sample, with the relaxed sample's gradient.
/// Source: Jang, Gu and Poole 2017, section 2.2.
template <reparameterised D>
  requires requires(const D& q, detail::event_of<D> x) { q.decision(x); }
constexpr auto rsample_straight_through(std::string_view name, const D& q,
                                        std::source_location where = std::source_location::current()) {
  const auto soft = rsample(name, q, where);
  return straight_through(q.decision(soft), soft);
}

}  // namespace pathwise
