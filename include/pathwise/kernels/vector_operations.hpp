#pragma once
// What lanes<T, N> does: memory, and the primitives of math_of<lanes<T, N>>. Part of kernels/vector.hpp.
#include <pathwise/kernels/vector.hpp>

namespace pathwise {

namespace detail {

template <class T, int N>
struct lane_halves {
  lanes<T, N / 2> lo, hi;
};
template <class T, int N>
[[gnu::always_inline]] inline lane_halves<T, N> split(lanes<T, N> x) {
  return __builtin_bit_cast(lane_halves<T, N>, x);
}
template <class T, int N>
[[gnu::always_inline]] inline lanes<T, 2 * N> join(lanes<T, N> lo, lanes<T, N> hi) {
  const lane_halves<T, 2 * N> halves{lo, hi};
  return __builtin_bit_cast(lanes<T, 2 * N>, halves);
}

template <class T, int N>
[[gnu::always_inline]] inline xsimd::batch<T> batch_of(lanes<T, N> x) {
  return xsimd::batch<T>(x.v);
}
template <class T>
[[gnu::always_inline]] inline native<T> lanes_of(xsimd::batch<T> b) {
  return native<T>::of(b.data);
}

/// Eight set and eight clear words: reading at 8 - count gives the mask of a tail.
inline constexpr std::int32_t tail_mask_32[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
inline constexpr std::int64_t tail_mask_64[8] = {-1, -1, -1, -1, 0, 0, 0, 0};

}  // namespace detail

template <class T, int N>
inline lanes<T, N>::lanes(T x) {
  if constexpr (N == 1)
    v = x;
  else if constexpr (detail::is_native<T, N>)
    v = xsimd::batch<T>(x).data;
  else
    v = x - register_type{};  // x + 0 would lose the sign of -0, and costs an addition
}

template <class T, int N>
inline lanes<T, N> lanes<T, N>::load(const T* p) {
  if constexpr (N == 1)
    return *p;
  else if constexpr (detail::is_native<T, N>)
    return detail::lanes_of(xsimd::batch<T>::load_unaligned(p));
  else {
    lanes x;
    x.v = *reinterpret_cast<const typename detail::unaligned_register<T, N>::type*>(p);
    return x;
  }
}

template <class T, int N>
inline void lanes<T, N>::store(T* p) const {
  if constexpr (N == 1)
    *p = v;
  else if constexpr (detail::is_native<T, N>)
    xsimd::batch<T>(v).store_unaligned(p);
  else
    *reinterpret_cast<typename detail::unaligned_register<T, N>::type*>(p) = v;
}

template <class T, int N>
inline lanes<T, N> lanes<T, N>::load(const T* p, int count) {
#if defined(__AVX512F__)
  if constexpr (N == 16 && sizeof(T) == 4)
    return of(_mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), p));
  if constexpr (N == 8 && sizeof(T) == 8) return of(_mm512_maskz_loadu_pd(static_cast<__mmask8>((1u << count) - 1), p));
#elif defined(__AVX2__)
  if constexpr (N == 8 && sizeof(T) == 4) {
    return of(
        _mm256_maskload_ps(p, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::tail_mask_32 + 8 - count))));
  }
  if constexpr (N == 4 && sizeof(T) == 8) {
    return of(
        _mm256_maskload_pd(p, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::tail_mask_64 + 4 - count))));
  }
#endif
  T numbers[N] = {};
  for (int i = 0; i < count; ++i) numbers[i] = p[i];
  return load(numbers);
}

template <class T, int N>
inline void lanes<T, N>::store(T* p, int count) const {
#if defined(__AVX512F__)
  if constexpr (N == 16 && sizeof(T) == 4)
    return _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << count) - 1), v);
  if constexpr (N == 8 && sizeof(T) == 8) return _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << count) - 1), v);
#elif defined(__AVX2__)
  if constexpr (N == 8 && sizeof(T) == 4) {
    return _mm256_maskstore_ps(
        p, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::tail_mask_32 + 8 - count)), v);
  }
  if constexpr (N == 4 && sizeof(T) == 8) {
    return _mm256_maskstore_pd(
        p, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(detail::tail_mask_64 + 4 - count)), v);
  }
#endif
  T numbers[N];
  store(numbers);
  for (int i = 0; i < count; ++i) p[i] = numbers[i];
}

/// The primitives of a register.
template <class T, int N>
struct math_of<lanes<T, N>> {
  using value_type = T;
  using bits_type = lane_bits<T, N>;
  using mask_type = lane_mask<T, N>;
  using number = lanes<T, N>;
  using integer = detail::bits_of<T>;

  [[gnu::always_inline]] static number splat(T x) { return number(x); }
  [[gnu::always_inline]] static bits_type splat_bits(integer b) { return bits_type::splat(b); }
  [[gnu::always_inline]] static bits_type bits(number x) { return __builtin_bit_cast(bits_type, x); }
  [[gnu::always_inline]] static number from_bits(bits_type b) { return __builtin_bit_cast(number, b); }
  [[gnu::always_inline]] static number abs(number x) { return from_bits(bits(x) & splat_bits(~integer{0} >> 1)); }

  [[gnu::always_inline]] static number fma(number a, number b, number c) {
    if constexpr (!has_fused_multiply_add) {
      return a * b + c;
    } else if constexpr (N == 1) {
      return math_of<T>::fma(a.v, b.v, c.v);
#if defined(__AVX512F__)
    } else if constexpr (sizeof(T) * N == 64) {  // xsimd 8.1 multiplies and adds here, with two roundings
      if constexpr (sizeof(T) == 4)
        return number::of(_mm512_fmadd_ps(a.v, b.v, c.v));
      else
        return number::of(_mm512_fmadd_pd(a.v, b.v, c.v));
#endif
    } else if constexpr (detail::is_native<T, N>) {
      return detail::lanes_of(xsimd::fma(detail::batch_of(a), detail::batch_of(b), detail::batch_of(c)));
    } else {
      const auto x = detail::split(a), y = detail::split(b), z = detail::split(c);
      using half = math_of<lanes<T, N / 2>>;
      return detail::join(half::fma(x.lo, y.lo, z.lo), half::fma(x.hi, y.hi, z.hi));
    }
  }
  [[gnu::always_inline]] static number sqrt(number x) {
    if constexpr (N == 1) {
      return math_of<T>::sqrt(x.v);
#if defined(__aarch64__)
    } else if constexpr (detail::is_native<T, N> && sizeof(T) == 4) {  // xsimd 8.1 makes do with an estimate here
      return detail::lanes_of(xsimd::batch<T>(vsqrtq_f32(detail::batch_of(x).data)));
#endif
    } else if constexpr (detail::is_native<T, N>) {
      return detail::lanes_of(xsimd::sqrt(detail::batch_of(x)));
    } else {
      const auto half = detail::split(x);
      return detail::join(math_of<lanes<T, N / 2>>::sqrt(half.lo), math_of<lanes<T, N / 2>>::sqrt(half.hi));
    }
  }
  // xsimd's are the instructions, which are a < b ? a : b on x86 (NaN: the second); on other machines they are not.
  [[gnu::always_inline]] static number min(number a, number b) {
#if defined(__SSE2__)
    if constexpr (detail::is_native<T, N>)
      return detail::lanes_of(xsimd::min(detail::batch_of(a), detail::batch_of(b)));
#endif
    return select(less(a, b), a, b);
  }
  [[gnu::always_inline]] static number max(number a, number b) {
#if defined(__SSE2__)
    if constexpr (detail::is_native<T, N>)
      return detail::lanes_of(xsimd::max(detail::batch_of(a), detail::batch_of(b)));
#endif
    return select(less(b, a), a, b);
  }
  [[gnu::always_inline]] static mask_type less(number a, number b) { return {a.v < b.v}; }
  [[gnu::always_inline]] static mask_type less_equal(number a, number b) { return {a.v <= b.v}; }
  [[gnu::always_inline]] static mask_type equal(number a, number b) { return {a.v == b.v}; }
  [[gnu::always_inline]] static bool any(mask_type mask) {
    if constexpr (N == 1) {
      return mask.v;
    } else if constexpr (detail::is_native<T, N>) {
      return xsimd::any(detail::batch_of(select(mask, number(T(1)), number(T(0)))) != xsimd::batch<T>(T(0)));
    } else {
      bool found = false;
      for (int i = 0; i < N; ++i) found |= mask.v[i] != 0;
      return found;
    }
  }
  [[gnu::always_inline]] static number select(mask_type mask, number a, number b) {
    return number::of(mask.v ? a.v : b.v);
  }
  [[gnu::always_inline]] static number select_by_top_bit(bits_type bits, number a, number b) {
    using signed_integer = std::make_signed_t<integer>;
    return number::of(__builtin_bit_cast(detail::register_of<signed_integer, N>, bits) < 0 ? a.v : b.v);
  }
};

}  // namespace pathwise
