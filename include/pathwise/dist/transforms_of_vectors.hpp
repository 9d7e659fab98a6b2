#pragma once
// Smooth invertible maps of whole vectors. A transform states `forward(x)`, `inverse(y)` and `log_determinant(x)` = log
// |det d forward / dx|, one number a row; of a simplex, in all its components but the last.
#include <pathwise/dist/distribution.hpp>
#include <pathwise/expr/triangular.hpp>

namespace pathwise {

/// From K numbers to K + 1 positive ones of sum 1: softmax of the numbers and a 0.
struct softmax_centered_transform {
  using range = probability_vectors;

  template <std::size_t K>
  constexpr expr<K + 1> forward(expr<K> x) const {
    return softmax(pad<0, 1>(x, axis<0>), axis<0>);
  }
  template <std::size_t K>
  constexpr auto inverse(expr<K> y) const {
    const auto log_y = log(y);
    return slice<0, static_cast<int>(K) - 1>(log_y, axis<0>) - select<-1 + static_cast<int>(K)>(log_y, axis<0>);
  }
  template <std::size_t K>
  constexpr expr<> log_determinant(expr<K> x) const {
    return sum(log_softmax(pad<0, 1>(x, axis<0>), axis<0>));
  }
};

/// From K numbers to K + 1 positive ones of sum 1: each takes its share, sigmoid(x_k - log(K - k)), of what those
/// before it have left, so that x = 0 gives equal ones (k counts from 0).
struct stick_breaking_transform {
  using range = probability_vectors;

  template <std::size_t K>
  constexpr expr<K + 1> forward(expr<K> x) const {
    const auto shifted = x - log_of_rest(x);
    const auto log_left = cumsum(-softplus(shifted), axis<0>);  // after each
    return exp(pad<1, 0>(log_left, axis<0>) + pad<0, 1>(-softplus(-shifted), axis<0>));
  }
  template <std::size_t K>
  constexpr auto inverse(expr<K> y) const {
    constexpr int last = static_cast<int>(K) - 1;
    const auto after = flip(cumsum(flip(slice<1, last + 1>(y, axis<0>), axis<0>), axis<0>), axis<0>);
    const auto odds = log(slice<0, last>(y, axis<0>)) - log(after);
    return odds + log_of_rest(odds);
  }
  template <std::size_t K>
  constexpr expr<> log_determinant(expr<K> x) const {
    const auto shifted = x - log_of_rest(x);
    const auto log_left = cumsum(-softplus(shifted), axis<0>);
    return sum(log_left - softplus(-shifted));
  }

 private:
  /// log(K - k), k = 0, ..., K - 1.
  template <std::size_t K>
  static constexpr expr<K> log_of_rest(expr<K> x) {
    const expr<K> ones(broadcast(literal(*x.g, 1), extents_of<K>(), 0));
    return log(flip(cumsum(ones, axis<0>), axis<0>));
  }
};

/// Lower-triangular matrices with a positive diagonal.
struct lower_cholesky_factors {
  static constexpr const char* name = "lower-triangular matrices with a positive diagonal";
};

/// From any square matrix to a Cholesky factor: what is below the diagonal stays, the diagonal by softplus, what is
/// above it is not read and 0 after. The unconstrained parameter of a full covariance. Formula: log_determinant, in the
/// numbers on the diagonal and below, is the sum of the logarithms of the softplus's slopes.
struct lower_cholesky_transform {
  using range = lower_cholesky_factors;

  template <std::size_t D>
  constexpr expr<D, D> forward(expr<D, D> x) const {
    return below_diagonal(x) + diagonal_matrix(softplus(diagonal(x)));
  }
  template <std::size_t D>
  constexpr expr<D, D> inverse(expr<D, D> y) const {
    const auto on = diagonal(y);
    return below_diagonal(y) + diagonal_matrix(on + log1mexp(on));
  }
  template <std::size_t D>
  constexpr expr<> log_determinant(expr<D, D> x) const {
    return -sum(softplus(-diagonal(x)));
  }
};

}  // namespace pathwise
