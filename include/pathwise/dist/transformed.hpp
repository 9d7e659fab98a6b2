#pragma once
#include <pathwise/dist/implicit.hpp>
#include <pathwise/dist/independent.hpp>
#include <pathwise/dist/transforms.hpp>
#include <pathwise/dist/transforms_of_vectors.hpp>

namespace pathwise {

/// The law of transform.forward(x), x of the law `base`: elementwise, or of a whole vector where the transform is one
/// of vectors. Formula: log p(y) = log p_base(x) - log |d forward / dx|, x = inverse(y). Units: log_prob in nats.
template <class Base, class Transform>
struct transformed_distribution {
  using support = typename Transform::range;
  Base base;
  Transform transform;

  template <std::size_t... E>
  constexpr auto log_prob(expr<E...> y) const {
    const auto x = transform.inverse(y);
    if constexpr (requires { transform.log_determinant(x); })
      return sum(base.log_prob(x)) - transform.log_determinant(x);
    else
      return base.log_prob(x) - transform.log_slope(x);
  }
  template <std::size_t... E>
  constexpr auto cdf(expr<E...> y) const
    requires requires { base.cdf(transform.inverse(y)); }
  {
    return base.cdf(transform.inverse(y));
  }
  template <std::size_t... E>
  constexpr auto sf(expr<E...> y) const
    requires requires { base.sf(transform.inverse(y)); }
  {
    return base.sf(transform.inverse(y));
  }
  /// A draw that moves as the transformed sample of the base does.
  template <std::size_t... E>
  constexpr expr<E...> implicit_sample(expr<E...> draw) const {
    return transform.forward(pathwise::implicit_sample(base, transform.inverse(draw)));
  }
};

/// The law of x ~ base after one transform and then the others: `transformed(normal(m, s), exp_transform())` is a
/// log-normal law.
template <class Base, class Transform>
constexpr transformed_distribution<Base, Transform> transformed(const Base& base, const Transform& transform) {
  return {base, transform};
}
template <class Base, class First, class... More>
  requires(sizeof...(More) > 0)
constexpr auto transformed(const Base& base, const First& first, const More&... more) {
  return transformed(transformed(base, first), more...);
}

/// The transformed sample of the base. Names and errors: those of `rsample(name, base)`.
template <class Base, class Transform>
constexpr auto rsample(std::string_view name, const transformed_distribution<Base, Transform>& q,
                       std::source_location where = std::source_location::current()) {
  return q.transform.forward(rsample(name, q.base, where));
}

namespace detail {

/// Whether two transforms of one type are one: their parameters are the same expressions.
template <class Transform>
constexpr bool are_one(const Transform& a, const Transform& b) {
  if constexpr (std::is_empty_v<Transform>) {
    return true;
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return ((std::get<I>(a.parameters()).id == std::get<I>(b.parameters()).id) && ...);
    }(std::make_index_sequence<std::tuple_size_v<decltype(a.parameters())>>{});
  }
}

}  // namespace detail

/// Under one transform a divergence stays what it was: that of the bases. Errors: E078 where the two have parameters
/// that are not the same expressions.
template <class Q, class P, class Transform>
  requires(std::is_empty_v<Transform> || requires(const Transform& t) { t.parameters(); })
constexpr auto kl_divergence(const transformed_distribution<Q, Transform>& q,
                             const transformed_distribution<P, Transform>& p) {
  if constexpr (!std::is_empty_v<Transform>)
    if (!detail::are_one(q.transform, p.transform)) {
      graph& g = *std::get<0>(q.transform.parameters()).g;
      g.fail(error_code::transforms_differ, detail::name_of_distribution<Transform>);
    }
  if constexpr (requires(expr<2> x) { Transform().log_determinant(x); })
    return sum(kl_divergence(q.base, p.base));
  else
    return kl_divergence(q.base, p.base);
}

/// Logistic-normal(loc, scale): a normal vector of K - 1 independent components, stick-broken into K positive numbers
/// of sum 1. Shapes: loc, scale [K - 1]; a sample [K]; log_prob []. Source: Atchison and Shen 1980.
struct logistic_normal_family {
  static constexpr const char* name = "logistic_normal";
  static constexpr auto parameters = normal_distribution<>::parameters;
  template <std::size_t K>
  constexpr auto operator()(expr<K> loc, expr<K> scale) const {
    return transformed(normal(loc, scale), stick_breaking_transform());
  }
};
/// The family, to be called with expressions: `logistic_normal(loc, scale)`.
inline constexpr logistic_normal_family logistic_normal{};

}  // namespace pathwise
