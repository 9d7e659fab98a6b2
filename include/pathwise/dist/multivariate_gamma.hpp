#pragma once
// The gamma function of several dimensions, which the laws of matrices are normalised by.
#include <pathwise/dist/distribution.hpp>

namespace pathwise::detail {

/// start, start + step, start + 2 step, ...
template <std::size_t K>
constexpr expr<K> steps_from(expr<> start, double step) {
  const expr<K> ones(broadcast(literal(*start.g, 1), extents_of<K>(), 0));
  return repeated_to(*start.g, shape<K>{}, start) + step * (cumsum(ones, axis<0>) - 1.0);
}
/// log of pi^(D (D - 1) / 4) Gamma(a) Gamma(a - 1/2) ... Gamma(a - (D - 1) / 2), and its derivative.
template <std::size_t D>
constexpr expr<> multivariate_lgamma(expr<> a) {
  return sum(lgamma(steps_from<D>(a, -0.5))) + 0.28618247146235004 * static_cast<double>(D * (D - 1));
}
template <std::size_t D>
constexpr expr<> multivariate_digamma(expr<> a) {
  return sum(digamma(steps_from<D>(a, -0.5)));
}

}  // namespace pathwise::detail
