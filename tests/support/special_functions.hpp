#pragma once
// The special functions once more, each by another way than math:: takes: libm's, or an integral that defines it, in
// long double.
#include <cmath>
#include <limits>

#include "support/integral.hpp"

namespace pathwise::testing::reference {

using real = long double;

inline constexpr real infinite = std::numeric_limits<real>::infinity();
inline constexpr real no_number = std::numeric_limits<real>::quiet_NaN();
inline constexpr real two_over_root_pi = 1.12837916709551257389615890312154517L;
inline constexpr real log_root_pi = 0.572364942924700087071713675676529356L;

/// 2 / sqrt(pi) times the integral of exp(-t^2 - 2 x t) over t > 0.
inline real erfcx(real x) {
  if (x < 0) return 2 * std::exp(x * x) - erfcx(-x);
  if (!(x < infinite)) return 1 / x;
  return two_over_root_pi * integral_to_infinity([x](real t) { return std::exp(-t * (t + 2 * x)); }, 1 / (1 + x));
}
inline real log_erfc(real x) { return x < 0.5L ? std::log1p(-std::erf(x)) : std::log(erfcx(x)) - x * x; }

/// By Newton's method, from the side where it is monotone: log erfc is concave.
inline real log_erfc_inverse(real y) {
  const real log_2 = std::log(2.0L);
  if (!(y < log_2) || y == -infinite) return y == log_2 ? -infinite : y < 0 ? infinite : no_number;
  real x = y < 0 ? std::sqrt(-y) : 0;
  for (int i = 0; i < 60; ++i) {
    const real step = (log_erfc(x) - y) * erfcx(x) / two_over_root_pi;
    x += step;
    if (std::fabs(step) <= 1e-19L * std::fabs(x)) break;
  }
  return x;
}

/// log x plus the integral of exp(-x t) (1 / t - 1 / (1 - exp(-t))) over t > 0. Source: DLMF 5.9.13.
inline real digamma(real x) {
  if (!(x > 0)) return x == 0 ? -infinite : no_number;
  if (x == infinite) return x;
  if (x < 1) return digamma(x + 1) - 1 / x;
  const auto kernel = [x](real t) {
    const real bracket =
        t < 1e-3L ? -0.5L - t / 12 + t * t * t / 720 - t * t * t * t * t / 30240 : 1 / t + 1 / std::expm1(-t);
    return std::exp(-x * t) * bracket;
  };
  return std::log(x) + integral_to_infinity(kernel, 1 / x);
}
/// (-1)^(n + 1) times the integral of t^n exp(-x t) / (1 - exp(-t)) over t > 0. Source: DLMF 5.9.15.
inline real polygamma(real n, real x) {
  if (!(n >= 1 && n == std::floor(n) && x > 0)) return no_number;
  const real sign = std::fmod(n, 2.0L) == 0 ? -1 : 1;
  if (x == infinite) return sign * 0;
  if (x < 1) return polygamma(n, x + 1) + sign * std::tgamma(n + 1) * std::pow(x, -(n + 1));
  const auto kernel = [n, x](real t) { return std::exp(n * std::log(t) - x * t) / -std::expm1(-t); };
  return sign * integral_to_infinity(kernel, n / x);
}
/// log(x) / 2 minus the integral of exp(-x t) tanh(t / 4) / (2 t) over t > 0; for n > 0 (-1)^(n - 1) times that of
/// t^(n - 1) exp(-x t) / (1 + exp(-t / 2)).
inline real lgamma_half_step(real n, real x) {
  if (!(n == 0 || n == 1 || n == 2 || n == 3) || !(x > 0)) return no_number;
  if (x == infinite) return n == 0 ? x : 0;
  const real sign = n == 2 ? -1 : 1;
  if (x < 1) {  // one step up
    const real high = 1 / (x + 0.5L), low = 1 / x;
    const real step = n == 0 ? std::log1p(0.5L / x) : sign * (n == 3 ? 2 : 1) * (std::pow(high, n) - std::pow(low, n));
    return lgamma_half_step(n, x + 1) - step;
  }
  if (n == 0)
    return std::log(x) / 2 -
           integral_to_infinity([x](real t) { return std::exp(-x * t) * std::tanh(t / 4) / (2 * t); }, 1 / x);
  const auto kernel = [n, x](real t) { return std::pow(t, n - 1) * std::exp(-x * t) / (1 + std::exp(-t / 2)); };
  return sign * integral_to_infinity(kernel, 1 / x);
}

inline bool is_order(real k) { return k == 0 || k == 1 || k == 2 || k == 3; }

inline real expm1_ratio(real k, real x) {
  if (!is_order(k)) return no_number;
  return integral([k, x](inner_point t) { return std::pow(t.from_start, k) * std::exp(x * t.at); }, 0, 1);
}
inline real log1p_ratio(real k, real x) {
  if (!is_order(k) || !(x > -1)) return no_number;
  const auto kernel = [k, x](inner_point t) {
    const real below = x < 0 ? (1 + x) - x * t.to_end : 1 + x * t.from_start;
    return std::pow(t.from_start / below, k) / below;
  };
  return integral(kernel, 0, 1, 256);
}

/// The cumulants of the density proportional to exp(x t) on [-1, 1].
inline real langevin(real order, real x) {
  if (!is_order(order)) return no_number;
  if (std::fabs(x) < 1) {
    const auto moment = [x](int n) {
      return integral(
          [&](inner_point t) {
            return std::pow(t.from_start, n) * (n % 2 == 0 ? std::cosh(x * t.at) : std::sinh(x * t.at));
          },
          0, 1);
    };
    const real whole = moment(0), m1 = moment(1) / whole, m2 = moment(2) / whole, m3 = moment(3) / whole,
               m4 = moment(4) / whole;
    return order == 0   ? m1
           : order == 1 ? m2 - m1 * m1
           : order == 2 ? m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1
                        : m4 - 4 * m1 * m3 - 3 * m2 * m2 + 12 * m1 * m1 * m2 - 6 * m1 * m1 * m1 * m1;
  }
  // About the mean, in the distance s from the end where the mass is.
  const real steepness = std::fabs(x), side = x < 0 ? -1 : 1;
  const auto mean_of = [steepness](auto f) {
    return integral([&](inner_point s) { return std::exp(-steepness * s.from_start) * f(s.from_start); }, 0, 2);
  };
  const real whole = mean_of([](real) { return 1.0L; }), mean = mean_of([](real s) { return s; }) / whole;
  const auto central = [&](int n) { return mean_of([&](real s) { return std::pow(s - mean, n); }) / whole; };
  return order == 0   ? side * (1 - mean)
         : order == 1 ? central(2)
         : order == 2 ? -side * central(3)
                      : central(4) - 3 * central(2) * central(2);
}

/// By integrals over the piece, cut where the density is below exp(-70) of its top.
inline real truncated_cumulant(real order, real start, real width) {
  if (!(is_order(order) || order == 4) || std::isnan(start) || std::isnan(width)) return no_number;
  const real top = std::fmax(start, 0.0L), below = std::fmin(start, 0.0L), near = std::fmax(below, -12.0L);
  const real far = std::fmin(width + below, 140 / (top + std::sqrt(top * top + 140)));
  const auto mean_of = [=](auto f) {
    const auto kernel = [=](inner_point d) { return std::exp(-d.at * (top + d.at / 2)) * f(d.at); };
    return integral(kernel, near, far);
  };
  const real whole = mean_of([](real) { return 1.0L; }), mean = mean_of([](real d) { return d; }) / whole;
  const auto central = [&](int n) { return mean_of([&](real d) { return std::pow(d - mean, n); }) / whole; };
  return order == 0   ? std::log(whole)
         : order == 1 ? mean
         : order == 4 ? central(4) - 3 * central(2) * central(2)
                      : central(static_cast<int>(order));
}

/// The integral of `f` times the density of a gamma variable, over what is beyond x or over what is not.
template <class F>
real gamma_integral(real shape, real x, bool beyond, F f) {
  const auto kernel = [=](real t) { return std::exp((shape - 1) * std::log(t) - t - std::lgamma(shape)) * f(t); };
  if (beyond) return integral_to_infinity([&](real s) { return kernel(x + s); }, 1 + std::sqrt(shape), 128);
  return integral([&](inner_point t) { return kernel(t.from_start); }, 0, x, 128);
}
inline real gamma_tail(real shape, real x) {
  if (!(x > 0)) return x == x ? 1 : x;
  return x == infinite ? 0 : gamma_integral(shape, x, true, [](real) { return 1.0L; });
}
/// Differentiated under the integral, which over all x is 0.
inline real gamma_tail_slope(real shape, real x) {
  if (!(x > 0) || x == infinite) return x == x ? 0 : x;
  const real of_log = digamma(shape);
  const bool beyond = x > shape;
  const real part = gamma_integral(shape, x, beyond, [of_log](real t) { return std::log(t) - of_log; });
  return beyond ? part : -part;
}
inline real gamma_lower_tail(real shape, real x) {
  if (!(x > 0)) return x == x ? 0 : x;
  return x == infinite ? 1 : gamma_integral(shape, x, false, [](real) { return 1.0L; });
}
/// By bisection of log x, of the smaller of the two tails.
inline real gamma_log_quantile(real shape, real p, real q) {
  if (!(p >= 0 && q >= 0)) return no_number;
  const bool lower = p < q;
  real low = -700, high = 7;
  for (int i = 0; i < 75; ++i) {
    const real middle = (low + high) / 2, x = std::exp(middle);
    const real tail = lower ? gamma_lower_tail(shape, x) : gamma_tail(shape, x);
    ((tail < std::fmin(p, q)) == lower ? low : high) = middle;
  }
  return (low + high) / 2 - std::log(shape);
}
/// Marsaglia and Tsang's try, as they wrote it.
inline real gamma_first_try(real shape, real normal, real exponential) {
  const real d = shape + 2 / 3.0L, root = 1 + normal / (3 * std::sqrt(d)), v = root * root * root;
  const real chance = normal * normal / 2 + d - d * v + d * std::log(v);
  return std::log(d * v / shape) - (exponential + chance) / shape;
}
inline real exponential_excess(real y) {
  if (std::isinf(y)) return infinite;
  if (std::fabs(y) > 0.5L) return std::expm1(y) - y;
  real sum = 0, term = y;
  for (int n = 2; n < 30; ++n) sum += term *= y / n;
  return sum;
}
/// The integral of exp(-x t) (1 / (1 - exp(-t)) - 1 / t) over t > 0. Source: DLMF 5.9.13.
inline real log_less_digamma(real x) {
  if (!(x > 0)) return no_number;
  if (x < 1) return log_less_digamma(x + 1) - std::log1p(1 / x) + 1 / x;
  const auto kernel = [x](real t) {
    const real bracket =
        t < 1e-3L ? 0.5L + t / 12 - t * t * t / 720 + t * t * t * t * t / 30240 : -1 / std::expm1(-t) - 1 / t;
    return std::exp(-x * t) * bracket;
  };
  return integral_to_infinity(kernel, 1 / x);
}
/// Binet's: the integral of exp(-x t) (1 / 2 - 1 / t + 1 / expm1(t)) / t over t > 0. Source: DLMF 5.9.10.
inline real stirling_rest(real x) {
  if (!(x > 0)) return no_number;
  if (x < 1) return stirling_rest(x + 1) + (x + 0.5L) * std::log1p(1 / x) - 1;
  const auto kernel = [x](real t) {
    const real bracket = t < 1e-2L ? 1.0L / 12 - t * t / 720 + t * t * t * t / 30240 - t * t * t * t * t * t / 1209600
                                   : (0.5L - 1 / t + 1 / std::expm1(t)) / t;
    return std::exp(-x * t) * bracket;
  };
  return integral_to_infinity(kernel, 1 / x);
}
inline real log_gamma_density(real shape, real y) {
  return shape * (std::log(shape) - 1) - std::lgamma(shape) - shape * exponential_excess(y);
}
inline real gamma_shape_slope(real shape, real y) {
  if (y != y || y == infinite) return y == y ? 0 : y;
  const real x = shape * std::exp(y), log_x = y + std::log(shape);
  if (log_x < -45) return digamma(shape + 1) - log_x;  // of the leading term x^shape / Gamma(shape + 1)
  return shape * gamma_tail_slope(shape, x) / std::exp(log_gamma_density(shape, y));
}

inline real log_beta_norm(real a, real b) { return std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b); }
inline real log_beta_density(real a, real b, real x) {
  return a * std::log(x) + b * std::log1p(-x) + log_beta_norm(a, b);
}
/// The integral of `f` (of t and 1 - t) times the density of a beta variable, over what is below x or above.
template <class F>
real beta_integral(real a, real b, real x, bool above, F f) {
  const real norm = log_beta_norm(a, b);
  const auto kernel = [&](inner_point t) {
    const real at = above ? x + t.from_start : t.from_start, rest = above ? t.to_end : (1 - x) + t.to_end;
    return std::exp(norm + (a - 1) * std::log(at) + (b - 1) * std::log(rest)) * f(at, rest);
  };
  return above ? integral(kernel, x, 1, 128) : integral(kernel, 0, x, 128);
}
inline real beta_lower_tail(real a, real b, real x) {
  if (!(x > 0 && x < 1)) return x >= 1 ? 1 : x <= 0 ? 0 : x;
  return beta_integral(a, b, x, false, [](real, real) { return 1.0L; });
}
inline real beta_tail(real a, real b, real x) {
  if (!(x > 0 && x < 1)) return x >= 1 ? 0 : x <= 0 ? 1 : x;
  return beta_integral(a, b, x, true, [](real, real) { return 1.0L; });
}
/// By bisection of logit x, of the smaller of the two tails.
inline real beta_logit_quantile(real a, real b, real p) {
  if (!(p >= 0 && p <= 1)) return no_number;
  if (p == 0 || p == 1) return p == 0 ? -infinite : infinite;
  real low = -200, high = 200;
  for (int i = 0; i < 75; ++i) {
    const real middle = (low + high) / 2, x = 1 / (1 + std::exp(-middle));
    const bool below = p < 0.5L ? beta_lower_tail(a, b, x) < p : beta_tail(a, b, x) > 1 - p;
    (below ? low : high) = middle;
  }
  return (low + high) / 2;
}
/// Of what is on the side of x that does not hold the mean, differentiated under the integral.
inline real beta_slope(real a, real b, real x, bool first) {
  if (x != x) return x;
  const bool above = x > a / (a + b);
  const real mean = digamma(first ? a : b) - digamma(a + b);
  const real part = beta_integral(a, b, x, above, [&](real t, real rest) { return std::log(first ? t : rest) - mean; });
  return (above ? part : -part) / std::exp(log_beta_density(a, b, x));
}

inline real log_student_t_density(real df, real t) {
  const real ratio = t / std::sqrt(df), log_square = ratio < 1e9L ? std::log1p(ratio * ratio) : 2 * std::log(ratio);
  return lgamma_half_step(0, df / 2) - std::log(df) / 2 - log_root_pi - (df + 1) / 2 * log_square;
}
inline real student_t_tail(real df, real y) {
  if (!(y > 0) || y == infinite) return y == infinite ? 0 : y == y ? 1 : y;
  const real log_top = log_student_t_density(df, 0);
  const auto kernel = [=](real s) {
    const real ratio = (y + s) / std::sqrt(df),
               log_square = ratio < 1e9L ? std::log1p(ratio * ratio) : 2 * std::log(ratio);
    return std::exp(log_top - (df + 1) / 2 * log_square);
  };
  return 2 * integral_to_infinity(kernel, 1, 128);
}
/// Differentiated under the integral, which over all y is 0.
inline real student_t_tail_slope(real df, real y) {
  if (!(y > 0) || y == infinite) return y == y ? 0 : y;
  const real log_top = log_student_t_density(df, 0), of_top = lgamma_half_step(1, df / 2) - 1 / df;
  const auto kernel = [=](real t) {
    const real ratio = t / std::sqrt(df), log_square = ratio < 1e9L ? std::log1p(ratio * ratio) : 2 * std::log(ratio);
    const real share = 1 / (1 + 1 / (ratio * ratio));
    return std::exp(log_top - (df + 1) / 2 * log_square) * (of_top - log_square + (df + 1) / df * share);
  };
  return y > 1 ? integral_to_infinity([&](real s) { return kernel(y + s); }, 1, 128)
               : -integral([&](inner_point t) { return kernel(t.from_start); }, 0, y, 128);
}

/// The cumulants of cos t, t of the density proportional to exp(x cos t): by means about it, in 1 - cos t.
inline real log_i0e(real order, real x) {
  if (!is_order(order) || !(x >= 0)) return no_number;
  if (x == infinite) return order == 0 ? -infinite : 0;
  const real pi = std::acos(-1.0L), reach = std::fmin(pi, 20 / std::sqrt(x + 1e-30L));
  const auto mean_of = [=](auto f) {
    const auto kernel = [=](inner_point t) {
      const real half = std::sin(t.from_start / 2), fall = 2 * half * half;
      return std::exp(-x * fall) * f(fall) / pi;
    };
    return integral(kernel, 0, reach, 128);
  };
  if (x == 0 && order == 3) return 0;
  if (x < 1 && order == 0) {
    const auto change = [=](inner_point t) {
      return std::expm1(-2 * x * std::pow(std::sin(t.from_start / 2), 2)) / pi;
    };
    return std::log1p(integral(change, 0, pi, 128));
  }
  const real whole = mean_of([](real) { return 1.0L; }), mean = mean_of([](real d) { return d; }) / whole;
  const auto central = [&](int n) { return mean_of([&](real d) { return std::pow(d - mean, n); }) / whole; };
  return order == 0 ? std::log(whole) : order == 1 ? -mean : order == 2 ? central(2) : -central(3);
}
/// The integral of `f`, of 1 - cos t, times the density of a von Mises variable, from an angle to another.
template <class F>
real von_mises_integral(real k, real from, real to, F f) {
  const real log_norm = log_i0e(0, k) + std::log(2 * std::acos(-1.0L));
  const real end = std::fmin(to, from + 20 / std::sqrt(k));
  const auto kernel = [=](inner_point t) {
    const real half = std::sin((from + t.from_start) / 2), fall = 2 * half * half;
    return std::exp(-k * fall - log_norm) * f(fall);
  };
  return integral(kernel, from, end, 128);
}
inline real von_mises_tail(real k, real angle) {
  const real pi = std::acos(-1.0L);
  if (!(std::fabs(angle) < pi)) return angle > 0 ? 0 : angle < 0 ? 1 : angle;
  const real size = std::fabs(angle), tail = von_mises_integral(k, size, pi, [](real) { return 1.0L; });
  return angle > 0 ? tail : 1 - tail;
}
/// Of what is on the side of the angle where the integrand has one sign, differentiated under the integral.
inline real von_mises_slope(real k, real angle) {
  if (angle != angle) return angle;
  const real pi = std::acos(-1.0L), size = std::fmin(pi, std::fabs(angle)), half = std::sin(size / 2);
  const real mean = -log_i0e(1, k), fall = 2 * half * half;
  const bool inner = fall < mean;
  const real part = von_mises_integral(k, inner ? 0 : size, inner ? size : pi, [=](real d) { return mean - d; });
  const real log_norm = log_i0e(0, k) + std::log(2 * pi);
  return std::copysign(1.0L, angle) * (inner ? -part : part) / std::exp(-k * fall - log_norm);
}
/// By bisection of the smaller tail.
inline real von_mises_quantile(real k, real p, real q) {
  if (!(p >= 0 && q >= 0)) return no_number;
  if (std::fmin(p, q) >= 0.5L) return 0;
  real low = 0, high = std::acos(-1.0L);
  for (int i = 0; i < 70; ++i) {
    const real middle = (low + high) / 2;
    (von_mises_tail(k, middle) > std::fmin(p, q) ? low : high) = middle;
  }
  return p < q ? -(low + high) / 2 : (low + high) / 2;
}

}  // namespace pathwise::testing::reference
