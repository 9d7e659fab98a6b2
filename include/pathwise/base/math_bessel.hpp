#pragma once
// The modified Bessel function I0 by its logarithm, with the derivatives that the von Mises law needs: I1 / I0 and on.
// Fixed numbers of terms, so that one body serves a number and a register.
#include <pathwise/base/math_logarithm.hpp>
#include <pathwise/base/math_ratios.hpp>

namespace pathwise::math {

namespace detail {

/// Where the part near 0 ends.
inline constexpr double bessel_near = 6;
/// The squares of I0's first zeros, which lie on the imaginary axis.
inline constexpr double bessel_zeros[] = {5.7831859629467845212, 30.471262343662086399, 74.887006790695183445};
/// log I0(x) less the logarithms of 1 + x^2 / zero, over x^2, in powers of x^2 / 18 - 1; and log(sqrt(2 pi x) exp(-x)
/// I0(x)) in powers of 12 / x - 1. Both by interpolation at Chebyshev's nodes, with 60 digits; the shorter ones for
/// float.
inline constexpr double bessel_rest[] = {0.030109211481079054,    -0.00075731874967402815, 4.3579839128235132e-5,
                                         -3.258317353239802e-6,   2.7655104510858644e-7,   -2.5246353833287156e-8,
                                         2.4135752227260068e-9,   -2.3805405997567862e-10, 2.400597293395042e-11,
                                         -2.4608275313494157e-12, 2.5543686236580621e-13,  -2.6777492656905648e-14,
                                         2.8294507154097587e-15,  -3.0062224297616444e-16, 3.2149604637738498e-17,
                                         -3.6349096892169177e-18, 3.9228043495406065e-19};
inline constexpr double bessel_rest_float[] = {0.030109211481079567,   -0.00075731874967408194, 4.3579839102592064e-5,
                                               -3.2583173505505812e-6, 2.7655125001436592e-7,   -2.524637532165472e-8,
                                               2.4130029619446628e-9,  -2.3799404948576893e-10, 2.4656238156533914e-11,
                                               -2.5290124192661334e-12};
inline constexpr double bessel_far[] = {
    0.010894357201585279,   0.011423135257031676,   0.00058924381846789877, 7.2597023199880035e-5,
    1.6172973449688933e-5,  6.1130792436384218e-6,  3.1070240654409878e-6,  8.5713081195009714e-7,
    -1.2972287213683613e-6, -1.8296369368102117e-6, -5.3138850254883718e-8, 1.4871567840360047e-6,
    2.9323203034180674e-7,  -1.2626802141400383e-6, -7.2541573532215124e-8, 1.1113620897081096e-6,
    -3.5199228033805665e-7, -7.8786432689794329e-7, 7.5137616765468233e-7,  1.1235644707443012e-7,
    -7.7319724696778366e-7, 8.6252990478371493e-7,  9.2836233624068505e-8,  -1.7898150932187699e-6,
    1.2423474248159181e-6,  2.2254578508929926e-6,  -2.6427446557629694e-6, -1.987589233022271e-6,
    3.3223748499603762e-6,  1.315575750077933e-6,   -2.9488760773511785e-6, -6.3785075646954649e-7,
    1.9099090526825158e-6,  2.1737395503638523e-7,  -8.9095251582166431e-7, -4.7946903017905001e-8,
    2.8501359979282244e-7,  5.7567751003890282e-9,  -5.6125588671808983e-8, -2.2910404388994271e-10,
    5.1379841235447437e-9};
inline constexpr double bessel_far_float[] = {0.010894357201585279,   0.011423135269632291,   0.00058924382285289548,
                                              7.2596405320258809e-5,  1.6172762841223671e-5,  6.1221866612260532e-6,
                                              3.1099699175558463e-6,  7.9448333258094421e-7,  -1.3154850860356431e-6,
                                              -1.5876295831165647e-6, 3.7090649342361371e-9,  9.0491643858685665e-7,
                                              2.1478202198209468e-7,  -3.2622875031506576e-7, -1.1306265520925276e-7,
                                              5.7044600179845812e-8,  2.2747027340813376e-8};

/// A polynomial and its first three derivatives.
template <class T>
struct with_derivatives {
  T at[4];
};
template <class T, std::size_t N>
[[gnu::always_inline]] constexpr with_derivatives<T> polynomial_with_derivatives(const double (&coefficients)[N], T u) {
  const T zero = lit<T>(0);
  T value = zero, first = zero, second = zero, third = zero;  // the latter two over 2 and 6
  for (std::size_t i = N; i-- > 0;) {
    third = fma(third, u, second);
    second = fma(second, u, first);
    first = fma(first, u, value);
    value = fma(value, u, lit<T>(coefficients[i]));
  }
  return {{value, first, lit<T>(2) * second, lit<T>(6) * third}};
}

template <class T>
[[gnu::always_inline]] constexpr with_derivatives<T> rest_of_bessel(T u) {
  if constexpr (is_float<T>)
    return polynomial_with_derivatives(bessel_rest_float, u);
  else
    return polynomial_with_derivatives(bessel_rest, u);
}
template <class T>
[[gnu::always_inline]] constexpr with_derivatives<T> far_bessel(T u) {
  if constexpr (is_float<T>)
    return polynomial_with_derivatives(bessel_far_float, u);
  else
    return polynomial_with_derivatives(bessel_far, u);
}

}  // namespace detail

/// The order-th derivative of log(I0(x) exp(-x)); order 1 is I1(x) / I0(x) - 1. Domain: x >= 0, order 0, 1, 2, 3; NaN
/// elsewhere. Condition: near x = 6 the derivatives are differences, of which a digit or two cancel.
template <class T>
[[gnu::always_inline]] constexpr T log_i0e(T order, T x) {
  if (detail::is_constant_nan(x)) return x;
  const T one = lit<T>(1), two = lit<T>(2), end = lit<T>(detail::bessel_near);
  const auto near = less(x, end);
  const T inner = select(near, x, lit<T>(0)), z = inner * inner, t = one / max(end, x);
  const auto rest = detail::rest_of_bessel(fma(z, lit<T>(1.0 / 18), -one)),
             far = detail::far_bessel(fma(t, lit<T>(12), -one));
  // Near 0: as a function of z = x^2, the poles and z times a polynomial.
  const T g = rest.at[0], g1 = rest.at[1] * lit<T>(1.0 / 18), g2 = rest.at[2] * lit<T>(1.0 / 324),
          g3 = rest.at[3] * lit<T>(1.0 / 5832);
  T grown = lit<T>(0), f1 = fma(z, g1, g), f2 = fma(z, g2, two * g1), f3 = fma(z, g3, lit<T>(3) * g2);
  for (const double zero : detail::bessel_zeros) {
    const T share = z * lit<T>(1 / zero), pole = one / (z + lit<T>(zero));
    grown = fma(grown, share, grown + share);
    f1 += pole, f2 -= pole * pole, f3 += two * pole * pole * pole;
  }
  const T near_0[4] = {fma(z, g, log1p(grown)) - inner, fma(two * inner, f1, -one), fma(lit<T>(4) * z, f2, two * f1),
                       inner * fma(lit<T>(8) * z, f3, lit<T>(12) * f2)};
  // Far out: -log(2 pi x) / 2 and a function of t = 1 / x.
  const T l1 = lit<T>(12) * far.at[1], l2 = lit<T>(144) * far.at[2], l3 = lit<T>(1728) * far.at[3];
  const T half = lit<T>(0.5), t2 = t * t;
  const T away[4] = {far.at[0] - half * (log(max(end, x)) + lit<T>(1.8378770664093455)), -t * fma(t, l1, half),
                     t2 * fma(t, fma(t, l2, two * l1), half),
                     -t * t2 * fma(t, fma(t, fma(t, l3, lit<T>(6) * l2), lit<T>(6) * l1), one)};
  T options[4];
  for (int k = 0; k < 4; ++k) options[k] = select(near, near_0[k], away[k]);
  const T nan = math_of<T>::splat(detail::not_a_number<T>);
  return select(less(x, lit<T>(0)), nan, detail::by_order(order, options));
}

}  // namespace pathwise::math
