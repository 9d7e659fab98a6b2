#pragma once
// Three objectives of a public benchmark of tools for derivatives (GradBench), in double, as their papers write them.
#include <pathwise/engine.hpp>

#include <cmath>
#include <numbers>

namespace pw = pathwise;

// gmm: the log-posterior of a mixture of K normal distributions in D dimensions, with a Wishart prior. Component k has
// a lower-triangular Q_k = L_k with exp(q_k) on its diagonal and l_k below it, column by column.
template <std::size_t D, std::size_t K, std::size_t N>
struct gaussian_mixture {
  static constexpr std::size_t strict = D * (D - 1) / 2;

  // Column j of all Q_k, [K, D].
  template <int J>
  static constexpr auto column(pw::expr<K, D> exp_q, pw::expr<K, strict> l) {
    constexpr int size = static_cast<int>(D), below = size - 1 - J, first = J * size - J * (J + 1) / 2;
    const auto diagonal = pw::pad<J, below>(pw::slice<J, J + 1>(exp_q, pw::axis<1>), pw::axis<1>);
    if constexpr (below > 0)
      return diagonal + pw::pad<J + 1, 0>(pw::slice<first, first + below>(l, pw::axis<1>), pw::axis<1>);
    else
      return diagonal;
  }
  // Q[i, k, j].
  static constexpr auto matrices(pw::expr<K, D> exp_q, pw::expr<K, strict> l) {
    return [&]<int... J>(std::integer_sequence<int, J...>) {
      return pw::permute<2, 1, 0>(pw::stack(column<J>(exp_q, l)...));
    }(std::make_integer_sequence<int, static_cast<int>(D)>{});
  }

  static constexpr double constant() {
    constexpr double d = D, k = K, n = N, nu = d + 1;
    double log_gamma = d * (d - 1) / 4 * std::log(std::numbers::pi);
    for (std::size_t j = 0; j < D; ++j) log_gamma += std::lgamma((nu - static_cast<double>(j)) / 2);
    return -n * d / 2 * std::log(2 * std::numbers::pi) - k * (nu * d * std::numbers::ln2 / 2 + log_gamma);
  }

  static constexpr auto log_posterior = pw::function(
      [](pw::expr<D> x, pw::shared<K> alpha, pw::shared<K, D> mu, pw::shared<K, D> q, pw::shared<K, strict> l) {
        const auto Q = matrices(exp(q), l);
        const auto Q_mu = sum(Q * pw::reshape<1, K, D>(mu), pw::axis<2>);
        // Q_k (x - mu_k) of all k in one product: the matrices [Q, -Q mu] times the rows (x, 1).
        const auto matrix = pw::concatenate(pw::reshape<D * K, D>(Q), pw::reshape<D * K, 1>(-Q_mu), pw::axis<1>);
        const auto row = pw::concatenate(stop_gradient(x), pw::broadcast_to<1>(0.0 * sum(x) + 1.0), pw::axis<0>);
        const auto distances = sum(square(pw::reshape<D, K>(linear_product(row, matrix))), pw::axis<0>);
        const auto beta = alpha + sum(q, pw::axis<1>) - 0.5 * distances;
        return sum_rows(logsumexp(beta)) - static_cast<double>(N) * logsumexp(alpha) - 0.5 * sum(square(Q));
      });
};

// llsq: the sign of t by a polynomial of M terms, in the least-squares sense. Term j = 16 a + b is (t^16)^a t^b, so
// that a row has 16 + M / 16 powers, and one product.
template <std::size_t M>
struct least_squares {
  static constexpr std::size_t small = 16, large = M / small;

  // 0, 1, 2, ..., one value for all rows as x is.
  template <std::size_t Count>
  static constexpr auto exponents(pw::expr<M> x) {
    return cumsum(pw::broadcast_to<Count>(0.0 * sum(x) + 1.0), pw::axis<0>) - 1.0;
  }
  // By |t|^b = exp(b log |t|); an odd power has the sign of t.
  static constexpr auto half_squares = pw::function([](pw::expr<> t, pw::shared<M> x) {
    const auto log_t = log(abs(stop_gradient(t))), s = sign(stop_gradient(t));
    const auto b = exponents<small>(x);
    const auto odd = b - 2.0 * floor(0.5 * b);
    const auto small_powers = exp(b * log_t) * (1.0 + odd * (s - 1.0));
    const auto large_powers = exp(16.0 * exponents<large>(x) * log_t);
    const auto by_large = linear_product(small_powers, pw::reshape<large, small>(x));
    return 0.5 * sum_rows(square(s - sum(by_large * large_powers)));
  });
};

// lstm: two layers with diagonal weights, on a sequence of vectors; each step guesses the next. The objective is the
// mean negative log-likelihood times -1 / (14 (T - 1)), which the caller multiplies by.
using cell_vector = pw::expr<14>;
using cell_parameter = pw::shared<14>;

constexpr auto lstm_layer(cell_vector Wf, cell_vector Wi, cell_vector Wo, cell_vector Wa, cell_vector Bf,
                          cell_vector Bi, cell_vector Bo, cell_vector Ba, cell_vector u, cell_vector h, cell_vector c) {
  const auto f = sigmoid(u * Wf + Bf), i = sigmoid(h * Wi + Bi), o = sigmoid(u * Wo + Bo), a = tanh(h * Wa + Ba);
  const auto cell = c * f + i * a;
  return std::tuple(o * tanh(cell), cell);
}

constexpr auto lstm_step =
    pw::function([](cell_parameter h0, cell_parameter c0, cell_parameter h1, cell_parameter c1,  // states
                    cell_parameter Wf0, cell_parameter Wi0, cell_parameter Wo0, cell_parameter Wa0, cell_parameter Wf1,
                    cell_parameter Wi1, cell_parameter Wo1, cell_parameter Wa1, cell_parameter Bf0, cell_parameter Bi0,
                    cell_parameter Bo0, cell_parameter Ba0, cell_parameter Bf1, cell_parameter Bi1, cell_parameter Bo1,
                    cell_parameter Ba1, cell_parameter w_out, cell_parameter b_out, cell_vector x, cell_vector next) {
      const auto [new_h0, new_c0] = lstm_layer(Wf0, Wi0, Wo0, Wa0, Bf0, Bi0, Bo0, Ba0, stop_gradient(x), h0, c0);
      const auto [new_h1, new_c1] = lstm_layer(Wf1, Wi1, Wo1, Wa1, Bf1, Bi1, Bo1, Ba1, new_h0, h1, c1);
      const auto y = new_h1 * w_out + b_out;
      return std::tuple(new_h0, new_c0, new_h1, new_c1, sum(stop_gradient(next) * (y - log(2.0 + sum(exp(y))))));
    });
constexpr auto lstm_likelihood = pw::scan<4>(lstm_step);
