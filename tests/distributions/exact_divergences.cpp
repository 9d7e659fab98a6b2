// E_q log q and E_q log p by quadrature in 113 bits, from the densities as textbooks have them: the reference of kl.py.
// Nothing here is the library's. A line in: Q P, their parameters, a bar, and where to cut the integral, from one end
// of q's support to the other. A line out: both means, with 32 digits.
#include <quadmath.h>

#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

__extension__ using real = __float128;
using numbers = std::vector<real>;

const real turn = 2 * M_PIq, half_log_turn = logq(turn) / 2, infinite = HUGE_VALQ;

real squared(real x) { return x * x; }
real log_normal_mass(real y) { return -y * y / 2 - half_log_turn; }
/// The standard normal mass from a to b, in whichever tail.
real mass_between(real a, real b) {
  const auto beyond = [](real y) { return erfcq(y / M_SQRT2q) / 2; };
  return a + b > 0 ? beyond(a) - beyond(b) : beyond(-b) - beyond(-a);
}
real log_i0(real k) {
  real sum = 1, term = 1;
  for (int n = 1; term > sum * 1e-36Q; ++n) sum += term *= squared(k / (2 * n));
  return logq(sum);
}
real log_gamma_density(real x, real a, real rate) { return a * logq(rate) + (a - 1) * logq(x) - rate * x - lgammaq(a); }

/// log density at x.
struct family {
  std::size_t parameters;
  std::function<real(real, const real*)> log_density;
};

const std::map<std::string, family>& families() {
  static const std::map<std::string, family> all{
      {"normal", {2, [](real x, const real* p) { return log_normal_mass((x - p[0]) / p[1]) - logq(p[1]); }}},
      {"laplace", {2, [](real x, const real* p) { return -fabsq((x - p[0]) / p[1]) - logq(2 * p[1]); }}},
      {"logistic",
       {2,
        [](real x, const real* p) {
          const real y = fabsq((x - p[0]) / p[1]);
          return -y - 2 * log1pq(expq(-y)) - logq(p[1]);
        }}},
      {"gumbel",
       {2,
        [](real x, const real* p) {
          const real y = (x - p[0]) / p[1];
          return -y - expq(-y) - logq(p[1]);
        }}},
      {"cauchy", {2, [](real x, const real* p) { return -logq(M_PIq * p[1]) - log1pq(squared((x - p[0]) / p[1])); }}},
      {"half_cauchy", {1, [](real x, const real* p) { return logq(2 / (M_PIq * p[0])) - log1pq(squared(x / p[0])); }}},
      {"half_normal", {1, [](real x, const real* p) { return logq(2 / p[0]) + log_normal_mass(x / p[0]); }}},
      {"exponential", {1, [](real x, const real* p) { return logq(p[0]) - p[0] * x; }}},
      {"log_normal",
       {2, [](real x, const real* p) { return log_normal_mass((logq(x) - p[0]) / p[1]) - logq(p[1] * x); }}},
      {"logit_normal",
       {2,
        [](real x, const real* p) {
          return log_normal_mass((logq(x) - log1pq(-x) - p[0]) / p[1]) - logq(p[1] * x) - log1pq(-x);
        }}},
      {"pareto", {2, [](real x, const real* p) { return logq(p[1]) + p[1] * logq(p[0]) - (p[1] + 1) * logq(x); }}},
      {"uniform", {2, [](real, const real* p) { return -logq(p[1] - p[0]); }}},
      {"weibull",
       {2,
        [](real x, const real* p) {
          const real y = logq(x / p[0]);
          return logq(p[1] / p[0]) + (p[1] - 1) * y - expq(p[1] * y);
        }}},
      {"asymmetric_laplace",
       {3,
        [](real x, const real* p) {
          const real left = p[1] * p[2], right = p[1] / p[2];
          return -fabsq(x - p[0]) / (x < p[0] ? left : right) - logq(left + right);
        }}},
      {"continuous_bernoulli",
       {1,
        [](real x, const real* p) {
          const real slope = logq(p[0] / (1 - p[0]));
          return x * slope - (slope == 0 ? 0 : logq(expm1q(slope) / slope));
        }}},
      {"gamma", {2, [](real x, const real* p) { return log_gamma_density(x, p[0], p[1]); }}},
      {"chi2", {1, [](real x, const real* p) { return log_gamma_density(x, p[0] / 2, 0.5Q); }}},
      {"inverse_gamma", {2, [](real x, const real* p) { return log_gamma_density(1 / x, p[0], p[1]) - 2 * logq(x); }}},
      {"beta",
       {2,
        [](real x, const real* p) {
          return (p[0] - 1) * logq(x) + (p[1] - 1) * log1pq(-x) + lgammaq(p[0] + p[1]) - lgammaq(p[0]) - lgammaq(p[1]);
        }}},
      {"von_mises", {2, [](real x, const real* p) { return p[1] * cosq(x - p[0]) - logq(turn) - log_i0(p[1]); }}},
      {"student_t",
       {3,
        [](real x, const real* p) {
          const real half = (p[0] + 1) / 2;
          return lgammaq(half) - lgammaq(p[0] / 2) - logq(p[0] * M_PIq) / 2 - logq(p[2]) -
                 half * log1pq(squared((x - p[1]) / p[2]) / p[0]);
        }}},
      {"generalized_normal",
       {3,
        [](real x, const real* p) {
          return logq(p[2] / (2 * p[1])) - lgammaq(1 / p[2]) - powq(fabsq(x - p[0]) / p[1], p[2]);
        }}},
      {"truncated_normal",
       {4,
        [](real x, const real* p) {
          return log_normal_mass((x - p[0]) / p[1]) - logq(p[1]) -
                 logq(mass_between((p[2] - p[0]) / p[1], (p[3] - p[0]) / p[1]));
        }}},
      {"generalized_pareto",
       {3,
        [](real x, const real* p) {
          const real y = (x - p[0]) / p[1], hazard = p[2] == 0 ? y : log1pq(p[2] * y) / p[2];
          return -logq(p[1]) - (1 + p[2]) * hazard;
        }}},
      {"kumaraswamy", {2, [](real x, const real* p) {
                         return logq(p[0] * p[1]) + (p[0] - 1) * logq(x) + (p[1] - 1) * log1pq(-powq(x, p[0]));
                       }}}};
  return all;
}

struct means {
  real own = 0, other = 0;
  means& operator+=(const means& m) { return own += m.own, other += m.other, *this; }
};

/// The double exponential rule, halving its step until nothing changes. `at(t)` gives a node's place and its weight.
template <class Node, class Integrand>
means integral(Node at, Integrand f) {
  real step = 0.5Q;
  const auto sum = [&](real first, real stride) {
    means total;
    for (const int side : {1, -1})
      for (real t = first; t < 7; t += stride) {
        if (side < 0 && t == 0) continue;
        const auto [x, weight] = at(side * t);
        if (weight > 0) total += f(x, weight);
      }
    return total;
  };
  means all = sum(0, step);
  for (int halving = 0; halving < 8; ++halving) {
    means more = all;
    more += sum(step / 2, step);
    const bool done = fabsq(more.own - 2 * all.own) + fabsq(more.other - 2 * all.other) <=
                      1e-27Q * (fabsq(more.own) + fabsq(more.other) + 1e-30Q / step);
    all = more, step /= 2;
    if (done && halving > 1) break;
  }
  return {all.own * step, all.other * step};
}

struct node {
  real x, weight;
};

/// Between two places, either of which may be infinite.
template <class Integrand>
means between(real from, real to, Integrand f) {
  const bool below = from == -infinite, above = to == infinite;
  if (below || above) {
    const real end = below ? to : from, scale = 1 + fabsq(end);
    return integral(
        [&](real t) {
          const real grown = expq(M_PI_2q * sinhq(t)), slope = M_PI_2q * coshq(t) * grown;
          return node{below ? end - scale * grown : end + scale * grown, grown < 1e4000Q ? scale * slope : 0};
        },
        f);
  }
  const real width = to - from;
  return integral(
      [&](real t) {
        const real steep = M_PIq * sinhq(t), share = 1 / (1 + expq(-steep)), rest = 1 / (1 + expq(steep));
        const real slope = M_PIq * coshq(t) * share * rest;
        return node{t < 0 ? from + width * share : to - width * rest, width * slope};
      },
      f);
}

std::string text_of(real x) {
  char buffer[64];
  quadmath_snprintf(buffer, sizeof buffer, "%.32Qe", x);
  return buffer;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string q, p, word;
    words >> q >> p;
    if (families().count(q) == 0 || families().count(p) == 0) {
      std::fprintf(stderr, "no pair %s %s\n", q.c_str(), p.c_str());
      return 2;
    }
    const family &of_q = families().at(q), &of_p = families().at(p);
    numbers parameters, cuts;
    while (words >> word && word != "|") parameters.push_back(strtoflt128(word.c_str(), nullptr));
    while (words >> word) cuts.push_back(strtoflt128(word.c_str(), nullptr));
    if (parameters.size() != of_q.parameters + of_p.parameters || cuts.size() < 2) {
      std::fprintf(stderr, "%s: not as many parameters, or no cuts\n", line.c_str());
      return 2;
    }
    const real *a = parameters.data(), *b = a + of_q.parameters;
    means total;
    for (std::size_t k = 0; k + 1 < cuts.size(); ++k)
      total += between(cuts[k], cuts[k + 1], [&](real x, real weight) {
        const real own = of_q.log_density(x, a);
        if (!(own > -4000)) return means{};  // no mass, or a place that rounds to the end of the support
        const real mass = weight * expq(own);
        return mass > 0 ? means{mass * own, mass * of_p.log_density(x, b)} : means{};
      });
    std::printf("%s %s\n", text_of(total.own).c_str(), text_of(total.other).c_str());
  }
  return 0;
}
