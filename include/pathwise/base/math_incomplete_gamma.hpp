#pragma once
// The gamma law of rate 1: its two tails, its quantile, and how the quantile moves with the shape, for shapes from 1e-3
// to 1e5 and beyond. Fixed numbers of terms, so that one body serves a number and a register.
//
// A place x is known by y = log(x / a), which neither underflows for small shapes nor loses digits for large ones. What
// the parts have in common is k = x^a exp(-x) / Gamma(a), the density of log x: each tail is a share of it, and so is
// the slope, so that the slope needs no exponential and holds in tails that have underflowed.
#include <pathwise/base/math_gamma.hpp>
#include <pathwise/base/math_ratios.hpp>
#include <pathwise/base/math_scaled_error_function.hpp>

namespace pathwise::math {

namespace detail {

/// A value and its derivative in one variable.
template <class T>
struct dual {
  T value, slope;
  [[gnu::always_inline]] friend constexpr dual operator+(dual a, dual b) {
    return {a.value + b.value, a.slope + b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator-(dual a, dual b) {
    return {a.value - b.value, a.slope - b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator*(dual a, dual b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  [[gnu::always_inline]] friend constexpr dual operator/(dual a, dual b) {
    const T quotient = a.value / b.value;
    return {quotient, (a.slope - quotient * b.slope) / b.value};
  }
};
template <class N>
struct constant_of {
  template <class T>
  [[gnu::always_inline]] static constexpr N make(double x) {
    if constexpr (std::is_same_v<N, T>)
      return lit<T>(x);
    else
      return {lit<T>(x), lit<T>(0)};
  }
};

/// 1 / x for numbers far from the ends of the type, to a unit: in float without a division, which takes as long as a
/// dozen multiplications.
template <class T>
[[gnu::always_inline]] constexpr T reciprocal_of_normal(T x) {
  if constexpr (!is_float<T>) {
    return lit<T>(1) / x;
  } else {
    using m = math_of<T>;
    T near = m::from_bits(m::splat_bits(0x7ef311c7) - m::bits(x));  // within an eighth
    for (int i = 0; i < 2; ++i) {
      const T off = fma(-x, near, lit<T>(1));
      near = fma(fma(off, off, off), near, near);
    }
    return near;
  }
}

/// Sum of x^n / ((a + 1) ... (a + n)) over n >= 0, P(a, x) but for its factor, and its derivative in a, of which each
/// term is below 0. One division for every seven terms (double fourteen), in units of a + 1, so that no product leaves
/// the type. Enough terms for x <= 0.7 a + 1 with a <= 3, and x <= a / 4 (double: x <= a + 1, a <= 16, and x <= 0.43
/// a). Source: DLMF 8.11.4.
template <bool Slope, class T>
[[gnu::always_inline]] constexpr dual<T> gamma_series(T a, T x) {
  constexpr int block = is_float<T> ? 7 : 14, blocks = is_float<T> ? 2 : 4;
  const T one = lit<T>(1), unit = one / (a + one), ratio = x * unit, slight = ratio * unit;
  dual<T> sum{one, lit<T>(0)};
  for (int k = blocks; k > 0; --k) {
    T top = sum.value, bottom = one, fall = -sum.slope;  // top / bottom, -fall / bottom^2
    for (int n = k * block; n > (k - 1) * block; --n) {
      const T step = fma(lit<T>(n - 1), unit, one);  // (a + n) / (a + 1)
      if constexpr (Slope) fall = fma(ratio * step, fall, slight * (top * bottom));
      bottom = bottom * step;
      top = fma(ratio, top, bottom);
    }
    const T share = reciprocal_of_normal(bottom);
    sum = {top * share, -fall * share * share};
  }
  return sum;
}
/// Below it the continued fraction takes all its terms.
template <class T>
inline constexpr double gamma_fraction_low = is_float<T> ? 1 : 2;
/// The continued fraction of Q(a, x) but for its factor, from its far end, and its derivative in a. One division for
/// every nine terms (double sixteen), in units of x. The farthest blocks are for x near its smallest alone: a register
/// without such a place leaves them out. Source: DLMF 8.9.2.
template <bool Slope, class T>
[[gnu::always_inline]] constexpr dual<T> gamma_fraction(T a, T x) {
  constexpr int block = is_float<T> ? 9 : 16, blocks = is_float<T> ? 3 : 5, always = is_float<T> ? 2 : 3;
  const T one = lit<T>(1), unit = one / x, ratio = a * unit;
  const T rest = select(less(lit<T>(0), unit), (x - a) * unit, one);  // 0 also where 1 / x is flushed
  const T before = rest - unit;
  const auto start = [&](int terms) __attribute__((always_inline)) {
    return dual<T>{fma(lit<T>(2 * terms + 1), unit, rest), -one};
  };
  const auto through = [&](dual<T> t, int first, int last) __attribute__((always_inline)) {
    T count = lit<T>(first * block);
    for (int k = first; k > last; --k) {
      T top = t.value, bottom = one, rise = t.slope;  // top / bottom, unit rise / bottom^2
      for (int n = 0; n < block; ++n) {
        const T by = count * unit, factor = by * (ratio - by);
        if constexpr (Slope) rise = fma(-factor, rise, top * fma(by, bottom, -top));
        const T next = fma(fma(lit<T>(2), by, before), top, factor * bottom);
        bottom = top;
        top = next;
        count = count - one;
      }
      const T share = reciprocal_of_normal(bottom);
      t = {top * share, rise * share * share};
    }
    return t;
  };
  dual<T> t = start(always * block);
  const auto low = less(x, lit<T>(gamma_fraction_low<T>));
  if (any<T>(low)) {
    const dual<T> far = through(start(blocks * block), blocks, always);
    t = {select(low, far.value, t.value), select(low, far.slope, t.slope)};
  }
  t = through(t, always, 0);
  const T inverse = reciprocal_of_normal(t.value), share = unit * inverse;
  return {share, -share * share * t.slope};
}

/// How far from its middle, in y, Temme's expansion is used.
template <class T>
inline constexpr double temme_below = is_float<T> ? 1.5 : 0.85;
template <class T>
inline constexpr double temme_above = is_float<T> ? 1.1 : 0.85;
/// From which shape on it is used.
template <class T>
inline constexpr double temme_from = is_float<T> ? 3 : 16;
template <class T>
struct near_middle {
  typename math_of<T>::mask_type holds;
  T y;  // no further than that
};
template <class T>
[[gnu::always_inline]] constexpr near_middle<T> near_middle_of(T y) {
  const T inner = max(lit<T>(-temme_below<T>), min(lit<T>(temme_above<T>), y));
  return {equal(inner, y), inner};
}

/// (exp(y) - 1 - y) / y^2 there.
template <class T>
[[gnu::always_inline]] constexpr T excess_over_square(T y) {
  T sum = lit<T>(0);
  for (int k = is_float<T> ? 12 : 16; k >= 0; --k) {
    double factorial = 2;
    for (int i = 3; i <= k + 2; ++i) factorial *= i;
    sum = fma(sum, y, lit<T>(1 / factorial));
  }
  return sum;
}

/// eta / (lambda - 1) in powers of eta, eta^2 / 2 = lambda - 1 - log lambda.
inline constexpr double temme_coefficients[] = {
    1.0,
    -0.3333333333333333333,
    0.08333333333333333333,
    -0.01481481481481481481,
    0.001157407407407407407,
    0.0003527336860670194004,
    -0.0001787551440329218107,
    0.00003919263178522437782,
    -2.185448510679992161e-6,
    -1.854062210715159961e-6,
    8.296711340953086005e-7,
    -1.76659527368260793e-7,
    6.70785354340149858e-9,
    1.026180978424030804e-8,
    -4.382036018453353187e-9,
    9.147699582236790234e-10,
    -2.551419399494624977e-11,
    -5.830772132550425067e-11,
    2.436194802066741624e-11,
    -5.027669280114175589e-12,
    1.100439203195613477e-13,
    3.371763262400985379e-13,
    -1.392388722418162066e-13,
    2.85348938070474432e-14,
    -5.139111834242572619e-16,
    -1.975228829434944284e-15,
    8.099521156704561334e-16,
    -1.652253121639816182e-16,
};

/// The larger part of the gamma law at a place: one tail, whichever is computed without a difference.
template <class T>
struct gamma_place {
  typename math_of<T>::mask_type lower;  // which
  T log_density;                         // log k, the density of log x
  T share;                               // the tail over k
  T slope;                               // a d(log x) / da where the probability stays
};
/// a log a - a - log Gamma(a), which grows as log(a) / 2.
template <class T>
[[gnu::always_inline]] constexpr T log_gamma_norm(T a) {
  const T many = lit<T>(gamma_steps<T>), log_a = log(a);
  const T large = fma(lit<T>(0.5), log_a, lit<T>(-0.91893853320467274) - stirling_rest(max(many, a)));
  const T few = min(many, a);
  return select(less(a, many), fma(few, log_a - lit<T>(1), -lgamma(few)), large);
}

/// exp of it is infinite.
inline constexpr double gamma_end = 12000;

/// Temme's uniform expansion, for large a near its middle, with both parts of gamma_place. Source: Temme 1979; the
/// recurrence of Gil, Segura and Temme 2012, section 2.4, and its derivative.
template <class T>
struct temme_parts {
  T share, slope;
};
template <bool Slope, class T>
[[gnu::always_inline]] constexpr temme_parts<T> temme_expansion(T a, T y, T excess) {
  constexpr int terms = is_float<T> ? 19 : 26;
  const T zero = lit<T>(0), half = lit<T>(0.5), one = lit<T>(1), inverse = one / a;
  const T root = sqrt(lit<T>(2) * excess), eta = y * root, rise = fma(y, excess, one) / root;  // (lambda - 1) / eta
  T b[terms + 1], d[terms + 1];  // of Gamma*(a) S(a, eta), and a times their derivatives in a
  b[terms] = lit<T>(temme_coefficients[terms + 1]), b[terms - 1] = lit<T>(temme_coefficients[terms]);
  d[terms] = d[terms - 1] = zero;
  for (int m = terms - 1; m > 0; --m) {
    const T step = lit<T>(m + 1) * inverse;
    b[m - 1] = fma(step, b[m + 1], lit<T>(temme_coefficients[m]));
    if constexpr (Slope) d[m - 1] = step * (d[m + 1] - b[m + 1]);
  }
  T sum = zero, along = zero, in_shape = zero;
  for (int m = terms; m >= 0; --m) {
    if constexpr (Slope) {
      along = fma(along, eta, sum);
      in_shape = fma(in_shape, eta, d[m]);
    }
    sum = fma(sum, eta, b[m]);
  }
  const T norm = fma(b[1], inverse, one);  // Gamma(a) over its leading form
  const T scaled = erfcx_nonnegative(abs(eta) * sqrt(half * a));
  temme_parts<T> parts{};
  const T middle = norm * (lit<T>(1.2533141373155003) * sqrt(a)) * scaled;  // sqrt(pi / 2)
  parts.share = inverse * (middle + select(less(y, zero), -sum, sum));
  if constexpr (Slope) {
    const T of_norm = (d[1] - b[1]) * inverse / norm;
    parts.slope =
        norm * fma(-half, eta, rise) + fma(y, sum, inverse * (in_shape - rise * along - (half + of_norm) * sum));
  }
  return parts;
}

/// At y = log(x / a), x = a exp(y), which the caller knows better where it has x. Once a type, not where it is called:
/// it is most of the work, and inlined in every tail, slope and quantile it was 150 s of the compile time of the tests.
template <bool Slope, class T>
[[gnu::noinline]] constexpr gamma_place<T> gamma_at(T a, T y, T x) {
  const T one = lit<T>(1), zero = lit<T>(0);
  y = min(lit<T>(gamma_end), y);
  const auto [near, inner] = near_middle_of(y);
  const T excess = excess_over_square(inner);
  gamma_place<T> place;
  if constexpr (!Slope)
    place.log_density = select(near, -a * (excess * inner * inner), fma(a, y, a - x)) + log_gamma_norm(a);

  const auto expanded = select(near, a, zero);
  // The series' slope cancels about x = 1, by ten units of float's: there the fraction begins earlier.
  const T least = lit<T>(temme_from<T>), turn = is_float<T> ? fma(lit<T>(0.7), a, lit<T>(Slope ? 0.65 : 1)) : a + one;
  const auto by_temme = less_equal(least, expanded);
  const auto by_series = less(x, turn);
  place.lower = less(select(by_temme, y, select(by_series, -one, one)), zero);
  using mask = typename math_of<T>::mask_type;
  const mask outside = !by_temme, in_series = outside & by_series, in_fraction = outside & !by_series;
  place.share = place.slope = zero;
  if (any<T>(by_temme)) {
    const temme_parts<T> middle = temme_expansion<Slope>(max(least, a), inner, excess);
    place.share = middle.share, place.slope = middle.slope;
  }
  if (!any<T>(outside)) return place;
  // y and log(a) cancel where x is like 1.
  T from_mean = zero;
  if constexpr (Slope) {
    const auto middling = less(abs(x - lit<T>(3.57)), lit<T>(3.43));
    const T logarithm = log(select(middling, x, a));
    from_mean = select(middling, logarithm, y + logarithm) - digamma(a + one);
  }
  if (any<T>(in_series)) {
    const dual<T> series = gamma_series<Slope>(a, min(x, turn));
    if constexpr (!Slope) place.share = select(in_series, series.value / a, place.share);
    if constexpr (Slope) place.slope = select(in_series, -fma(from_mean, series.value, series.slope), place.slope);
  }
  if (any<T>(in_fraction)) {
    const dual<T> fraction = gamma_fraction<Slope>(a, max(x, turn));
    place.share = select(in_fraction, fraction.value, place.share);
    if constexpr (Slope) {
      const T slope = a * fma(from_mean, fraction.value, fraction.slope) + fraction.value;
      place.slope = select(in_fraction, slope, place.slope);
    }
  }
  return place;
}

/// log Gamma(1 + a) for 0 <= a <= 1/2, to full relative precision.
template <class T>
[[gnu::always_inline]] constexpr T lgamma_of_next(T a) {
  if constexpr (is_float<T>)
    return lgamma_near_two(a) - log1p(a);
  else
    return lgamma_series(a) - log1p(a);
}
/// Q(a, x) for a <= 1/2 and x <= 3/2, where 1 - P cancels: 1 - x^a / Gamma(1 + a), and what the series of P adds.
template <class T>
[[gnu::always_inline]] constexpr T small_shape_tail(T a, T x, T log_x) {
  const T leading = fma(a, log_x, -lgamma_of_next(a));
  T top = lit<T>(0), bottom = lit<T>(1);  // the sum as one quotient
  for (int n = is_float<T> ? 12 : 21; n > 0; --n) {
    double factorial = n % 2 == 1 ? 1 : -1;
    for (int i = 2; i <= n; ++i) factorial *= i;
    const T step = a + lit<T>(n);
    top = fma(top * x, step, lit<T>(1 / factorial) * bottom);
    bottom = bottom * step;
  }
  const T sum = top / bottom;
  return fma(a * x * sum, exp(leading), -expm1(leading));
}

/// The standard normal number beyond which a probability of at most 1/2 lies, to 5e-4: where a search may start.
/// Source: Abramowitz and Stegun 1964, 26.2.23.
template <class T>
[[gnu::always_inline]] constexpr T normal_score(T log_tail) {
  const T t = sqrt(lit<T>(-2) * log_tail);
  const T below = fma(fma(fma(t, lit<T>(0.001308), lit<T>(0.189269)), t, lit<T>(1.432788)), t, lit<T>(1));
  return t - fma(fma(t, lit<T>(0.010328), lit<T>(0.802853)), t, lit<T>(2.515517)) / below;
}

/// log(x / a), by way of the difference where the ratio is near 1.
template <class T>
[[gnu::always_inline]] constexpr T log_of_ratio(T x, T a) {
  const T distance = (x - a) / a;
  const auto near = less(abs(distance), lit<T>(0.5));
  return select(near, log1p(select(near, distance, lit<T>(0))), log(x) - log(a));
}

template <class T>
struct gamma_probabilities {
  T lower, upper;
};
/// Both tails at y = log(x / a).
template <class T>
[[gnu::always_inline]] constexpr gamma_probabilities<T> gamma_tails(const gamma_place<T>& at, T a, T y) {
  const T one = lit<T>(1), half = lit<T>(0.5);
  const T direct = min(one, exp(at.log_density) * at.share);
  const T log_x = min(lit<T>(0.40546510810816438), y + log(a));
  const T small = small_shape_tail(min(half, a), exp(log_x), log_x);
  const T upper = select(less(a, half), small, one - direct);
  const T lower = select(less(a, half), select(less(small, half), one - small, direct), direct);
  return {select(at.lower, lower, one - direct), select(at.lower, upper, direct)};
}

}  // namespace detail

/// log(x / a), to the last digits where x is near a. Domain: x >= 0, a > 0.
template <class T>
[[gnu::always_inline]] constexpr T log_ratio(T x, T a) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(x)) return x;
  return detail::log_of_ratio(x, a);
}
/// log Gamma(x) less (x - 1/2) log x - x + log(2 pi) / 2, which for large x is about 1 / (12 x). Domain: x > 0. By
/// steps up to where Stirling's series holds, each (x + 1/2) log(1 + 1 / x) - 1 = atanh(y) / y - 1, y = 1 / (2 x + 1):
/// a sum of positive numbers.
template <class T>
[[gnu::always_inline]] constexpr T stirling_rest(T x) {
  if (detail::is_constant_nan(x)) return x;
  constexpr int steps = detail::gamma_steps<T>;
  const T one = lit<T>(1), half = lit<T>(0.5);
  const auto below_one = less(x, one), small = less(x, lit<T>(steps));
  const T from = select(small, select(below_one, x + one, x), one);  // 1 to 10
  T sum = lit<T>(0);
  for (int i = steps - 1; i >= 0; --i) {
    // At i + 1 or above, y^2 is so much that these terms are enough.
    const double most = 1.0 / ((2 * i + 3) * (2 * i + 3));
    int terms = 1;
    for (double power = most; power > (is_float<T> ? 1e-9 : 1e-18); power *= most) ++terms;
    const T y = one / fma(lit<T>(2), from, lit<T>(2 * i + 1)), square = y * y;
    T series = lit<T>(0);
    for (int k = terms; k > 0; --k) series = fma(series, square, lit<T>(1.0 / (2 * k + 1)));
    sum = fma(series, square, sum);
  }
  const T inner = select(below_one, x, one), first = fma(inner + half, log1p(one / inner), -one);
  const T below = sum + detail::stirling_rest(from + lit<T>(steps)) + select(below_one, first, lit<T>(0));
  return select(small, below, detail::stirling_rest(select(small, lit<T>(steps), x)));
}
/// exp(y) - 1 - y, to the last digits where y is near 0.
template <class T>
[[gnu::always_inline]] constexpr T exponential_excess(T y) {
  if (detail::is_constant_nan(y)) return y;
  const auto [near, inner] = detail::near_middle_of(y);
  const T outer = min(lit<T>(detail::gamma_end), y);  // infinity less itself is none
  return select(near, detail::excess_over_square(inner) * inner * inner, expm1(outer) - outer);
}
/// The logarithm of x^a exp(-x) / Gamma(a), the density of log x, at y = log(x / a). Formula: a (1 + y - exp(y)) + (a
/// log a - a - log Gamma(a)). Source: Loader 2000.
template <class T>
[[gnu::always_inline]] constexpr T log_gamma_density(T a, T y) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(y)) return y;
  return fma(-a, exponential_excess(y), detail::log_gamma_norm(a));
}
/// P(a, x), the probability that a gamma variable of shape a and rate 1 is below x. Domain: a > 0, x >= 0. Condition:
/// right to some units in the last place of a and x, for a from 1e-3 to 1e5.
template <class T>
[[gnu::always_inline]] constexpr T gamma_lower_tail(T a, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(x)) return x;
  const auto positive = !less_equal(x, lit<T>(0));  // a NaN goes through
  const T y = detail::log_of_ratio(select(positive, x, a), a);
  return select(positive, detail::gamma_tails(detail::gamma_at<false>(a, y, x), a, y).lower, lit<T>(0));
}
/// Q(a, x) = 1 - P(a, x), with its own digits. Domain and condition: those of P.
template <class T>
[[gnu::always_inline]] constexpr T gamma_tail(T a, T x) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(x)) return x;
  const auto positive = !less_equal(x, lit<T>(0));
  const T y = detail::log_of_ratio(select(positive, x, a), a);
  return select(positive, detail::gamma_tails(detail::gamma_at<false>(a, y, x), a, y).upper, lit<T>(1));
}
/// a d(log x) / da where P(a, x) stays, at y = log(x / a): of Q's derivative in a what is not the density of log x,
/// over a. No exponential is taken, so that it holds in tails that have underflowed. Source: Figurnov et al. 2018,
/// equation 5; the parts' own derivatives.
template <class T>
[[gnu::always_inline]] constexpr T gamma_shape_slope(T a, T y) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(y)) return y;
  return detail::gamma_at<true>(a, y, a * exp(y)).slope;
}

/// The y = log(x / a) at which P(a, x) = p, given q = 1 - p as well: the smaller of the two is used. For small shapes x
/// itself may underflow. Domain: a > 0, 0 < p < 1.
template <class T>
[[gnu::noinline]] constexpr T gamma_log_quantile(T a, T p, T q) {
  if (detail::is_constant_nan(a) || detail::is_constant_nan(p)) return p;
  const T one = lit<T>(1), half = lit<T>(0.5), tiny = math_of<T>::splat(std::numeric_limits<scalar_of<T>>::min());
  const auto low_side = less(p, q);
  const T log_tail = log(max(tiny, min(p, q))), log_a = log(a);
  // From the normal quantile by Wilson and Hilferty (1931); for small shapes or far below, the leading term of P with
  // the next one.
  const T z = detail::normal_score(log_tail);
  const T ninth = one / (lit<T>(9) * a), root = one - ninth + select(low_side, -z, z) * sqrt(ninth);
  const T log_gamma = lgamma(a + one), below = select(low_side, p, one - q);
  const T log_leading = (log(max(tiny, below)) + log_gamma) / a, leading = exp(min(lit<T>(3), log_leading));
  const T log_low = log_leading - log1p(-min(lit<T>(0.8), leading / (a + one)));
  // Above, from x^(a - 1) exp(-x) = Gamma(a) Q, or where that is large from the logarithm's integral.
  const T log_ratio = log_tail + log_gamma - log_a, far = max(half, -log_ratio);
  const T high = max(half, far - (one - a) * log(max(half, far - (one - a) * log(far))));
  const T beside = exp(lit<T>(-0.57721566490153286) - exp(min(one, log_ratio)));
  const T log_high = select(less(log_ratio, -one), log(high), log(beside) + beside);
  const T small = select(low_side, log_low, select(less(log_ratio, lit<T>(-0.6)), log_high, log_low)) - log_a;
  const T far_above = select(low_side, one, log_ratio + lit<T>(20.0) + lit<T>(8) * a);
  const auto central = less(lit<T>(0.3), select(less(min(far_above, a - lit<T>(0.6)), lit<T>(0)), lit<T>(0), root));
  T y = select(central, lit<T>(3) * log(max(lit<T>(0.3), root)), small);
  // Halley's method for the logarithm of the smaller tail.
  for (int i = 0; i < (is_float<T> ? 2 : 3); ++i) {
    const auto at = detail::gamma_at<false>(a, y, a * exp(y));
    const auto tails = detail::gamma_tails(at, a, y);
    const T direct = at.log_density + log(at.share);  // does not underflow
    const T other = log(max(tiny, select(low_side, tails.lower, tails.upper)));
    const T log_here = select(at.lower, select(low_side, direct, other), select(low_side, other, direct));
    const T speed = exp(min(lit<T>(is_float<T> ? 80 : 700), at.log_density - log_here));  // of the tail's logarithm
    const T slope = select(low_side, speed, -speed);
    const T step = (log_here - log_tail) / slope;
    const T bend = half * step * (a * expm1(y) + slope);
    const T bounded = step / max(half, min(lit<T>(2), one + bend));
    y = y - max(-one, min(one, bounded));
  }
  return y;
}

}  // namespace pathwise::math
