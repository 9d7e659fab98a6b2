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
    0.01089435720151674,    0.011423135257093144,   0.00058924381847366305, 7.2597023200870982e-5,
    1.6172973449864125e-5,  6.1130792375996493e-6,  3.107024068096822e-6,   8.5713105663963553e-7,
    -1.2972288297428653e-6, -1.8296425950606049e-6, -5.3136178691488979e-8, 1.4872412471111053e-6,
    2.9318896703732499e-7,  -1.2635522122769167e-6, -7.205555793095056e-8,  1.1178856251464721e-6,
    -3.5601259345535283e-7, -8.2440180334019255e-7, 7.7654402591608148e-7,  2.6915066380900595e-7,
    -8.9520726829828847e-7, 3.3858901454286089e-7,  5.5855860664884666e-7,  -4.1195493282854251e-7,
    -1.7404410480180412e-7, -6.4250943660511924e-7, 8.1698655829917025e-7,  2.7409460591791408e-6,
    -3.4971098568354571e-6, -4.8291275331766377e-6, 7.9160717072150128e-6,  5.5742293460382315e-6,
    -1.2061491002638593e-5, -4.538465118483226e-6,  1.3539033786908835e-5,  2.5528131262043989e-6,
    -1.1577456409385679e-5, -8.5379623918897449e-7, 7.5934660118983948e-6,  2.8750731877335741e-8,
    -3.7778232468809372e-6, 1.3312041927923447e-7,  1.3844780954461976e-6,  -7.0754889662973337e-8,
    -3.5329475052259994e-7, 1.7166125578857533e-8,  5.6151335662606442e-8,  -1.7308476634154937e-9,
    -4.1894654781394097e-9};
inline constexpr double bessel_far_float[] = {0.01089435720151674,    0.011423135257591094,   0.00058924381840153787,
                                              7.259698618397841e-5,   1.6172979128978959e-5,  6.1139049805704024e-6,
                                              3.1068805685649278e-6,  8.4850538093484855e-7,  -1.2954308206875656e-6,
                                              -1.7788289308007232e-6, -6.6494616837552256e-8, 1.3013253671422528e-6,
                                              3.5778218955823814e-7,  -8.192492995243399e-7,  -2.8630085428815827e-7,
                                              4.1665089633045365e-7,  1.4430497641681013e-7,  -1.4044024519293877e-7,
                                              -4.4751509932808809e-8, 2.2335425287804998e-8,  6.4583601863773189e-9};

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
