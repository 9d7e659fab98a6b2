#pragma once
// The laws of noise: from Philox's words to numbers. Every conversion keeps all the bits a word has and rounds once, so
// numbers near 0 have full relative precision and the tails are those of the law.
#include <cstdint>

#include <pathwise/base/math.hpp>
#include <pathwise/base/noise_law.hpp>
#include <pathwise/kernels/vector_twin.hpp>
#include <pathwise/kernels/vector_words.hpp>

namespace pathwise::kernels::detail {

/// How many columns a counter's four words make: 4 floats, or 2 doubles of two words each.
template <class V>
inline constexpr int block_columns = static_cast<int>(16 / sizeof(typename V::value_type));

/// The words of V::size counters: as they are for float; for double the words of one number together, the first the
/// high half.
template <class V>
struct noise_words;
template <int N>
struct noise_words<lanes<float, N>> {
  lane_bits<float, N> word[4];
};
template <int N>
struct noise_words<lanes<double, N>> {
  lane_bits<double, N> high[2], low[2];
};

template <int N>
[[gnu::always_inline]] inline lane_bits<float, N> splat_word(std::uint32_t x) {
  return lane_bits<float, N>::splat(x);
}

/// (m + 1/2) 2^-bits for an integer m of `bits` bits (31 or 32), rounded to float once.
template <int Bits, int N>
[[gnu::always_inline]] inline lanes<float, N> unit_of(lane_bits<float, N> m) {
  using number = lanes<float, N>;
  constexpr int low_bits = Bits - 24;
  constexpr double unit = 1.0 / static_cast<double>(std::uint64_t{1} << Bits);
  const number low = number_of(m & splat_word<N>((1u << low_bits) - 1)), high = number_of(m >> low_bits);
  return math::fma(high, math::lit<number>(0x1p-24),
                   math::fma(low, math::lit<number>(unit), math::lit<number>(unit / 2)));
}

/// The number that an integer below 2^32 in a 64-bit lane is.
template <int N>
[[gnu::always_inline]] inline lanes<double, N> number_of_word(lane_bits<double, N> word) {
  using m = math_of<lanes<double, N>>;
  return m::from_bits(word | m::splat_bits(0x4330000000000000)) - math::lit<lanes<double, N>>(0x1p52);
}

/// (m + 1/2) 2^-bits for an integer m of `bits` bits (63 or 64), given in two words, rounded to double once.
template <int Bits, int N>
[[gnu::always_inline]] inline lanes<double, N> unit_of(lane_bits<double, N> high, lane_bits<double, N> low) {
  using number = lanes<double, N>;
  constexpr double high_unit = 1.0 / static_cast<double>(std::uint64_t{1} << (Bits - 32)),
                   low_unit = high_unit * 0x1p-32;
  return math::fma(number_of_word(high), math::lit<number>(high_unit),
                   math::fma(number_of_word(low), math::lit<number>(low_unit), math::lit<number>(low_unit / 2)));
}

/// sqrt(-2 log u) for u in (0, 1].
template <class V>
[[gnu::always_inline]] inline V normal_radius(V u) {
  const V log_u = math::detail::log_of_normal(u, math::lit<V>(math::detail::log_unscaled<V>));
  return math::sqrt(math::lit<V>(-2) * log_u);
}

/// A point of the unit circle from one word: its top two bits choose a quarter turn, the others, in two's complement
/// and plus a half, the angle within it.
template <int N>
[[gnu::always_inline]] inline auto circle_of(twin_pair<lane_bits<float, N>> word) {
  using number = twin<lanes<float, N>>;
  constexpr double unit = 1.5707963267948966 * 0x1p-32;
  const auto shifted = word << 2;
  const number angle = math::fma(number(number_of(shifted.lo), number_of(shifted.hi)), math::lit<number>(unit),
                                 math::lit<number>(2 * unit));
  return math::detail::sincos_in_quarter(angle, word);
}
template <int N>
[[gnu::always_inline]] inline math::sincos_of<lanes<double, N>> circle_of(lane_bits<double, N> high,
                                                                          lane_bits<double, N> low) {
  using number = lanes<double, N>;
  using bits = lane_bits<double, N>;
  const auto raised = (high & bits::splat(0x3fffffff)) ^ bits::splat(0x20000000);  // plus 2^29, modulo 2^30
  const number turned = number_of_word(raised) - math::lit<number>(0x1p29);
  const number rest = math::fma(number_of_word(low), math::lit<number>(0x1p-62), math::lit<number>(0x1p-63));
  const number angle = math::fma(turned, math::lit<number>(0x1p-30), rest) * math::lit<number>(1.5707963267948966);
  return math::detail::sincos_in_quarter(angle, high << 32);
}

/// Standard normal: Box and Muller (1958), the first number of a pair from the cosine.
template <int N>
[[gnu::always_inline]] inline void normal_of(const noise_words<lanes<float, N>>& w, lanes<float, N> (&out)[4]) {
  const auto radius = normal_radius(twin(unit_of<32>(w.word[0]), unit_of<32>(w.word[2])));
  const auto point = circle_of(twin_pair{w.word[1], w.word[3]});
  const auto even = radius * point.cos, odd = radius * point.sin;
  out[0] = even.lo, out[1] = odd.lo, out[2] = even.hi, out[3] = odd.hi;
}
template <int N>
[[gnu::always_inline]] inline void normal_of(const noise_words<lanes<double, N>>& w, lanes<double, N> (&out)[2]) {
  const auto radius = normal_radius(unit_of<64>(w.high[0], w.low[0]));
  const auto point = circle_of(w.high[1], w.low[1]);
  out[0] = radius * point.cos;
  out[1] = radius * point.sin;
}

/// The top bit is the sign, the others the magnitude.
template <int N>
[[gnu::always_inline]] inline void signed_uniform_of(const noise_words<lanes<float, N>>& w, lanes<float, N> (&out)[4]) {
  using m = math_of<lanes<float, N>>;
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q) {
    const auto magnitude = unit_of<31>(w.word[q] & splat_word<N>(0x7fffffff));
    out[q] = m::from_bits(m::bits(magnitude) | (w.word[q] & splat_word<N>(0x80000000)));
  }
}
template <int N>
[[gnu::always_inline]] inline void signed_uniform_of(const noise_words<lanes<double, N>>& w,
                                                     lanes<double, N> (&out)[2]) {
  using m = math_of<lanes<double, N>>;
#pragma GCC unroll 2
  for (int q = 0; q < 2; ++q) {
    const auto magnitude = unit_of<63>(w.high[q] & m::splat_bits(0x7fffffff), w.low[q]);
    out[q] = m::from_bits(m::bits(magnitude) | ((w.high[q] & m::splat_bits(0x80000000)) << 32));
  }
}

/// Bits flipped where the complement is wanted: 1 - (m + 1/2) 2^-32 is the same law of ~m.
template <int N>
[[gnu::always_inline]] inline void uniform_of(const noise_words<lanes<float, N>>& w, lanes<float, N> (&out)[4],
                                              std::uint32_t flip) {
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q) {
    out[q] = math::min(unit_of<32>(w.word[q] ^ splat_word<N>(flip)), math::lit<lanes<float, N>>(1 - 0x1p-24));
  }
}
template <int N>
[[gnu::always_inline]] inline void uniform_of(const noise_words<lanes<double, N>>& w, lanes<double, N> (&out)[2],
                                              std::uint32_t flip) {
  const auto bits = lane_bits<double, N>::splat(flip);
#pragma GCC unroll 2
  for (int q = 0; q < 2; ++q) {
    out[q] = math::min(unit_of<64>(w.high[q] ^ bits, w.low[q] ^ bits), math::lit<lanes<double, N>>(1 - 0x1p-53));
  }
}

/// -log(u) of a uniform u, c = 1 - u: near u = 1 the logarithm is taken of 1 - c, so that small numbers keep their
/// digits.
template <class V>
[[gnu::always_inline]] inline V exponential_from(V u, V c) {
  using m = math_of<V>;
  using layout = math::detail::log_layout<scalar_of<V>>;
  const auto raised = m::bits(u) + m::splat_bits(layout::one - layout::lowest);
  const V fraction =
      m::from_bits((raised & m::splat_bits(layout::fraction)) + m::splat_bits(layout::lowest)) - math::lit<V>(1);
  const V exponent = m::from_bits((raised >> layout::digits) | m::splat_bits(layout::integer)) -
                     math::lit<V>(math::detail::log_unscaled<V>);  // 0 for u above 3 / 4
  return -math::detail::log_of_parts(exponent, math::select(math::less(c, math::lit<V>(0.25)), -c, fraction));
}
template <int N>
[[gnu::always_inline]] inline void exponential_of(const noise_words<lanes<float, N>>& w, lanes<float, N> (&out)[4]) {
#pragma GCC unroll 2
  for (int q = 0; q < 4; q += 2) {
    const twin u{unit_of<32>(w.word[q]), unit_of<32>(w.word[q + 1])};
    const twin rest{unit_of<32>(~w.word[q]), unit_of<32>(~w.word[q + 1])};
    const auto pair = exponential_from(u, rest);
    out[q] = pair.lo, out[q + 1] = pair.hi;
  }
}
template <int N>
[[gnu::always_inline]] inline void exponential_of(const noise_words<lanes<double, N>>& w, lanes<double, N> (&out)[2]) {
  const auto flip = lane_bits<double, N>::splat(0xffffffff);
#pragma GCC unroll 2
  for (int q = 0; q < 2; ++q)
    out[q] = exponential_from(unit_of<64>(w.high[q], w.low[q]), unit_of<64>(w.high[q] ^ flip, w.low[q] ^ flip));
}

/// The numbers of a law, column by column of the blocks.
template <noise_law Law, class Words, class V, int Columns>
[[gnu::always_inline]] inline void numbers_of(const Words& words, V (&out)[Columns]) {
  if constexpr (Law == noise_law::normal)
    normal_of(words, out);
  else if constexpr (Law == noise_law::signed_uniform)
    signed_uniform_of(words, out);
  else if constexpr (Law == noise_law::exponential)
    exponential_of(words, out);
  else
    uniform_of(words, out, Law == noise_law::uniform ? 0 : 0xffffffff);
}

/// f.operator()<law>(), for a law known at run time.
template <class F>
void with_law(noise_law law, const F& f) {
  switch (law) {
    case noise_law::normal:
      return f.template operator()<noise_law::normal>();
    case noise_law::signed_uniform:
      return f.template operator()<noise_law::signed_uniform>();
    case noise_law::uniform:
      return f.template operator()<noise_law::uniform>();
    case noise_law::uniform_complement:
      return f.template operator()<noise_law::uniform_complement>();
    case noise_law::exponential:
      return f.template operator()<noise_law::exponential>();
  }
}

}  // namespace pathwise::kernels::detail
