// ADOL-C's side of comparison/objectives.py: each objective written as its users write one, taped once, its gradient by
// reverse mode on the tape.
#include <adolc/adolc.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "../comparison/objectives.hpp"

namespace {

using objectives::numbers;
using values = std::vector<adouble>;

adouble logsumexp(const values& x) {
  double top = x[0].value();
  for (const adouble& v : x) top = std::max(top, v.value());
  adouble sum = 0;
  for (const adouble& v : x) sum += exp(v - top);
  return log(sum) + top;
}

adouble gmm(const values& p, const numbers& x, std::size_t d, std::size_t k, std::size_t n) {
  const adouble *alpha = p.data(), *mu = alpha + k, *q = mu + k * d, *l = q + k * d;
  const std::size_t strict = d * (d - 1) / 2;
  values diagonal(k * d), sum_q(k), beta(k), difference(d), product(d);
  adouble squares = 0, total = 0;
  for (std::size_t c = 0; c < k; ++c) {
    sum_q[c] = 0;
    for (std::size_t j = 0; j < d; ++j) {
      diagonal[c * d + j] = exp(q[c * d + j]);
      sum_q[c] += q[c * d + j];
      squares += diagonal[c * d + j] * diagonal[c * d + j];
    }
    for (std::size_t j = 0; j < strict; ++j) squares += l[c * strict + j] * l[c * strict + j];
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < k; ++c) {
      for (std::size_t j = 0; j < d; ++j) difference[j] = x[i * d + j] - mu[c * d + j];
      for (std::size_t j = 0; j < d; ++j) product[j] = diagonal[c * d + j] * difference[j];
      const adouble* column = l + c * strict;
      for (std::size_t j = 0; j < d; ++j)
        for (std::size_t r = j + 1; r < d; ++r) product[r] += *column++ * difference[j];
      adouble distance = 0;
      for (std::size_t j = 0; j < d; ++j) distance += product[j] * product[j];
      beta[c] = alpha[c] + sum_q[c] - 0.5 * distance;
    }
    total += logsumexp(beta);
  }
  return total - static_cast<double>(n) * logsumexp(values(alpha, alpha + k)) - 0.5 * squares;
}

adouble llsq(const values& x, const numbers& t) {
  adouble total = 0;
  for (const double ti : t) {
    adouble p = 0;
    for (std::size_t j = x.size(); j-- > 0;) p = p * ti + x[j];
    const adouble off = (ti > 0 ? 1 : ti < 0 ? -1 : 0) - p;
    total += 0.5 * off * off;
  }
  return total;
}

adouble sigmoid(const adouble& x) { return 1 / (1 + exp(-x)); }
adouble lstm(const values& p, const numbers& sequence, const numbers& start, std::size_t steps) {
  constexpr std::size_t width = 14;
  const adouble *weights = p.data(), *bias = weights + 8 * width, *out_weight = bias + 8 * width,
                *out_bias = out_weight + width;
  values h(start.begin(), start.begin() + 2 * width), c(start.begin() + 2 * width, start.end()), u(width);
  adouble total = 0;
  for (std::size_t t = 0; t + 1 < steps; ++t) {
    for (std::size_t j = 0; j < width; ++j) u[j] = sequence[t * width + j];
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < width; ++j) {
        const adouble *w = weights + 4 * i * width + j, *b = bias + 4 * i * width + j;
        const std::size_t at = i * width + j;
        const adouble change = tanh(h[at] * w[3 * width] + b[3 * width]);
        c[at] = c[at] * sigmoid(u[j] * w[0] + b[0]) + sigmoid(h[at] * w[width] + b[width]) * change;
        h[at] = sigmoid(u[j] * w[2 * width] + b[2 * width]) * tanh(c[at]);
        u[j] = h[at];
      }
    adouble sum = 2;
    values y(width);
    for (std::size_t j = 0; j < width; ++j) {
      y[j] = u[j] * out_weight[j] + out_bias[j];
      sum += exp(y[j]);
    }
    const adouble normaliser = log(sum);
    for (std::size_t j = 0; j < width; ++j) total += sequence[(t + 1) * width + j] * (y[j] - normaliser);
  }
  return -total / (width * static_cast<double>(steps - 1));
}

/// The gradient of `objective` at x, from a tape of its own.
template <class Objective>
objectives::work taped(numbers x, const Objective& objective) {
  static short tapes = 0;
  const short tape = tapes++;
  values p(x.size());
  double value = 0;
  trace_on(tape);
  for (std::size_t i = 0; i < x.size(); ++i) p[i] <<= x[i];
  objective(p) >>= value;
  trace_off();
  auto at = std::make_shared<numbers>(std::move(x)), result = std::make_shared<numbers>(at->size());
  return [=]() -> const numbers& {
    gradient(tape, static_cast<int>(at->size()), at->data(), result->data());
    return *result;
  };
}

}  // namespace

int main() {
  objectives::answer([](const std::string& name, const std::vector<std::size_t>& sizes,
                        objectives::input_file& inputs) -> objectives::work {
    if (name == "gmm") {
      const std::size_t d = sizes[0], k = sizes[1], n = sizes[2];
      const numbers p = inputs.next(k + 2 * k * d + k * d * (d - 1) / 2), x = inputs.next(n * d);
      return taped(p, [&](const values& at) { return gmm(at, x, d, k, n); });
    }
    if (name == "llsq") {
      const numbers p = inputs.next(sizes[0]), t = inputs.next(sizes[1]);
      return taped(p, [&](const values& at) { return llsq(at, t); });
    }
    const numbers p = inputs.next(18 * 14), sequence = inputs.next(sizes[0] * 14), start = inputs.next(4 * 14);
    return taped(p, [&](const values& at) { return lstm(at, sequence, start, sizes[0]); });
  });
}
