#pragma once
// Every kernel once more, on row-major arrays, one number at a time: what the tests hold the fast forms against. The
// order of each sum is part of the contract, so agreement is to the bit.
#include <pathwise/base/math.hpp>

namespace pathwise::kernels::reference {

/// y[r][o] = sum over i ascending of x[r][i] w[o][i], starting from y if `add`.
/// Shapes: x [rows x in], w [out x in], y [rows x out].
template <class T>
void product(const T* x, const T* w, long rows, long in, long out, T* y, bool add = false) {
  for (long r = 0; r < rows; r++)
    for (long o = 0; o < out; o++) {
      T sum = add ? y[r * out + o] : T(0);
      for (long i = 0; i < in; i++) sum = math::fma(x[r * in + i], w[o * in + i], sum);
      y[r * out + o] = sum;
    }
}

/// dx[r][i] = sum over o ascending of dy[r][o] w[o][i], starting from dx if `add`.
template <class T>
void product_transposed(const T* dy, const T* w, long rows, long in, long out, T* dx, bool add = false) {
  for (long r = 0; r < rows; r++)
    for (long i = 0; i < in; i++) {
      T sum = add ? dx[r * in + i] : T(0);
      for (long o = 0; o < out; o++) sum = math::fma(dy[r * out + o], w[o * in + i], sum);
      dx[r * in + i] = sum;
    }
}

/// g[o][i] += sum over r ascending of x[r][i] dy[r][o].
template <class T>
void add_outer(const T* x, const T* dy, long rows, long in, long out, T* g) {
  for (long o = 0; o < out; o++)
    for (long i = 0; i < in; i++)
      for (long r = 0; r < rows; r++) g[o * in + i] = math::fma(x[r * in + i], dy[r * out + o], g[o * in + i]);
}

/// g[o] += sum over r ascending of dy[r][o].
template <class T>
void add_column_sums(const T* dy, long rows, long out, T* g) {
  for (long o = 0; o < out; o++)
    for (long r = 0; r < rows; r++) g[o] += dy[r * out + o];
}

/// Torch's Adam, step t, one number.
template <class T>
void adam(T g, double learning_rate, double beta1, double beta2, double epsilon, long t, T& w, T& m, T& v) {
  double power1 = 1, power2 = 1;
  for (long i = 0; i < t; i++) power1 *= beta1, power2 *= beta2;
  m = static_cast<T>(beta1 * double(m) + (1 - beta1) * double(g));
  v = static_cast<T>(beta2 * double(v) + (1 - beta2) * double(g) * double(g));
  const double denominator = math::sqrt(double(v)) / math::sqrt(1 - power2) + epsilon;
  w = static_cast<T>(double(w) - learning_rate / (1 - power1) * double(m) / denominator);
}

/// Torch's SGD with momentum, one number.
template <class T>
void sgd(T g, double learning_rate, double momentum, T& w, T& velocity) {
  velocity = static_cast<T>(momentum * double(velocity) + double(g));
  w = static_cast<T>(double(w) - learning_rate * double(velocity));
}

/// The sum of `count` numbers by 16 virtual lanes and the fixed tree.
template <class T>
T sum(const T* values, long count) {
  T sums[16] = {};
  for (long c = 0; c < count; c++) sums[c % 16] += values[c];
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

}  // namespace pathwise::kernels::reference
